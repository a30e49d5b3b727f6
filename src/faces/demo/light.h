/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/raster.h"

G_BEGIN_DECLS

/* The light groups of FusDemoMesh.sight. */
enum
{
  FUS_LIGHT_KEY,
  FUS_LIGHT_FILL,
  FUS_LIGHT_DOME,
};

/**
 * FusDemoLight:
 * @toward: unit vector from the head to each of the two soft boxes, head frame
 * @color: their radiance, linear RGB
 * @sky, @ground: what comes from the walls, above and below
 *
 * A portrait studio: two soft boxes and bright walls. It stands still around the sitter; the five
 * angles are five places of the camera, as in KDEF.
 */
typedef struct
{
  FusVec toward[2];
  FusVec color[2];
  FusVec sky, ground;
} FusDemoLight;

/**
 * FusDemoShade:
 *
 * Memory of fus_demo_light_cast(), reused from frame to frame.
 */
typedef struct
{
  FusDemoMesh coarse;
  FusDemoRaster shadow;
} FusDemoShade;

void fus_demo_shade_init (FusDemoShade *shade);
void fus_demo_shade_free (FusDemoShade *shade);

/* Fills in @mesh's sight of the two soft boxes: the share of each that other parts of the surface
 * do not hide, by shadow maps from several places within the box. */
void fus_demo_light_cast (const FusDemoLight *light, FusDemoMesh *mesh, FusDemoShade *shade);

/* Fills in @mesh's sight of the walls all around. */
void fus_demo_light_cast_dome (FusDemoMesh *mesh, FusDemoShade *shade);

G_END_DECLS
