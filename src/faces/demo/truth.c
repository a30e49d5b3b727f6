/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/truth.h"

#define BINS 4096
#define FULL 1.75f /* no two colours are further apart */

/* A difference below this share of full is a trace and is not stretched to white. */
#define FLOOR 0.06f

static float
apart (FusVec a, FusVec b)
{
  FusVec d = fus_vec (sqrtf (fus_max (0, a.x)) - sqrtf (fus_max (0, b.x)),
                      sqrtf (fus_max (0, a.y)) - sqrtf (fus_max (0, b.y)),
                      sqrtf (fus_max (0, a.z)) - sqrtf (fus_max (0, b.z)));

  return sqrtf (fus_vec_dot (d, d));
}

/* Mean over 2 radius + 1 values along lines of n values that lie @step apart; what lies beyond the
 * ends counts as nothing. */
static void
blur_lines (float *out, const float *in, int lines, int line_step, int n, int step, int radius)
{
  float share = 1.0f / (2 * radius + 1);

  for (int l = 0; l < lines; l++)
    {
      const float *from = in + (gsize) l * line_step;
      float *to = out + (gsize) l * line_step;
      double sum = 0;

      for (int i = 0; i < MIN (radius, n); i++)
        sum += from[(gsize) i * step];
      for (int i = 0; i < n; i++)
        {
          if (i + radius < n)
            sum += from[(gsize) (i + radius) * step];
          if (i - radius - 1 >= 0)
            sum -= from[(gsize) (i - radius - 1) * step];
          to[(gsize) i * step] = (float) sum * share;
        }
    }
}

static float
upper_value (const float *values, gsize n, double share)
{
  guint32 count[BINS] = { 0 };
  gsize seen = 0;
  int bin = BINS - 1;

  for (gsize i = 0; i < n; i++)
    count[CLAMP ((int) (values[i] * (BINS / FULL)), 0, BINS - 1)]++;
  for (; bin > 0; bin--)
    if ((seen += count[bin]) > n * (1 - share))
      break;

  return (bin + 1) * (FULL / BINS);
}

void
fus_demo_truth_mask (guint8 *mask, const FusVec *a, const FusVec *b, int width, int height,
                     int over)
{
  int w = width / over, h = height / over, radius = MAX (1, w / 80);
  gsize n = (gsize) w * h;
  g_autofree float *here = g_new (float, n);
  g_autofree float *there = g_new (float, n);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        float sum = 0;

        for (int k = 0; k < over * over; k++)
          {
            gsize i = (gsize) (y * over + k / over) * width + x * over + k % over;

            sum += apart (a[i], b[i]);
          }
        here[(gsize) y * w + x] = sum / (over * over);
      }

  for (int pass = 0; pass < 3; pass++)
    {
      blur_lines (there, here, h, w, w, 1, radius);
      blur_lines (here, there, w, 1, h, w, radius);
    }

  float white = fus_max (FLOOR, upper_value (here, n, 0.995));

  for (gsize i = 0; i < n; i++)
    mask[i] = (guint8) (255 * fus_clamp (here[i] / white, 0, 1) + 0.5f);
}
