/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/truth.h"

#include "engine/random.h"
#include <math.h>

/* Fine enough for an eyebrow, and quick: 128 x 128 products for each frame. */
#define MASK_SIZE 128
/* Tells random maps from other numbers that come from a study's seed. */
#define STREAM 0x74727574

FusTruthMask *
fus_truth_mask_new (const FusPicture *mask, const FusCrop *crop)
{
  FusTruthMask *result = g_new0 (FusTruthMask, 1);
  gsize n = MASK_SIZE * MASK_SIZE;
  g_autoptr (FusPicture) small = fus_picture_resize (mask, crop, MASK_SIZE, MASK_SIZE);
  result->size = MASK_SIZE;
  result->inside = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    {
      result->inside[i] = small->pixels[3 * i] / 255.0f;
      result->area += result->inside[i];
    }
  result->area /= (double) n;
  return result;
}

void
fus_truth_mask_free (FusTruthMask *mask)
{
  if (mask == NULL)
    return;
  g_free (mask->inside);
  g_free (mask);
}

double
fus_truth_share (const FusTruthMask *mask, const float *map, guint side)
{
  gsize n = (gsize) mask->size * mask->size;
  g_autofree float *large = g_new (float, n);
  fus_map_resize (large, (int) mask->size, (int) mask->size, map, (int) side, (int) side);
  double inside = 0, mass = 0;
  for (gsize i = 0; i < n; i++)
    {
      inside += large[i] * mask->inside[i];
      mass += large[i];
    }
  return mass > 0 ? inside / mass : NAN;
}

double
fus_truth_random_share (const FusTruthMask *mask, guint side, guint64 seed)
{
  gsize n = (gsize) side * side;
  g_autofree float *map = g_new (float, n);
  FusRandom random;
  fus_random_seed (&random, seed, STREAM);
  for (gsize i = 0; i < n; i++)
    map[i] = (float) fus_random_uniform (&random);
  return fus_truth_share (mask, map, side);
}
