/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-similarity.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* Wang et al. 2004, for values of 0 … 1. */
#define C1 (0.01 * 0.01)
#define C2 (0.03 * 0.03)

/* Scaled to 0 … 1, (transfer full); NULL for a map of one value throughout. */
static double *
scaled (const float *map, gsize n)
{
  float low = map[0], high = map[0];
  for (gsize i = 1; i < n; i++)
    {
      low = MIN (low, map[i]);
      high = MAX (high, map[i]);
    }
  if (!(high > low))
    return NULL;
  double *result = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    result[i] = ((double) map[i] - low) / ((double) high - low);
  return result;
}

static double
window_ssim (const double *a, const double *b, guint side, guint width)
{
  double n = (double) width * width, sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  for (guint y = 0; y < width; y++)
    for (guint x = 0; x < width; x++)
      {
        sum_a += a[y * side + x];
        sum_b += b[y * side + x];
      }
  double mean_a = sum_a / n, mean_b = sum_b / n;
  for (guint y = 0; y < width; y++)
    for (guint x = 0; x < width; x++)
      {
        double u = a[y * side + x] - mean_a, v = b[y * side + x] - mean_b;
        aa += u * u;
        bb += v * v;
        ab += u * v;
      }
  aa /= n - 1;
  bb /= n - 1;
  ab /= n - 1;
  return (2 * mean_a * mean_b + C1) * (2 * ab + C2)
         / ((mean_a * mean_a + mean_b * mean_b + C1) * (aa + bb + C2));
}

static double
ssim (const double *a, const double *b, guint side)
{
  guint width = side >= 7 ? 7 : MIN (side, 3), n = side - width + 1;
  double sum = 0;
  for (guint y = 0; y < n; y++)
    for (guint x = 0; x < n; x++)
      sum += window_ssim (a + y * side + x, b + y * side + x, side, width);
  return sum / ((double) n * n);
}

static double
spearman (const double *a, const double *b, gsize n)
{
  g_autofree double *work = g_new (double, 2 * n);
  return gsl_stats_spearman (a, 1, b, 1, n, work);
}

double
fus_map_spearman (const float *a, const float *b, guint side)
{
  gsize n = (gsize) side * side;
  g_autofree double *first = scaled (a, n);
  g_autofree double *second = scaled (b, n);
  return first != NULL && second != NULL ? spearman (first, second, n) : NAN;
}

FusMapSimilarity
fus_map_similarity (const float *a, const float *b, guint side)
{
  gsize n = (gsize) side * side;
  g_assert (side > 1);
  g_autofree double *first = scaled (a, n);
  g_autofree double *second = scaled (b, n);
  if (first == NULL || second == NULL)
    return (FusMapSimilarity){ NAN, NAN };
  return (FusMapSimilarity){ spearman (first, second, n), ssim (first, second, side) };
}

gboolean
fus_map_similarity_is_defined (const FusMapSimilarity *similarity)
{
  return !isnan (similarity->spearman);
}

void
fus_map_mirror (float *out, const float *map, guint side)
{
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      out[y * side + x] = map[y * side + side - 1 - x];
}
