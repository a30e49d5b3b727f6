/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/reference/conv.h"

#include "engine/blas.h"
#include "engine/share.h"

#include <string.h>

/* The portable path: patches copied into a matrix (im2col), then a product. A matrix holds a group
 * of rows of maps, across frames where maps are small, so that every product is wide enough to pay
 * for the packing of the weights and its matrix stays in the cache. */
#define GROUP_COLUMNS 1024

typedef struct
{
  float *y;
  const float *x;
  const float *w;
  const float *b; /* NULL: add to y */
  gsize n;
  gsize in;
  gsize out;
  gsize side;
  gsize group; /* rows of maps in one product */
  FusTeam *team;
} Conv;

/* Rows of one product; less where a whole group would leave members without work. */
static gsize
group_rows (gsize n, gsize side, guint team_size)
{
  gsize rows = MAX (1, GROUP_COLUMNS / side);
  gsize per_member = (n * side + team_size - 1) / team_size;

  return MAX (1, MIN (rows, per_member));
}

/* row: [side] of the result; the input row shifted by one to the left or right, or not. */
static void
copy_shifted (float *row, const float *x, gsize side, int shift)
{
  if (shift < 0)
    {
      row[0] = 0;
      memcpy (row + 1, x, (side - 1) * sizeof (float));
    }
  else if (shift > 0)
    {
      memcpy (row, x + 1, (side - 1) * sizeof (float));
      row[side - 1] = 0;
    }
  else
    memcpy (row, x, side * sizeof (float));
}

/* matrix: [(channels end - begin) x 9, rows x side]: for each channel and tap, the pixels that the
 * tap sees from the rows first … first + rows - 1 of the n x side rows of all frames. */
static void
gather_patches (float *matrix, const float *x, gsize channels, gsize begin, gsize end, gsize side,
                gsize first, gsize rows)
{
  for (gsize c = begin; c < end; c++)
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++)
        for (gsize r = first; r < first + rows; r++)
          {
            gsize frame = r / side;
            gssize source = (gssize) (r % side) + dy;

            if (source < 0 || source >= (gssize) side)
              memset (matrix, 0, side * sizeof (float));
            else
              copy_shifted (matrix, x + ((frame * channels + c) * side + (gsize) source) * side,
                            side, dx);
            matrix += side;
          }
}

static void
add_bias (float *to, const float *from, float bias, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] + bias;
}

static void
add (float *to, const float *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += from[i];
}

/* product: [out, rows x side] → y: [n, out, side, side] */
static void
scatter_rows (const Conv *conv, const float *product, gsize first, gsize rows)
{
  gsize side = conv->side;

  for (gsize o = 0; o < conv->out; o++)
    for (gsize r = first; r < first + rows; r++)
      {
        float *y = conv->y + ((r / side * conv->out + o) * side + r % side) * side;

        if (conv->b != NULL)
          add_bias (y, product, conv->b[o], side);
        else
          add (y, product, side);
        product += side;
      }
}

static void
convolve_share (gpointer data, guint index, guint n_members)
{
  const Conv *conv = data;
  gsize taps = conv->in * 9;
  gsize columns = conv->group * conv->side;
  float *matrix = fus_team_scratch (conv->team, index, (taps + conv->out) * columns);
  float *product = matrix + taps * columns;
  gsize begin, end;

  fus_share (conv->n * conv->side, conv->group, index, n_members, &begin, &end);
  for (gsize first = begin; first < end; first += conv->group)
    {
      gsize rows = MIN (conv->group, end - first);

      gather_patches (matrix, conv->x, conv->in, 0, conv->in, conv->side, first, rows);
      fus_blas_product (product, rows * conv->side, conv->w, taps, FALSE, matrix, rows * conv->side,
                        FALSE, 0, conv->out, rows * conv->side, taps);
      scatter_rows (conv, product, first, rows);
    }
}

void
fus_conv_forward (float *y, const float *x, const float *w, const float *b, gsize n, gsize in,
                  gsize out, gsize side, FusTeam *team)
{
  Conv conv = { y, x, w, b, n, in, out, side, group_rows (n, side, fus_team_size (team)), team };

  fus_team_run (team, convolve_share, &conv);
}

void
fus_conv_backward_data (float *dx, const float *dy, const float *w, gsize n, gsize in, gsize out,
                        gsize side, FusTeam *team)
{
  /* The gradient is itself a convolution of dy, with the filters turned by half a turn and inputs
   * and outputs exchanged: no two members then write to one pixel. */
  float *turned = fus_team_scratch (team, fus_team_size (team), in * out * 9);

  for (gsize o = 0; o < out; o++)
    for (gsize i = 0; i < in; i++)
      for (gsize k = 0; k < 9; k++)
        turned[(i * out + o) * 9 + k] = w[(o * in + i) * 9 + 8 - k];

  Conv conv = { dx,  dy, turned, NULL, n, out, in, side, group_rows (n, side, fus_team_size (team)),
                team };

  fus_team_run (team, convolve_share, &conv);
}

typedef struct
{
  float *dw;
  float *db;
  const float *x;
  const float *dy;
  gsize n;
  gsize in;
  gsize out;
  gsize side;
  FusTeam *team;
} Gradient;

/* matrix: [end - begin, rows x side] of dy's channels. */
static void
gather_rows (float *matrix, const float *dy, gsize channels, gsize begin, gsize end, gsize side,
             gsize first, gsize rows)
{
  for (gsize c = begin; c < end; c++)
    for (gsize r = first; r < first + rows; r++)
      {
        memcpy (matrix, dy + ((r / side * channels + c) * side + r % side) * side,
                side * sizeof (float));
        matrix += side;
      }
}

static void
add_weight_gradients (const Gradient *g, guint index, gsize in_begin, gsize in_end, gsize out_begin,
                      gsize out_end)
{
  gsize group = group_rows (g->n, g->side, 1);
  gsize taps = (in_end - in_begin) * 9;
  gsize outs = out_end - out_begin;
  float *patches = fus_team_scratch (g->team, index, (taps + outs) * group * g->side);
  float *deltas = patches + taps * group * g->side;

  for (gsize first = 0; first < g->n * g->side; first += group)
    {
      gsize rows = MIN (group, g->n * g->side - first);
      gsize columns = rows * g->side;

      gather_patches (patches, g->x, g->in, in_begin, in_end, g->side, first, rows);
      gather_rows (deltas, g->dy, g->out, out_begin, out_end, g->side, first, rows);
      fus_blas_product (g->dw + (out_begin * g->in + in_begin) * 9, g->in * 9, deltas, columns,
                        FALSE, patches, columns, TRUE, 1, outs, taps, columns);
    }
}

static void
add_bias_gradients (const Gradient *g, gsize out_begin, gsize out_end)
{
  gsize plane = g->side * g->side;

  for (gsize o = out_begin; o < out_end; o++)
    {
      /* double: 32 maps of 224 x 224 are 1.6 million summands. */
      double sum = 0;

      for (gsize f = 0; f < g->n; f++)
        for (gsize i = 0; i < plane; i++)
          sum += g->dy[(f * g->out + o) * plane + i];
      g->db[o] += (float) sum;
    }
}

static void
gradient_share (gpointer data, guint index, guint n_members)
{
  const Gradient *g = data;
  gsize begin, end;

  fus_share (g->out, 1, index, n_members, &begin, &end);
  add_bias_gradients (g, begin, end);
  /* By input channels, so that each patch is copied by one member only; conv1 has too few. */
  if (g->in < 4 * n_members)
    {
      if (begin < end)
        add_weight_gradients (g, index, 0, g->in, begin, end);
      return;
    }
  fus_share (g->in, 1, index, n_members, &begin, &end);
  add_weight_gradients (g, index, begin, end, 0, g->out);
}

void
fus_conv_backward_weights (float *dw, float *db, const float *x, const float *dy, gsize n, gsize in,
                           gsize out, gsize side, FusTeam *team)
{
  Gradient gradient = { dw, db, x, dy, n, in, out, side, team };

  fus_team_run (team, gradient_share, &gradient);
}
