/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/augment.h"

#include <math.h>
#include <string.h>

/* One axis of the sampling: each place lies between two of the frame's, @share from the first. */
typedef struct
{
  guint32 *before, *after;
  float *share;
} Axis;

struct _FusAugmenter
{
  FusAugmentation augmentation;
  guint size;
  Axis x, y;
  float *plane; /* [size, size], one channel sampled along x */
  float *whole; /* [3, size, size] of a picture */
};

/* What was drawn for one frame. */
typedef struct
{
  double dx, dy; /* pixels */
  double scale;
  double brightness, contrast;
  gboolean mirrored;
} Change;

gboolean
fus_augmentation_is_on (const FusAugmentation *augmentation)
{
  return augmentation->shift > 0 || augmentation->zoom > 0 || augmentation->brightness > 0
         || augmentation->contrast > 0 || augmentation->mirror;
}

static void
axis_init (Axis *axis, guint size)
{
  axis->before = g_new (guint32, size);
  axis->after = g_new (guint32, size);
  axis->share = g_new (float, size);
}

static void
axis_clear (Axis *axis)
{
  g_free (axis->before);
  g_free (axis->after);
  g_free (axis->share);
}

FusAugmenter *
fus_augmenter_new (const FusAugmentation *augmentation, guint image_size)
{
  FusAugmenter *augmenter = g_new0 (FusAugmenter, 1);
  const gsize pixels = (gsize) image_size * image_size;

  g_assert (image_size > 0);
  augmenter->augmentation = *augmentation;
  augmenter->size = image_size;
  axis_init (&augmenter->x, image_size);
  axis_init (&augmenter->y, image_size);
  augmenter->plane = g_new (float, pixels);
  augmenter->whole = g_new (float, 3 * pixels);
  return augmenter;
}

void
fus_augmenter_free (FusAugmenter *augmenter)
{
  axis_clear (&augmenter->x);
  axis_clear (&augmenter->y);
  g_free (augmenter->plane);
  g_free (augmenter->whole);
  g_free (augmenter);
}

/* Uniform in -most … most. */
static double
draw_within (FusRandom *random, double most)
{
  return most * (2 * fus_random_uniform (random) - 1);
}

/* Draws every part, whether it is on or not: one that is switched on leaves the others alone. */
static Change
draw (const FusAugmenter *augmenter, FusRandom *random)
{
  const FusAugmentation *most = &augmenter->augmentation;
  Change change;

  change.dx = augmenter->size * draw_within (random, most->shift);
  change.dy = augmenter->size * draw_within (random, most->shift);
  change.scale = 1 + draw_within (random, most->zoom);
  change.brightness = draw_within (random, most->brightness);
  change.contrast = 1 + draw_within (random, most->contrast);
  change.mirrored = fus_random_uniform (random) < 0.5 && most->mirror;
  return change;
}

static void
lay_axis (Axis *axis, guint size, double shift, double scale, gboolean mirrored)
{
  const double middle = (size - 1) / 2.0;

  for (guint i = 0; i < size; i++)
    {
      const guint to = mirrored ? size - 1 - i : i;
      const double at = CLAMP ((i - middle - shift) / scale + middle, 0, size - 1);
      const guint32 before = (guint32) at;

      axis->before[to] = before;
      axis->after[to] = MIN (before + 1, size - 1);
      axis->share[to] = (float) (at - before);
    }
}

static void
sample_along_x (const FusAugmenter *augmenter, const float *channel)
{
  const guint size = augmenter->size;
  const Axis *x = &augmenter->x;

  for (guint row = 0; row < size; row++)
    {
      const float *in = channel + (gsize) row * size;
      float *out = augmenter->plane + (gsize) row * size;

      for (guint i = 0; i < size; i++)
        out[i] = in[x->before[i]] + x->share[i] * (in[x->after[i]] - in[x->before[i]]);
    }
}

static void
sample_along_y (const FusAugmenter *augmenter, float *channel)
{
  const guint size = augmenter->size;
  const Axis *y = &augmenter->y;

  for (guint row = 0; row < size; row++)
    {
      const float *a = augmenter->plane + (gsize) y->before[row] * size;
      const float *b = augmenter->plane + (gsize) y->after[row] * size;
      const float share = y->share[row];
      float *out = channel + (gsize) row * size;

      for (guint i = 0; i < size; i++)
        out[i] = a[i] + share * (b[i] - a[i]);
    }
}

/* Mean of all pixels and channels, 0 … 1. */
static double
mean_pixel (const float *image, gsize n, const FusNormalization *normalization)
{
  double mean = 0;

  for (int c = 0; c < 3; c++)
    {
      double sum = 0;

      for (gsize i = 0; i < n; i++)
        sum += image[c * n + i];
      mean += (sum / n * normalization->sd[c] + normalization->mean[c]) / 3;
    }
  return mean;
}

/* In the network's units: what is c (p - m) + m + b of pixels is linear there, too. */
static void
change_light (const Change *change, float *image, gsize n, const FusNormalization *normalization)
{
  const double mean = mean_pixel (image, n, normalization);

  for (int c = 0; c < 3; c++)
    {
      const double sd = normalization->sd[c], black = -normalization->mean[c] / sd;
      const double still = (mean - normalization->mean[c]) / sd; /* what contrast leaves alone */
      const float factor = (float) change->contrast;
      const float offset = (float) (still * (1 - change->contrast) + change->brightness / sd);
      const float low = (float) black, high = (float) (black + 1 / sd);
      float *channel = image + c * n;

      for (gsize i = 0; i < n; i++)
        {
          const float value = channel[i] * factor + offset;

          channel[i] = value < low ? low : value > high ? high : value;
        }
    }
}

void
fus_augmenter_apply (FusAugmenter *augmenter, FusRandom *random,
                     const FusNormalization *normalization, float *image)
{
  const FusAugmentation *most = &augmenter->augmentation;
  const gsize n = (gsize) augmenter->size * augmenter->size;
  const Change change = draw (augmenter, random);

  if (most->shift > 0 || most->zoom > 0 || change.mirrored)
    {
      lay_axis (&augmenter->x, augmenter->size, change.dx, change.scale, change.mirrored);
      lay_axis (&augmenter->y, augmenter->size, change.dy, change.scale, FALSE);
      for (int c = 0; c < 3; c++)
        {
          sample_along_x (augmenter, image + c * n);
          sample_along_y (augmenter, image + c * n);
        }
    }
  if (most->brightness > 0 || most->contrast > 0)
    change_light (&change, image, n, normalization);
}

FusPicture *
fus_augmenter_picture (FusAugmenter *augmenter, FusRandom *random, const FusPicture *picture)
{
  static const FusNormalization plain = { { 0, 0, 0 }, { 1, 1, 1 } };
  const gsize n = (gsize) augmenter->size * augmenter->size;
  FusPicture *changed = fus_picture_new (picture->width, picture->height);

  g_assert ((guint) picture->width == augmenter->size
            && (guint) picture->height == augmenter->size);
  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      augmenter->whole[c * n + i] = picture->pixels[3 * i + c] / 255.0f;
  fus_augmenter_apply (augmenter, random, &plain, augmenter->whole);
  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      changed->pixels[3 * i + c] = (guint8) lrintf (255 * augmenter->whole[c * n + i]);
  return changed;
}
