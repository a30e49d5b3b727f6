/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/features.h"
#include "faces/demo/mesh.h"

G_BEGIN_DECLS

/**
 * FusDemoSkull:
 *
 * Horizontal sections of the bare head without features, by height: half width @a about @middle,
 * @front and @back ends along z, all in cm, tabulated in steps of FUS_SKULL_STEP downwards from
 * @top. For what has to stay outside the head (hair).
 */
#define FUS_SKULL_STEP 0.25f
#define FUS_SKULL_ROWS 104
typedef struct
{
  float top;
  float a[FUS_SKULL_ROWS], middle[FUS_SKULL_ROWS], front[FUS_SKULL_ROWS], back[FUS_SKULL_ROWS];
} FusDemoSkull;

/* Adds head, ears, neck and shirt of one frame to @mesh. @skull: (out) (nullable) */
void fus_demo_head_build (FusDemoMesh *mesh, const FusDemoFeatures *features, FusDemoSkull *skull);

/* How far a point is outside of the skull, roughly, in cm (negative inside); below the jaw the
 * neck counts. @away: (out): unit, outwards. */
float fus_demo_skull_distance (const FusDemoSkull *skull, FusVec point, FusVec *away);

G_END_DECLS
