/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/table.h"

/*
 * conv1 has three input channels: too few for Winograd's products to pay for its transforms. It is
 * computed as it is defined, two rows of outputs (one of the pooled map) at a time.
 */

#define CHANNELS 3
#define TAPS (CHANNELS * 9)
#define MAX_SIDE 512

/* Input rows 2y - 1 … 2y + 2 of each channel, with a pixel of zeros on every side of the image:
 * [3][4][side + 2] */
static void
copy_rows (float *rows, const float *image, guint side, guint y)
{
  gsize width = side + 2;

  for (guint c = 0; c < CHANNELS; c++)
    for (guint i = 0; i < 4; i++)
      {
        float *row = rows + (c * 4 + i) * width;
        gint from = (gint) (2 * y + i) - 1;

        row[0] = row[side + 1] = 0;
        if (from < 0 || from >= (gint) side)
          memset (row + 1, 0, side * sizeof *row);
        else
          memcpy (row + 1, image + ((gsize) c * side + from) * side, side * sizeof *row);
      }
}

/* Outputs that are held in registers: two rows of COLUMNS, each of 2 vectors of channels. */
#define VECTORS 2
#if LANES == 16
#define COLUMNS 4
#else
#define COLUMNS 2
#endif

/* Two rows of COLUMNS outputs of n_vectors vectors of channels. input: the first tap's pixel of the
 * first output; w: [27][w_stride] */
static ALWAYS_INLINE void
conv1_outputs (Lanes out[VECTORS][2][COLUMNS], const float *input, gsize width, const float *w,
               gsize w_stride, const guint n_vectors)
{
  for (guint v = 0; v < n_vectors; v++)
    for (guint i = 0; i < 2; i++)
      for (guint j = 0; j < COLUMNS; j++)
        out[v][i][j] = (Lanes){ 0 };

  for (guint c = 0; c < CHANNELS; c++)
#pragma GCC unroll 3
    for (guint ky = 0; ky < 3; ky++)
#pragma GCC unroll 3
      for (guint kx = 0; kx < 3; kx++, w += w_stride)
        {
          const float *p = input + (c * 4 + ky) * width + kx;

#pragma GCC unroll 2
          for (guint v = 0; v < n_vectors; v++)
            {
              Lanes weight = load (w + v * LANES);

#pragma GCC unroll 2
              for (guint i = 0; i < 2; i++)
#pragma GCC unroll 4
                for (guint j = 0; j < COLUMNS; j++)
                  out[v][i][j] += broadcast (p[i * width + j]) * weight;
            }
        }
}

static ALWAYS_INLINE void
store_first (const FusOutput *output, guint frame, guint block, guint lane, guint y, guint x,
             Lanes out[2][COLUMNS])
{
  Lanes bias = load (output->bias + block * FUS_BLOCK + lane);

#pragma GCC unroll 2
  for (guint i = 0; i < 2; i++)
#pragma GCC unroll 4
    for (guint j = 0; j < COLUMNS; j++)
      out[i][j] = relu (out[i][j] + bias);

  if (output->full != NULL)
    for (guint i = 0; i < 2; i++)
      for (guint j = 0; j < COLUMNS; j++)
        store (output->full + fus_grid_at (&output->full_grid, frame, block, 2 * y + i, 2 * x + j)
                   + lane,
               out[i][j]);
  if (output->map == NULL)
    return;
#pragma GCC unroll 2
  for (guint j = 0; j < COLUMNS / 2; j++)
    {
      gsize at = fus_grid_at (&output->grid, frame, block, y, x + j) + lane;
      LaneMask index;

      store (output->map + at, pool_window (&index, out[0][2 * j], out[0][2 * j + 1], out[1][2 * j],
                                            out[1][2 * j + 1]));
      if (output->index != NULL)
        store_bytes (output->index + at, index);
    }
}

void
FUS_ISA_NAME (fus_conv1_forward) (const FusOutput *output, const float *image, const float *w,
                                  guint image_side, guint frame, guint y)
{
  float rows[CHANNELS * 4 * (MAX_SIDE + 2)];
  gsize width = image_side + 2, w_stride = output->grid.blocks * FUS_BLOCK;
  Lanes out[VECTORS][2][COLUMNS];

  copy_rows (rows, image, image_side, y);
  for (guint channel = 0; channel < w_stride;)
    {
      guint vectors = MIN (VECTORS, (w_stride - channel) / LANES);

      for (guint x = 0; x < image_side / 2; x += COLUMNS / 2)
        {
          if (vectors == VECTORS)
            conv1_outputs (out, rows + 2 * x, width, w + channel, w_stride, VECTORS);
          else
            conv1_outputs (out, rows + 2 * x, width, w + channel, w_stride, 1);
          for (guint v = 0; v < vectors; v++)
            {
              guint at = channel + v * LANES;

              store_first (output, frame, at / FUS_BLOCK, at % FUS_BLOCK, y, x, out[v]);
            }
        }
      channel += vectors * LANES;
    }
}

/* sum[9] += the gradient of one input channel's filters over one pooled row. input: the row's first
 * pixel of that channel */
static ALWAYS_INLINE void
first_taps (float *dw, gsize dw_stride, const float *map, const guint8 *index, const float *input,
            gsize width, guint n)
{
  Lanes sum[9] = { { 0 } };

  for (guint x = 0; x < n; x++)
    {
      Lanes gradient = load (map + x * FUS_BLOCK);
      LaneMask place = load_bytes (index + x * FUS_BLOCK);

#pragma GCC unroll 4
      for (guint window = 0; window < 4; window++)
        {
          Lanes value = keep_where (place == (gint32) window, gradient);
          const float *p = input + window / 2 * width + 2 * x + window % 2;

#pragma GCC unroll 3
          for (guint ky = 0; ky < 3; ky++)
#pragma GCC unroll 3
            for (guint kx = 0; kx < 3; kx++)
              sum[ky * 3 + kx] += value * broadcast (p[ky * width + kx]);
        }
    }
  for (guint tap = 0; tap < 9; tap++)
    store (dw + tap * dw_stride, load (dw + tap * dw_stride) + sum[tap]);
}

void
FUS_ISA_NAME (fus_conv1_gradient) (float *dw, float *sum, const FusTiles *tiles, const float *image,
                                   guint image_side, guint frame, guint first_y, guint last_y)
{
  const FusGrid *grid = &tiles->grid;
  float rows[CHANNELS * 4 * (MAX_SIDE + 2)];
  gsize width = image_side + 2, channels = grid->blocks * FUS_BLOCK;

  for (guint y = first_y; y < last_y; y++)
    {
      copy_rows (rows, image, image_side, y);
      for (guint channel = 0; channel < channels; channel += LANES)
        {
          gsize at = fus_grid_at (grid, frame, channel / FUS_BLOCK, y, 0) + channel % FUS_BLOCK;
          Lanes total = { 0 };

          for (guint c = 0; c < CHANNELS; c++)
            first_taps (dw + c * 9 * channels + channel, channels, tiles->map + at,
                        tiles->index + at, rows + c * 4 * width, width, grid->side);
          for (guint x = 0; x < grid->side; x++)
            total += load (tiles->map + at + x * FUS_BLOCK);
          store (sum + channel, load (sum + channel) + total);
        }
    }
}
