/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/reference/reference.h"

/* The pixel of a [channels, side, side] map that a tap sees, or 0 on the border. */
static double
pixel (const float *map, gsize channel, gssize y, gssize x, gsize side)
{
  if (y < 0 || x < 0 || y >= (gssize) side || x >= (gssize) side)
    return 0;
  return map[(channel * side + (gsize) y) * side + (gsize) x];
}

void
fus_conv_forward_reference (float *y, const float *x, const float *w, const float *b, gsize n,
                            gsize in, gsize out, gsize side, FusTeam *team)
{
  for (gsize f = 0; f < n; f++)
    for (gsize o = 0; o < out; o++)
      for (gsize p = 0; p < side * side; p++)
        {
          double sum = b[o];

          for (gsize i = 0; i < in; i++)
            for (gsize k = 0; k < 9; k++)
              sum += w[(o * in + i) * 9 + k]
                     * pixel (x + f * in * side * side, i, (gssize) (p / side + k / 3) - 1,
                              (gssize) (p % side + k % 3) - 1, side);
          y[(f * out + o) * side * side + p] = (float) sum;
        }
}

void
fus_conv_backward_data_reference (float *dx, const float *dy, const float *w, gsize n, gsize in,
                                  gsize out, gsize side, FusTeam *team)
{
  for (gsize f = 0; f < n; f++)
    for (gsize i = 0; i < in; i++)
      for (gsize p = 0; p < side * side; p++)
        {
          double sum = 0;

          for (gsize o = 0; o < out; o++)
            for (gsize k = 0; k < 9; k++)
              sum += w[(o * in + i) * 9 + k]
                     * pixel (dy + f * out * side * side, o,
                              (gssize) (p / side) - (gssize) (k / 3) + 1,
                              (gssize) (p % side) - (gssize) (k % 3) + 1, side);
          dx[(f * in + i) * side * side + p] += (float) sum;
        }
}

void
fus_conv_backward_weights_reference (float *dw, float *db, const float *x, const float *dy, gsize n,
                                     gsize in, gsize out, gsize side, FusTeam *team)
{
  gsize plane = side * side;

  for (gsize o = 0; o < out; o++)
    {
      double bias = 0;

      for (gsize f = 0; f < n; f++)
        for (gsize p = 0; p < plane; p++)
          bias += dy[(f * out + o) * plane + p];
      db[o] += (float) bias;

      for (gsize i = 0; i < in; i++)
        for (gsize k = 0; k < 9; k++)
          {
            double sum = 0;

            for (gsize f = 0; f < n; f++)
              for (gsize p = 0; p < plane; p++)
                sum += dy[(f * out + o) * plane + p]
                       * pixel (x + f * in * plane, i, (gssize) (p / side + k / 3) - 1,
                                (gssize) (p % side + k % 3) - 1, side);
            dw[(o * in + i) * 9 + k] += (float) sum;
          }
    }
}

void
fus_linear_forward_reference (float *y, const float *x, const float *w, const float *b, gsize n,
                              gsize in, gsize out, FusTeam *team)
{
  for (gsize f = 0; f < n; f++)
    for (gsize o = 0; o < out; o++)
      {
        double sum = b[o];

        for (gsize i = 0; i < in; i++)
          sum += (double) w[o * in + i] * x[f * in + i];
        y[f * out + o] = (float) sum;
      }
}

void
fus_linear_backward_data_reference (float *dx, const float *dy, const float *w, gsize n, gsize in,
                                    gsize out, FusTeam *team)
{
  for (gsize f = 0; f < n; f++)
    for (gsize i = 0; i < in; i++)
      {
        double sum = 0;

        for (gsize o = 0; o < out; o++)
          sum += (double) w[o * in + i] * dy[f * out + o];
        dx[f * in + i] += (float) sum;
      }
}

void
fus_linear_backward_weights_reference (float *dw, float *db, const float *x, const float *dy,
                                       gsize n, gsize in, gsize out, FusTeam *team)
{
  for (gsize o = 0; o < out; o++)
    {
      double bias = 0;

      for (gsize f = 0; f < n; f++)
        bias += dy[f * out + o];
      db[o] += (float) bias;

      for (gsize i = 0; i < in; i++)
        {
          double sum = 0;

          for (gsize f = 0; f < n; f++)
            sum += (double) dy[f * out + o] * x[f * in + i];
          dw[o * in + i] += (float) sum;
        }
    }
}

void
fus_pool_forward_reference (float *y, guint8 *index, const float *x, gsize planes, gsize side,
                            FusTeam *team)
{
  gsize half = side / 2;

  for (gsize i = 0; i < planes * half * half; i++)
    {
      const float *corner = x + (i / half * 2) * side + i % half * 2;
      guint8 best = 0;

      for (guint8 k = 1; k < 4; k++)
        if (corner[k / 2 * side + k % 2] > corner[best / 2 * side + best % 2])
          best = k;
      y[i] = corner[best / 2 * side + best % 2];
      if (index != NULL)
        index[i] = best;
    }
}

void
fus_pool_backward_reference (float *dx, const float *dy, const guint8 *index, gsize planes,
                             gsize side, FusTeam *team)
{
  gsize half = side / 2;

  for (gsize i = 0; i < planes * half * half; i++)
    dx[(i / half * 2 + index[i] / 2) * side + i % half * 2 + index[i] % 2] += dy[i];
}
