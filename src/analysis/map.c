/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map.h"

#include <math.h>
#include <string.h>

gboolean
fus_map_scale (float *map, gsize n)
{
  if (n == 0)
    return FALSE;
  float low = map[0], high = map[0];
  for (gsize i = 1; i < n; i++)
    {
      low = MIN (low, map[i]);
      high = MAX (high, map[i]);
    }
  if (low == 0 && high == 0)
    return FALSE;
  float range = high - low;
  for (gsize i = 0; i < n; i++)
    map[i] = range > 0 ? (map[i] - low) / range : 1;
  return TRUE;
}

gboolean
fus_map_has_evidence (const float *map, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (map[i] > 0)
      return TRUE;
  return FALSE;
}

static inline void
swap (float *a, float *b)
{
  float t = *a;
  *a = *b;
  *b = t;
}

/* Hoare's selection: afterwards values[k] is what sorting would put there, and nothing behind it is
 * smaller. Runs of equal values, usual in ReLU maps, stop both scans and so still split evenly. */
static void
select_nth (float *values, gsize n, gsize k)
{
  gssize low = 0, high = (gssize) n - 1;
  while (low < high)
    {
      float pivot = values[low + (high - low) / 2];
      gssize i = low - 1, j = high + 1;
      for (;;)
        {
          do
            i++;
          while (values[i] < pivot);
          do
            j--;
          while (values[j] > pivot);
          if (i >= j)
            break;
          swap (&values[i], &values[j]);
        }
      if ((gssize) k <= j)
        high = j;
      else
        low = j + 1;
    }
}

float
fus_percentile (const float *values, gsize n, double share)
{
  g_assert (n > 0 && share >= 0 && share <= 1);
  for (gsize i = 0; i < n; i++)
    if (isnan (values[i]))
      return NAN;

  g_autofree float *copy = g_memdup2 (values, n * sizeof (float));
  double position = share * (double) (n - 1);
  gsize k = (gsize) position;
  select_nth (copy, n, k);
  double below = copy[k];
  if (k + 1 >= n)
    return (float) below;
  float above = copy[k + 1];
  for (gsize i = k + 2; i < n; i++)
    above = MIN (above, copy[i]);
  return (float) (below + (above - below) * (position - (double) k));
}

float
fus_overlap (guint8 *mask, const float *a, const float *b, gsize n, double share)
{
  float threshold = MIN (fus_percentile (a, n, share), fus_percentile (b, n, share));
  for (gsize i = 0; i < n; i++)
    mask[i] = a[i] >= threshold && b[i] >= threshold && a[i] > 0 && b[i] > 0;
  return threshold;
}

/* Of a pixel itself, along either direction. */
#define PIXEL_VARIANCE (1.0 / 12)

double
fus_map_strip (const float *map, guint side, double threshold)
{
  double n = 0, x_sum = 0, y_sum = 0, xx = 0, yy = 0;
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      if (map[y * side + x] > 0 && map[y * side + x] >= threshold)
        {
          n++;
          x_sum += x;
          y_sum += y;
          xx += (double) x * x;
          yy += (double) y * y;
        }
  if (n == 0)
    return NAN;
  double across = xx / n - x_sum / n * (x_sum / n) + PIXEL_VARIANCE;
  double along = yy / n - y_sum / n * (y_sum / n) + PIXEL_VARIANCE;
  return sqrt (across / along);
}
