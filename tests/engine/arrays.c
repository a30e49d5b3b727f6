/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/arrays.h"

#include <math.h>

float *
random_array (FusRandom *random, gsize n)
{
  float *array = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    array[i] = (float) (2 * fus_random_uniform (random) - 1);
  return array;
}

float *
constant_array (float value, gsize n)
{
  float *array = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    array[i] = value;
  return array;
}

void
assert_arrays_close_at (const char *file, int line, const char *what, const float *actual,
                        const float *expected, gsize n, double tolerance)
{
  double largest = 0;
  double worst = -1;
  gsize at = 0;

  for (gsize i = 0; i < n; i++)
    {
      double error = fabs ((double) actual[i] - expected[i]);

      largest = fmax (largest, fabs (expected[i]));
      /* Written so that NaN is the worst of all. */
      if (!(error <= worst))
        {
          worst = error;
          at = i;
        }
    }
  if (!(worst <= tolerance * largest))
    {
      g_autofree char *message = g_strdup_printf (
          "%s[%" G_GSIZE_FORMAT "] is %.9g, expected %.9g: off by %.3g of the largest value %.3g, "
          "allowed %.3g",
          what, at, actual[at], expected[at], worst / largest, largest, tolerance);

      g_assertion_message (G_LOG_DOMAIN, file, line, G_STRFUNC, message);
    }
}

double
dot (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}
