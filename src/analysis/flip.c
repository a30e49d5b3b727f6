/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/flip.h"

#include <math.h>

double
fus_map_asymmetry (const float *map, guint side)
{
  double left = 0, right = 0;
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side / 2; x++)
      {
        right += map[y * side + x];
        left += map[y * side + side - 1 - x];
      }
  for (guint y = 0; side % 2 != 0 && y < side; y++)
    {
      right += map[y * side + side / 2] / 2.0;
      left += map[y * side + side / 2] / 2.0;
    }
  return left + right > 0 ? (left - right) / (left + right) : NAN;
}

FusFlip
fus_flip (const float *map, const float *mirrored, guint side)
{
  g_autofree float *back = g_new (float, (gsize) side *side);
  fus_map_mirror (back, mirrored, side);
  FusFlip flip = { .similarity = fus_map_similarity (map, back, side),
                   .asymmetry = fus_map_asymmetry (map, side),
                   .back = fus_map_asymmetry (back, side) };
  flip.face = (flip.asymmetry + flip.back) / 2;
  flip.place = (flip.asymmetry - flip.back) / 2;
  return flip;
}

void
fus_image_mirror (float *out, const float *image, guint size)
{
  for (guint c = 0; c < 3; c++)
    fus_map_mirror (out + (gsize) c * size * size, image + (gsize) c * size * size, size);
}
