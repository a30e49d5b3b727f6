/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/table.h"

#include "engine/kernels/update.h"

/*
 * Fully connected layers have a weight for every multiplication of a frame, half a gigabyte of
 * them: what counts is that each is fetched from memory once for the whole batch.
 */

/* Rows of weights x frames whose sums are held in registers, and inputs between two horizontal
 * sums: the weights of ROWS rows stay in half of the first-level cache while the frames pass, and
 * so many inputs of a batch in the second. */
#define ROWS FUS_LINEAR_ROWS
#if LANES == 16
#define FRAMES 6
#define CHUNK 2048
#else
#define FRAMES 3
#define CHUNK 1024
#endif

/* y[frame][row] += Σ over n inputs of x * w for n_rows rows and n_frames frames; prefetch: asks for
 * the weights of the rows that follow */
static ALWAYS_INLINE void
dot_products (float *y, gsize out, const float *x, const float *w, gsize in, gsize n,
              gboolean prefetch, const guint n_rows, const guint n_frames)
{
  Lanes sum[ROWS][FRAMES] = { { { 0 } } };
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    {
      Lanes value[FRAMES];

#pragma GCC unroll 6
      for (guint f = 0; f < n_frames; f++)
        value[f] = load (x + f * in + i);
#pragma GCC unroll 4
      for (guint r = 0; r < n_rows; r++)
        {
          Lanes weight = load (w + r * in + i);

          if (prefetch)
            __builtin_prefetch (w + (n_rows + r) * in + i);
#pragma GCC unroll 6
          for (guint f = 0; f < n_frames; f++)
            sum[r][f] += weight * value[f];
        }
    }
#pragma GCC unroll 6
  for (guint f = 0; f < n_frames; f++)
#pragma GCC unroll 4
    for (guint r = 0; r < n_rows; r++)
      {
        float total = sum_lanes (sum[r][f]);

        for (gsize j = i; j < n; j++)
          total += w[r * in + j] * x[f * in + j];
        y[f * out + r] += total;
      }
}

static ALWAYS_INLINE void
dot_products_of_frames (float *y, gsize out, const float *x, const float *w, gsize in, gsize n,
                        gboolean prefetch, const guint n_rows, guint n_frames)
{
  switch (n_frames)
    {
#if FRAMES == 6
    case 6:
      dot_products (y, out, x, w, in, n, prefetch, n_rows, 6);
      break;
    case 5:
      dot_products (y, out, x, w, in, n, prefetch, n_rows, 5);
      break;
    case 4:
      dot_products (y, out, x, w, in, n, prefetch, n_rows, 4);
      break;
#endif
    case 3:
      dot_products (y, out, x, w, in, n, prefetch, n_rows, 3);
      break;
    case 2:
      dot_products (y, out, x, w, in, n, prefetch, n_rows, 2);
      break;
    default:
      dot_products (y, out, x, w, in, n, prefetch, n_rows, 1);
    }
}

void
FUS_ISA_NAME (fus_linear_forward) (float *y, const float *x, const float *w, const float *bias,
                                   guint n, gsize in, gsize out, gsize first, gsize last)
{
  guint groups = (n + FRAMES - 1) / FRAMES;

  for (guint f = 0; f < n; f++)
    memcpy (y + f * out + first, bias + first, (last - first) * sizeof *y);
  for (gsize at = 0; at < in; at += CHUNK)
    for (gsize row = first; row < last;)
      {
        guint rows = last - row >= ROWS ? ROWS : 1;

        for (guint group = 0; group < groups; group++)
          {
            guint f = n * group / groups, frames = n * (group + 1) / groups - f;
            gsize length = MIN (CHUNK, in - at);

            if (rows == ROWS)
              dot_products_of_frames (y + f * out + row, out, x + f * in + at, w + row * in + at,
                                      in, length, group == 0, ROWS, frames);
            else
              dot_products_of_frames (y + f * out + row, out, x + f * in + at, w + row * in + at,
                                      in, length, FALSE, 1, frames);
          }
        row += rows;
      }
}

/* Columns of weights that are worked on at once. */
#define VECTORS (LANES == 16 ? 2 : 1)
#define STEP (VECTORS * LANES)

/* What one sweep does for ROWS rows and STEP columns of the weights. dx, x: [n][STEP]; dy:
 * [n][ROWS]; w[r]: a row's first column; offset[r]: its place in the tensor */
static ALWAYS_INLINE void
fc_step (float *dx, const FusUpdate *update, const float *dy, const float *x, const float *w,
         const gsize offset[ROWS], guint n, const gboolean want_dx, const gboolean want_gradient)
{
  Lanes weight[ROWS][VECTORS], gradient[ROWS][VECTORS] = { { { 0 } } };

#pragma GCC unroll 4
  for (guint r = 0; r < ROWS; r++)
#pragma GCC unroll 2
    for (guint v = 0; v < VECTORS; v++)
      weight[r][v] = load (w + offset[r] + v * LANES);

  for (guint f = 0; f < n; f++, dx += STEP, x += STEP, dy += ROWS)
    {
      Lanes value[VECTORS], total[VECTORS];

#pragma GCC unroll 2
      for (guint v = 0; v < VECTORS; v++)
        {
          if (want_gradient)
            value[v] = load (x + v * LANES);
          if (want_dx)
            total[v] = load (dx + v * LANES);
        }
#pragma GCC unroll 4
      for (guint r = 0; r < ROWS; r++)
        {
          Lanes d = broadcast (dy[r]);

#pragma GCC unroll 2
          for (guint v = 0; v < VECTORS; v++)
            {
              if (want_dx)
                total[v] += d * weight[r][v];
              if (want_gradient)
                gradient[r][v] += d * value[v];
            }
        }
      if (want_dx)
        for (guint v = 0; v < VECTORS; v++)
          store (dx + v * LANES, total[v]);
    }

  if (!want_gradient)
    return;
#pragma GCC unroll 4
  for (guint r = 0; r < ROWS; r++)
#pragma GCC unroll 2
    for (guint v = 0; v < VECTORS; v++)
      {
        gsize at = offset[r] + v * LANES;

        if (update->gradient != NULL)
          store (update->gradient + at, gradient[r][v]);
        if (update->step != NULL)
          update_lanes (update->weight + at, update->momentum + at, update->step, gradient[r][v]);
      }
}

/* fc_step() for what is left over at the edges: any number of rows and columns. */
static void
fc_rest (float *dx, const FusUpdate *update, const float *dy, const float *x, const float *w,
         const gsize offset[ROWS], guint n, guint n_rows, guint n_columns)
{
  for (guint r = 0; r < n_rows; r++)
    for (guint c = 0; c < n_columns; c++)
      {
        float weight = w[offset[r] + c], gradient = 0;

        for (guint f = 0; f < n; f++)
          {
            if (dx != NULL)
              dx[f * STEP + c] += dy[f * ROWS + r] * weight;
            if (update != NULL)
              gradient += dy[f * ROWS + r] * x[f * STEP + c];
          }
        if (update == NULL)
          continue;
        if (update->gradient != NULL)
          update->gradient[offset[r] + c] = gradient;
        if (update->step != NULL)
          update_one (update->weight + offset[r] + c, update->momentum + offset[r] + c,
                      update->step, gradient);
      }
}

/* Columns first … last - 1 of x [n, in] as [steps][n][STEP], so that a sweep reads them in order.
 */
static void
pack_columns (float *packed, const float *x, guint n, gsize in, gsize first, gsize last)
{
  for (gsize at = first; at < last; at += STEP)
    for (guint f = 0; f < n; f++, packed += STEP)
      {
        gsize columns = MIN (STEP, last - at);

        memcpy (packed, x + f * in + at, columns * sizeof *x);
        memset (packed + columns, 0, (STEP - columns) * sizeof *x);
      }
}

static void
unpack_columns (float *x, const float *packed, guint n, gsize in, gsize first, gsize last)
{
  for (gsize at = first; at < last; at += STEP)
    for (guint f = 0; f < n; f++, packed += STEP)
      memcpy (x + f * in + at, packed, MIN (STEP, last - at) * sizeof *x);
}

static ALWAYS_INLINE void
prefetch_rows (const float *w, const float *momentum, const gsize offset[ROWS])
{
#pragma GCC unroll 4
  for (guint r = 0; r < ROWS; r++)
    for (guint i = 0; i < STEP; i += FUS_BLOCK)
      {
        __builtin_prefetch (w + offset[r] + i);
        if (momentum != NULL)
          __builtin_prefetch (momentum + offset[r] + i);
      }
}

void
FUS_ISA_NAME (fus_linear_backward) (float *dx, const FusUpdate *update, const float *dy,
                                    const guint32 *rows, gsize n_rows, const float *x,
                                    const float *w, guint n, gsize in, gsize first, gsize last,
                                    float *scratch)
{
  float *dx_packed = dx != NULL ? scratch : NULL, *x_packed = scratch + n * FUS_LINEAR_COLUMNS;
  const float *momentum = update != NULL && update->step != NULL ? update->momentum : NULL;
  gsize offset[ROWS], next[ROWS];

  if (dx != NULL)
    memset (dx_packed, 0, n * FUS_LINEAR_COLUMNS * sizeof *dx);
  if (update != NULL)
    pack_columns (x_packed, x, n, in, first, last);

  for (gsize row = 0; row < n_rows; row += ROWS, dy += n * ROWS)
    {
      guint group = MIN (ROWS, n_rows - row);

      for (guint r = 0; r < ROWS; r++)
        {
          gsize this_row = MIN (row + r, n_rows - 1), next_row = MIN (row + ROWS + r, n_rows - 1);

          offset[r] = (rows != NULL ? rows[this_row] : this_row) * in + first;
          next[r] = (rows != NULL ? rows[next_row] : next_row) * in + first;
        }
      for (gsize at = first, step = 0; at < last; at += STEP, step += n * STEP)
        {
          float *step_dx = dx != NULL ? dx_packed + step : NULL;
          const float *step_x = x_packed + step;

          prefetch_rows (w, momentum, next);
          if (group < ROWS || last - at < STEP)
            fc_rest (step_dx, update, dy, step_x, w, offset, n, group, MIN (STEP, last - at));
          else if (update == NULL)
            fc_step (step_dx, NULL, dy, step_x, w, offset, n, TRUE, FALSE);
          else if (dx == NULL)
            fc_step (NULL, update, dy, step_x, w, offset, n, FALSE, TRUE);
          else
            fc_step (step_dx, update, dy, step_x, w, offset, n, TRUE, TRUE);
          for (guint r = 0; r < ROWS; r++)
            {
              offset[r] += STEP;
              next[r] += STEP;
            }
        }
    }
  if (dx != NULL)
    unpack_columns (dx, dx_packed, n, in, first, last);
}
