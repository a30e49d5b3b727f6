/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-similarity.h"

G_BEGIN_DECLS

/**
 * FusFlip:
 * @similarity: of the frame's map and the mirrored frame's map, mirrored back
 * @asymmetry: A = (L - R) / (L + R), where L is the mass of the frame's map on the subject's left,
 *   which is the right half of the picture, and R that on the subject's right: -1 … 1
 * @back: A of the mirrored frame's map after it was mirrored back, so that L is still this
 *   subject's left
 * @face: (A + back) / 2, the part of the asymmetry that follows the face: all of it where the map
 *   of the mirrored frame is the mirrored map, for then back = A
 * @place: (A - back) / 2, the part that stays at its place in the picture whatever is seen there:
 *   all of it where the mirrored frame has the same map, for then back = -A. Positive: the network
 *   prefers the right half of the picture
 *
 * Flip test: are maps lopsided because faces are, or because the network is? A = face + place.
 * NaN where a map has no mass; @similarity as fus_map_similarity().
 */
typedef struct
{
  FusMapSimilarity similarity;
  double asymmetry;
  double back;
  double face;
  double place;
} FusFlip;

/**
 * fus_flip:
 * @map: [side, side], of the frame, raw or scaled, >= 0
 * @mirrored: [side, side], of the mirrored frame, for the same class, not mirrored back
 *
 * Any thread.
 */
FusFlip fus_flip (const float *map, const float *mirrored, guint side);

/* A of one map; a column in the middle belongs to both halves. NaN for a map without mass. */
double fus_map_asymmetry (const float *map, guint side);

/* out = image seen in a mirror; [3, size, size]; out is not image. */
void fus_image_mirror (float *out, const float *image, guint size);

G_END_DECLS
