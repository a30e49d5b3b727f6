/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/features.h"

G_BEGIN_DECLS

/**
 * FusDemoNose:
 * @height: of the nose's ridge over the face, from above the brows downwards, cm
 * @width: half its width at the foot, cm
 */
#define FUS_NOSE_ROWS 200
typedef struct
{
  float height[FUS_NOSE_ROWS], width[FUS_NOSE_ROWS];
} FusDemoNose;

void fus_demo_nose_shape (FusDemoNose *nose, const FusDemoFeatures *features);

/* The outer edge of a wing of the nose; x from the middle, z not set. */
FusVec fus_demo_nose_wing (const FusDemoFeatures *features, int side);

/* How far the features stand out of the bare head at (x, y), along z. */
float fus_demo_relief (const FusDemoFeatures *features, const FusDemoNose *nose, float x, float y);

/* How far the cheeks swell there, outwards rather than forwards. */
float fus_demo_swelling (const FusDemoFeatures *features, float x, float y);

/* @z, the surface there without lids, with the lids bulging over the eyeball. */
float fus_demo_lids (const FusDemoFeatures *features, float x, float y, float z);

G_END_DECLS
