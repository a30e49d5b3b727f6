/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/augment.h"

#include <math.h>
#include <string.h>

#define SIDE 32
#define N (SIDE * SIDE)
#define TRIES 200
/* Float arithmetic of numbers about 1. */
#define TOLERANCE 1e-5

static const FusNormalization plain = { { 0, 0, 0 }, { 1, 1, 1 } };

/* Rises from a quarter to three quarters along x, and is the same in each row and channel. */
static void
draw_ramp (float image[3 * N])
{
  for (guint i = 0; i < 3 * N; i++)
    image[i] = 0.25f + 0.5f * (i % SIDE) / (SIDE - 1);
}

static void
apply (const FusAugmentation *augmentation, guint seed, const FusNormalization *normalization,
       float image[3 * N])
{
  g_autoptr (FusAugmenter) augmenter = fus_augmenter_new (augmentation, SIDE);
  FusRandom random;

  fus_random_seed (&random, seed, 0);
  fus_augmenter_apply (augmenter, &random, normalization, image);
}

/* Rise of the ramp per pixel, and where it passes one half, from its middle row, of channel 1. */
static void
measure_ramp (const float image[3 * N], double *rise, double *middle)
{
  const float *row = image + N + SIDE * (SIDE / 2);

  *rise = (row[SIDE / 2 + 4] - row[SIDE / 2 - 4]) / 8;
  *middle = SIDE / 2 + (0.5 - row[SIDE / 2]) / *rise;
}

static void
test_off (void)
{
  const FusAugmentation off = { 0 };
  float image[3 * N], before[3 * N];

  g_assert_false (fus_augmentation_is_on (&off));
  draw_ramp (image);
  memcpy (before, image, sizeof image);
  apply (&off, 1, &plain, image);
  g_assert_cmpmem (image, sizeof image, before, sizeof before);
}

static void
test_shift (void)
{
  const FusAugmentation augmentation = { .shift = 0.1 };
  double least = 0, most = 0;

  for (guint seed = 0; seed < TRIES; seed++)
    {
      float image[3 * N];
      double rise, middle, shift;

      draw_ramp (image);
      apply (&augmentation, seed, &plain, image);
      measure_ramp (image, &rise, &middle);
      g_assert_cmpfloat_with_epsilon (rise, 0.5 / (SIDE - 1), TOLERANCE);
      shift = middle - (SIDE - 1) / 2.0;
      g_assert_cmpfloat (fabs (shift), <=, 0.1 * SIDE + 0.01);
      least = MIN (least, shift);
      most = MAX (most, shift);
      /* What comes from outside is the edge's. */
      g_assert_cmpfloat (image[0], >=, 0.25 - TOLERANCE);
      g_assert_cmpfloat (image[SIDE - 1], <=, 0.75 + TOLERANCE);
    }
  /* A uniform draw of 200 fails to reach nine tenths of either side in 3 of 100000 runs. */
  g_assert_cmpfloat (least, <, -0.09 * SIDE);
  g_assert_cmpfloat (most, >, 0.09 * SIDE);
}

static void
test_zoom (void)
{
  const FusAugmentation augmentation = { .zoom = 0.2 };
  double least = 1, most = 1;

  for (guint seed = 0; seed < TRIES; seed++)
    {
      float image[3 * N];
      double rise, middle, scale;

      draw_ramp (image);
      apply (&augmentation, seed, &plain, image);
      measure_ramp (image, &rise, &middle);
      g_assert_cmpfloat_with_epsilon (middle, (SIDE - 1) / 2.0, 1e-3);
      scale = 0.5 / (SIDE - 1) / rise;
      g_assert_cmpfloat (scale, >=, 0.8 - 1e-4);
      g_assert_cmpfloat (scale, <=, 1.2 + 1e-4);
      least = MIN (least, scale);
      most = MAX (most, scale);
    }
  g_assert_cmpfloat (least, <, 0.82);
  g_assert_cmpfloat (most, >, 1.18);
}

static void
test_light (void)
{
  const FusAugmentation brightness = { .brightness = 0.2 }, contrast = { .contrast = 0.3 };

  for (guint seed = 0; seed < TRIES; seed++)
    {
      float image[3 * N];
      double rise, middle;

      draw_ramp (image);
      apply (&brightness, seed, &plain, image);
      g_assert_cmpfloat (fabs (image[5] - 0.25 - 0.5 * 5 / (SIDE - 1)), <=, 0.2 + TOLERANCE);
      measure_ramp (image, &rise, &middle);
      g_assert_cmpfloat_with_epsilon (rise, 0.5 / (SIDE - 1), TOLERANCE);

      /* About the frame's mean, which is a half. */
      draw_ramp (image);
      apply (&contrast, seed, &plain, image);
      measure_ramp (image, &rise, &middle);
      g_assert_cmpfloat_with_epsilon (middle, (SIDE - 1) / 2.0, 1e-3);
      g_assert_cmpfloat (fabs (rise * (SIDE - 1) / 0.5 - 1), <=, 0.3 + 1e-3);
      g_assert_cmpfloat (fabs (rise * (SIDE - 1) / 0.5 - 1), >, 0);
    }
}

static void
test_mirror (void)
{
  const FusAugmentation augmentation = { .mirror = TRUE };
  guint n_mirrored = 0;

  for (guint seed = 0; seed < TRIES; seed++)
    {
      float image[3 * N], before[3 * N];

      draw_ramp (before);
      memcpy (image, before, sizeof image);
      apply (&augmentation, seed, &plain, image);
      if (image[0] == before[0])
        {
          g_assert_cmpmem (image, sizeof image, before, sizeof before);
          continue;
        }
      n_mirrored++;
      for (guint i = 0; i < 3 * N; i++)
        g_assert_cmpfloat_with_epsilon (image[i], before[i - i % SIDE + SIDE - 1 - i % SIDE],
                                        TOLERANCE);
    }
  /* 100 with a deviation of 7. */
  g_assert_cmpuint (n_mirrored, >, 60);
  g_assert_cmpuint (n_mirrored, <, 140);
}

/* What a network sees is what a person is shown, whatever it is normalised by. */
static void
test_normalized (void)
{
  const FusAugmentation all = { 0.06, 0.08, 0.3, 0.3, TRUE };
  const FusNormalization normalization = { { 0.5f, 0.4f, 0.3f }, { 0.2f, 0.3f, 0.25f } };
  g_autoptr (FusAugmenter) augmenter = fus_augmenter_new (&all, SIDE);
  g_autoptr (FusPicture) picture = fus_picture_new (SIDE, SIDE);
  FusRandom random;

  fus_random_seed (&random, 7, 0);
  for (guint i = 0; i < 3 * N; i++)
    picture->pixels[i] = (guint8) fus_random_below (&random, 256);
  for (guint seed = 0; seed < 20; seed++)
    {
      g_autoptr (FusPicture) shown = NULL;
      float image[3 * N];

      for (guint c = 0; c < 3; c++)
        for (guint i = 0; i < N; i++)
          image[c * N + i]
              = (picture->pixels[3 * i + c] / 255.0f - normalization.mean[c]) / normalization.sd[c];
      fus_random_seed (&random, seed, 0);
      shown = fus_augmenter_picture (augmenter, &random, picture);
      apply (&all, seed, &normalization, image);
      for (guint c = 0; c < 3; c++)
        for (guint i = 0; i < N; i++)
          /* Half a step of eight bits, and rounding. */
          g_assert_cmpfloat_with_epsilon (
              255 * (image[c * N + i] * normalization.sd[c] + normalization.mean[c]),
              shown->pixels[3 * i + c], 0.51);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/augment/off", test_off);
  g_test_add_func ("/faces/augment/shift", test_shift);
  g_test_add_func ("/faces/augment/zoom", test_zoom);
  g_test_add_func ("/faces/augment/light", test_light);
  g_test_add_func ("/faces/augment/mirror", test_mirror);
  g_test_add_func ("/faces/augment/normalized", test_normalized);
  return g_test_run ();
}
