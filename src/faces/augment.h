/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"
#include "engine/random.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/**
 * FusAugmentation:
 * @shift: farthest that a frame is moved along each axis, as a share of its side
 * @zoom: by how much it is made larger or smaller at most, as a share of its size
 * @brightness: how much lighter or darker at most, as a share of white
 * @contrast: by how much differences between pixels grow or shrink at most, as a share
 * @mirror: whether every other frame is turned left to right
 *
 * Small random changes of a training frame, so that a network learns what a face is and not where
 * and in what light it was taken. All 0: frames stay as they are. The left and right of faces is a
 * finding of its own, so mirroring is a choice of its own.
 */
typedef struct
{
  double shift, zoom, brightness, contrast;
  gboolean mirror;
} FusAugmentation;

/* Whether it changes anything. */
gboolean fus_augmentation_is_on (const FusAugmentation *augmentation);

/**
 * FusAugmenter:
 *
 * Changes one frame after another; keeps what it needs for frames of one size. One thread.
 */
typedef struct _FusAugmenter FusAugmenter;

FusAugmenter *fus_augmenter_new (const FusAugmentation *augmentation, guint image_size);
void fus_augmenter_free (FusAugmenter *augmenter);

/**
 * fus_augmenter_apply:
 * @random: what the change is drawn from: the same state gives the same change
 * @normalization: of @image
 * @image: (inout): [3, image_size, image_size], normalised
 *
 * Draws a change and makes it: moved and scaled about its middle by bilinear sampling, what would
 * come from outside taken from the nearest edge; then p -> c (p - m) + m + b of each pixel p in
 * 0 … 1, where m is the frame's mean, clamped to 0 … 1.
 */
void fus_augmenter_apply (FusAugmenter *augmenter, FusRandom *random,
                          const FusNormalization *normalization, float *image);

/* The same of a frame as it is looked at, which must have the augmenter's size. (transfer full) */
FusPicture *fus_augmenter_picture (FusAugmenter *augmenter, FusRandom *random,
                                   const FusPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusAugmenter, fus_augmenter_free)

G_END_DECLS
