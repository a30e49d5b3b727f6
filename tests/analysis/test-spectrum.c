/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/spectrum.h"
#include "analysis/warp.h"

#include <math.h>
#include <string.h>

#define SIDE 12
#define SIZE (3 * SIDE * SIDE)

static float *
draw (gsize n, double deviation, guint64 seed)
{
  float *values = g_new (float, n);
  FusRandom random;

  fus_random_seed (&random, seed, 0);
  for (gsize i = 0; i < n; i++)
    values[i] = (float) (deviation * fus_random_normal (&random));
  return values;
}

/* One wave of the first colour, of which R, G and B have 0.26, 0.27 and 0.27: as the formula has
 * it, orthonormal transform, over 4, times 1 / frequency. */
static void
test_wave (void)
{
  g_autoptr (FusSpectrum) spectrum = fus_spectrum_new (SIDE);
  g_autofree float *coefficients = g_new0 (float, fus_spectrum_size (spectrum));
  g_autofree float *work = g_new (float, fus_spectrum_work_size (spectrum));
  const int ky = 2, kx = 3, half = SIDE / 2 + 1;
  const double scale = 1 / sqrt (ky * ky + kx * kx) * SIDE;
  const double norm = sqrt (0.26 * 0.26 + 2 * 0.27 * 0.27);
  float picture[SIZE];

  coefficients[(ky * 3 + 0) * half + kx] = 1.5f;           /* real part */
  coefficients[((SIDE + ky) * 3 + 0) * half + kx] = -0.5f; /* imaginary part */
  fus_spectrum_to_picture (spectrum, picture, coefficients, work);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        double angle = 2 * G_PI * (ky * y + kx * x) / SIDE;
        double wave = 2 * scale * (1.5 * cos (angle) + 0.5 * sin (angle)) / SIDE / 4;

        /* float over sums of some tens of terms */
        g_assert_cmpfloat (fabs (picture[y * SIDE + x] - 1 / (1 + exp (-0.26 / norm * wave))), <=,
                           1e-5);
        g_assert_cmpfloat (
            fabs (picture[(2 * SIDE + y) * SIDE + x] - 1 / (1 + exp (-0.27 / norm * wave))), <=,
            1e-5);
      }
}

static double
weigh (const float *a, const float *b, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

/* Against differences, in directions of chance. */
static void
test_gradient (void)
{
  g_autoptr (FusSpectrum) spectrum = fus_spectrum_new (SIDE);
  const gsize n = fus_spectrum_size (spectrum);
  g_autofree float *at = draw (n, 0.5, 1), *weights = draw (SIZE, 1, 2);
  g_autofree float *gradient = g_new (float, n), *moved = g_new (float, n);
  g_autofree float *work = g_new (float, fus_spectrum_work_size (spectrum));
  float picture[SIZE], d_picture[SIZE];

  fus_spectrum_to_picture (spectrum, picture, at, work);
  memcpy (d_picture, weights, sizeof d_picture);
  fus_spectrum_backward (spectrum, gradient, picture, d_picture, work);
  for (guint64 seed = 10; seed < 15; seed++)
    {
      g_autofree float *direction = draw (n, 1, seed);
      const double h = 1e-2;
      double up, down, slope = weigh (gradient, direction, n);

      for (gsize i = 0; i < n; i++)
        moved[i] = (float) (at[i] + h * direction[i]);
      fus_spectrum_to_picture (spectrum, picture, moved, work);
      up = weigh (picture, weights, SIZE);
      for (gsize i = 0; i < n; i++)
        moved[i] = (float) (at[i] - h * direction[i]);
      fus_spectrum_to_picture (spectrum, picture, moved, work);
      down = weigh (picture, weights, SIZE);
      /* float sums of 432 pixels over a step of 0.02, and the third derivative */
      g_assert_cmpfloat (fabs ((up - down) / (2 * h) - slope), <=, 0.01 * fabs (slope) + 0.01);
    }
}

/* What Lucent begins with is nearly grey. */
static void
test_draw (void)
{
  g_autoptr (FusSpectrum) spectrum = fus_spectrum_new (SIDE);
  g_autofree float *coefficients = g_new (float, fus_spectrum_size (spectrum));
  g_autofree float *work = g_new (float, fus_spectrum_work_size (spectrum));
  float picture[SIZE];
  gboolean any = FALSE;
  FusRandom random;

  fus_random_seed (&random, 3, 0);
  fus_spectrum_draw (spectrum, coefficients, &random);
  fus_spectrum_to_picture (spectrum, picture, coefficients, work);
  for (gsize i = 0; i < SIZE; i++)
    {
      g_assert_cmpfloat (fabs (picture[i] - 0.5), <, 0.1);
      any = any || picture[i] != 0.5f;
    }
  g_assert_true (any);
}

static void
test_shift (void)
{
  g_autofree float *picture = draw (SIZE, 1, 4);
  const FusWarp still = { 1, 0, 0, 0, 1, 0 }, shift = { 1, 0, 2, 0, 1, -1 };
  float copy[SIZE];

  fus_warp_forward (copy, picture, &still, SIDE);
  /* grey is taken away and added again */
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpfloat (fabs (copy[i] - picture[i]), <=, 1e-6);
  fus_warp_forward (copy, picture, &shift, SIDE);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        gboolean inside = y >= 1 && x + 2 < SIDE;
        float expected = inside ? picture[(y - 1) * SIDE + x + 2] : 0.5f;

        g_assert_cmpfloat (fabs (copy[y * SIDE + x] - expected), <=, 1e-6);
      }
}

/* The way back is the way there transposed, but for the grey; and what is drawn differs. */
static void
test_transposed (void)
{
  FusRandom random;
  FusWarp before = { 0 };

  fus_random_seed (&random, 6, 0);
  for (guint i = 0; i < 20; i++)
    {
      FusWarp warp = fus_warp_draw (SIDE, &random);
      g_autofree float *picture = draw (SIZE, 1, 100 + i), *d_copy = draw (SIZE, 1, 200 + i);
      float zero[SIZE] = { 0 }, ground[SIZE], copy[SIZE], d_picture[SIZE] = { 0 };
      double scale = hypot (warp.xx, warp.xy), there, back;

      g_assert_cmpfloat (scale, >=, 1 / 1.1 - 1e-6);
      g_assert_cmpfloat (scale, <=, 1 / 0.9 + 1e-6);
      g_assert_false (memcmp (&warp, &before, sizeof warp) == 0);
      before = warp;
      fus_warp_forward (ground, zero, &warp, SIDE);
      fus_warp_forward (copy, picture, &warp, SIDE);
      for (gsize k = 0; k < SIZE; k++)
        copy[k] -= ground[k];
      fus_warp_backward (d_picture, d_copy, &warp, SIDE);
      there = weigh (copy, d_copy, SIZE);
      back = weigh (picture, d_picture, SIZE);
      /* float sums of 432 numbers of about 1 */
      g_assert_cmpfloat (fabs (there - back), <=, 1e-3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectrum/wave", test_wave);
  g_test_add_func ("/spectrum/gradient", test_gradient);
  g_test_add_func ("/spectrum/draw", test_draw);
  g_test_add_func ("/warp/shift", test_shift);
  g_test_add_func ("/warp/transposed", test_transposed);
  return g_test_run ();
}
