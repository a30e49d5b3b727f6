/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/resize.h"

G_BEGIN_DECLS

/**
 * FusTruthMask:
 * @size: of both sides
 * @inside: [size, size], share of each pixel that lies in the mask, 0 … 1
 * @area: mean of @inside: the share of its mass that a uniform map has in the mask, and on average
 *   any map that knows nothing of the face
 */
typedef struct
{
  guint size;
  float *inside;
  double area;
} FusTruthMask;

/**
 * fus_truth_mask_new:
 * @mask: where the information of a frame really lies (grey: the first channel is taken; 255 is
 *   wholly inside), of any size
 * @crop: the part of the frame that the network sees
 *
 * Only drawn faces have such masks. Any thread. Returns: (transfer full)
 */
FusTruthMask *fus_truth_mask_new (const FusPicture *mask, const FusCrop *crop);
void fus_truth_mask_free (FusTruthMask *mask);

/**
 * fus_truth_share:
 * @map: [side, side], raw or scaled, >= 0; enlarged bilinearly to the mask's size, as it is shown
 *
 * Returns: the share of the map's mass that lies inside, 0 … 1; NaN for a map without mass. Against
 *   @mask->area it says how much better than chance the map finds the place.
 */
double fus_truth_share (const FusTruthMask *mask, const float *map, guint side);

/* As fus_truth_share(), of a map of independent uniform random values (another for each @seed),
 * treated just like a real one. */
double fus_truth_random_share (const FusTruthMask *mask, guint side, guint64 seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTruthMask, fus_truth_mask_free)

G_END_DECLS
