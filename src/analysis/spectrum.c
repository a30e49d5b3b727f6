/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/spectrum.h"

#include "engine/blas.h"

#include <math.h>

#define N_COLORS 3
/* Lucent's: the deviation of coefficients at the start, and what sums of waves are divided by. */
#define START_DEVIATION 0.01
#define DIVISOR 4.0

/* Lucid's: square root of the covariance of the colours of natural pictures, a row for each of R, G
 * and B, divided by the largest norm of its columns. */
#define LARGEST_NORM 0.46195 /* of (0.26, 0.27, 0.27) */
static const float color_mix[N_COLORS][N_COLORS]
    = { { 0.26f / LARGEST_NORM, 0.09f / LARGEST_NORM, 0.02f / LARGEST_NORM },
        { 0.27f / LARGEST_NORM, 0.00f / LARGEST_NORM, -0.05f / LARGEST_NORM },
        { 0.27f / LARGEST_NORM, -0.09f / LARGEST_NORM, 0.03f / LARGEST_NORM } };

/* The transform is two matrix products, one for each axis: at these sizes BLAS does them as fast as
 * an FFT, and the way back is the products with the matrices transposed. */
struct _FusSpectrum
{
  guint side;
  guint half;    /* side / 2 + 1: columns that the picture's being real leaves free */
  float *down;   /* [2 side, 2 side]: real and imaginary parts along y */
  float *across; /* [2, half, side]: what real and imaginary parts give along x */
  float *scale;  /* [side, half] */
};

static void
fill_down (FusSpectrum *spectrum)
{
  const guint n = spectrum->side;

  for (guint y = 0; y < n; y++)
    for (guint k = 0; k < n; k++)
      {
        double angle = 2 * G_PI * ((y * k) % n) / n;
        float c = (float) cos (angle), s = (float) sin (angle);

        spectrum->down[(gsize) y * 2 * n + k] = c;
        spectrum->down[(gsize) y * 2 * n + n + k] = -s;
        spectrum->down[(gsize) (n + y) * 2 * n + k] = s;
        spectrum->down[(gsize) (n + y) * 2 * n + n + k] = c;
      }
}

static void
fill_across (FusSpectrum *spectrum)
{
  const guint n = spectrum->side, half = spectrum->half;

  for (guint k = 0; k < half; k++)
    for (guint x = 0; x < n; x++)
      {
        /* All but the first and the last column stand for their mirrored twin too; 1 / n for both
         * axes makes the transform orthonormal. */
        double twice = k == 0 || k == n / 2 ? 1 : 2;
        double angle = 2 * G_PI * ((k * x) % n) / n;

        spectrum->across[(gsize) k * n + x] = (float) (twice * cos (angle) / n / DIVISOR);
        spectrum->across[((gsize) half + k) * n + x] = (float) (-twice * sin (angle) / n / DIVISOR);
      }
}

/* As strong as waves of that length are in natural pictures: one over their frequency. */
static void
fill_scale (FusSpectrum *spectrum)
{
  const guint n = spectrum->side;

  for (guint y = 0; y < n; y++)
    for (guint x = 0; x < spectrum->half; x++)
      {
        double fy = (y <= n / 2 ? y : (double) n - y) / n, fx = (double) x / n;

        spectrum->scale[(gsize) y * spectrum->half + x]
            = (float) (1 / MAX (sqrt (fy * fy + fx * fx), 1.0 / n));
      }
}

FusSpectrum *
fus_spectrum_new (guint side)
{
  g_assert (side > 0 && side % 2 == 0);

  FusSpectrum *spectrum = g_new0 (FusSpectrum, 1);
  gsize n = side;

  spectrum->side = side;
  spectrum->half = side / 2 + 1;
  spectrum->down = g_new (float, 4 * n * n);
  spectrum->across = g_new (float, 2 * spectrum->half * n);
  spectrum->scale = g_new (float, n * spectrum->half);
  fill_down (spectrum);
  fill_across (spectrum);
  fill_scale (spectrum);
  return spectrum;
}

void
fus_spectrum_free (FusSpectrum *spectrum)
{
  if (spectrum == NULL)
    return;
  g_free (spectrum->down);
  g_free (spectrum->across);
  g_free (spectrum->scale);
  g_free (spectrum);
}

gsize
fus_spectrum_size (const FusSpectrum *spectrum)
{
  return (gsize) 2 * spectrum->side * N_COLORS * spectrum->half;
}

gsize
fus_spectrum_work_size (const FusSpectrum *spectrum)
{
  return 2 * fus_spectrum_size (spectrum);
}

void
fus_spectrum_draw (const FusSpectrum *spectrum, float *coefficients, FusRandom *random)
{
  for (gsize i = 0; i < fus_spectrum_size (spectrum); i++)
    coefficients[i] = (float) (START_DEVIATION * fus_random_normal (random));
}

/* out = in x scale, for every part and colour. May work in place. */
static void
apply_scale (const FusSpectrum *spectrum, float *out, const float *in)
{
  const gsize half = spectrum->half;

  for (gsize row = 0; row < (gsize) 2 * spectrum->side; row++)
    for (gsize c = 0; c < N_COLORS; c++)
      {
        const float *scale = spectrum->scale + row % spectrum->side * half;
        gsize at = (row * N_COLORS + c) * half;

        for (gsize x = 0; x < half; x++)
          out[at + x] = in[at + x] * scale[x];
      }
}

void
fus_spectrum_to_picture (const FusSpectrum *spectrum, float *picture, const float *coefficients,
                         float *work)
{
  const gsize n = spectrum->side, half = spectrum->half, row = N_COLORS * half, area = n * n;
  float *scaled = work, *rows = work + fus_spectrum_size (spectrum);

  apply_scale (spectrum, scaled, coefficients);
  fus_blas_product (rows, row, spectrum->down, 2 * n, FALSE, scaled, row, FALSE, 0, 2 * n, row,
                    2 * n);
  for (gsize c = 0; c < N_COLORS; c++)
    for (gsize part = 0; part < 2; part++)
      fus_blas_product (picture + c * area, n, rows + part * n * row + c * half, row, FALSE,
                        spectrum->across + part * half * n, n, FALSE, (float) part, n, n, half);
  for (gsize i = 0; i < area; i++)
    {
      float a = picture[i], b = picture[area + i], d = picture[2 * area + i];

      for (gsize c = 0; c < N_COLORS; c++)
        picture[c * area + i]
            = 1 / (1 + expf (-(color_mix[c][0] * a + color_mix[c][1] * b + color_mix[c][2] * d)));
    }
}

void
fus_spectrum_backward (const FusSpectrum *spectrum, float *d_coefficients, const float *picture,
                       float *d_picture, float *work)
{
  const gsize n = spectrum->side, half = spectrum->half, row = N_COLORS * half, area = n * n;
  float *d_rows = work;

  for (gsize i = 0; i < area; i++)
    {
      float d[N_COLORS];

      for (gsize c = 0; c < N_COLORS; c++)
        {
          float p = picture[c * area + i];

          d[c] = d_picture[c * area + i] * p * (1 - p);
        }
      for (gsize c = 0; c < N_COLORS; c++)
        d_picture[c * area + i]
            = color_mix[0][c] * d[0] + color_mix[1][c] * d[1] + color_mix[2][c] * d[2];
    }
  for (gsize c = 0; c < N_COLORS; c++)
    for (gsize part = 0; part < 2; part++)
      fus_blas_product (d_rows + part * n * row + c * half, row, d_picture + c * area, n, FALSE,
                        spectrum->across + part * half * n, n, TRUE, 0, n, half, n);
  fus_blas_product (d_coefficients, row, spectrum->down, 2 * n, TRUE, d_rows, row, FALSE, 0, 2 * n,
                    row, 2 * n);
  apply_scale (spectrum, d_coefficients, d_coefficients);
}
