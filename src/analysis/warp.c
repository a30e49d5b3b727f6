/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/warp.h"

#include <math.h>

#define N_COLORS 3
#define GREY 0.5f

/* Lucent's: shifts by 8 and by 4 pixels in all, 11 scales, 21 turns and five times none. */
#define FIRST_SHIFT 8
#define SECOND_SHIFT 4
#define N_SCALES 11
#define N_TURNS 21
#define N_UNTURNED 5

static double
draw_shift (FusRandom *random)
{
  double first = fus_random_below (random, FIRST_SHIFT + 1);
  double second = fus_random_below (random, SECOND_SHIFT + 1);

  return first - FIRST_SHIFT / 2.0 + second - SECOND_SHIFT / 2.0;
}

FusWarp
fus_warp_draw (guint side, FusRandom *random)
{
  double scale = 1 + ((double) fus_random_below (random, N_SCALES) - N_SCALES / 2) / 50;
  double turn = fus_random_below (random, N_TURNS + N_UNTURNED);
  double angle = turn < N_TURNS ? (turn - N_TURNS / 2) * G_PI / 180 : 0;
  double c = cos (angle) / scale, s = sin (angle) / scale;
  double middle = (side - 1) / 2.0;
  double dx = draw_shift (random), dy = draw_shift (random);

  return (FusWarp){ .xx = (float) c,
                    .xy = (float) -s,
                    .x0 = (float) (middle - c * middle + s * middle + dx),
                    .yx = (float) s,
                    .yy = (float) c,
                    .y0 = (float) (middle - s * middle - c * middle + dy) };
}

/* The four pixels around a point and their weights; those outside the picture have none. */
typedef struct
{
  int at[4];
  float weight[4];
} FusCorners;

static inline FusCorners
corners (const FusWarp *warp, int side, int x, int y)
{
  float px = warp->xx * x + warp->xy * y + warp->x0;
  float py = warp->yx * x + warp->yy * y + warp->y0;
  float fx = floorf (px), fy = floorf (py);
  float ax = px - fx, ay = py - fy;
  FusCorners found;

  for (int k = 0; k < 4; k++)
    {
      int cx = (int) fx + (k & 1), cy = (int) fy + (k >> 1);
      gboolean inside = cx >= 0 && cx < side && cy >= 0 && cy < side;

      found.at[k] = inside ? cy * side + cx : 0;
      found.weight[k] = inside ? (k & 1 ? ax : 1 - ax) * (k >> 1 ? ay : 1 - ay) : 0;
    }
  return found;
}

void
fus_warp_forward (float *copy, const float *picture, const FusWarp *warp, guint side)
{
  const gsize area = (gsize) side * side;

  for (int y = 0; y < (int) side; y++)
    for (int x = 0; x < (int) side; x++)
      {
        const FusCorners from = corners (warp, (int) side, x, y);

        for (int c = 0; c < N_COLORS; c++)
          {
            float sum = GREY;

            for (int k = 0; k < 4; k++)
              sum += from.weight[k] * (picture[c * area + from.at[k]] - GREY);
            copy[c * area + y * side + x] = sum;
          }
      }
}

void
fus_warp_backward (float *d_picture, const float *d_copy, const FusWarp *warp, guint side)
{
  const gsize area = (gsize) side * side;

  for (int y = 0; y < (int) side; y++)
    for (int x = 0; x < (int) side; x++)
      {
        const FusCorners to = corners (warp, (int) side, x, y);

        for (int c = 0; c < N_COLORS; c++)
          for (int k = 0; k < 4; k++)
            d_picture[c * area + to.at[k]] += to.weight[k] * d_copy[c * area + y * side + x];
      }
}
