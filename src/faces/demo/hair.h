/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/head.h"
#include "faces/demo/paint.h"

G_BEGIN_DECLS

/* Height of the hairline over the forehead at @x, cm. */
float fus_demo_hair_line (const FusDemoPerson *person, float x);

/* How far inside the hairline a point of the head is, in cm; negative on bare skin. */
float fus_demo_hair_inside (const FusDemoPerson *person, FusVec at);

/* How densely hair grows there, 0 … 1. */
float fus_demo_hair_dense (const FusDemoPerson *person, FusVec at);

/* Which way the hair is combed at a point, not yet along the head; @own, -1 … 1, is how a single
 * strand differs. */
FusVec fus_demo_hair_flow (const FusDemoPerson *person, FusVec at, float own);

/**
 * FusDemoStrand:
 * @first: its first point in FusDemoHairDo.points
 * @n: its points
 * @color: albedo, linear RGB
 * @width: cm
 */
typedef struct
{
  guint32 first;
  guint16 n;
  float width;
  FusVec color;
} FusDemoStrand;

/**
 * FusDemoHairDo:
 *
 * A person's hair in one session: locks of hair as lines in the head frame, the inner ones first,
 * each point with the direction away from the head.
 */
typedef struct
{
  FusVec *points, *away;
  guint n_points, size_points;
  FusDemoStrand *strands;
  guint n_strands, size_strands;
} FusDemoHairDo;

void fus_demo_hair_do_grow (FusDemoHairDo *hair, const FusDemoPerson *person,
                            const FusDemoSkull *skull, guint64 session_seed);
void fus_demo_hair_do_free (FusDemoHairDo *hair); /* what it holds, not itself */

/* Adds the body of the hair, under the strands, to @mesh. */
void fus_demo_hair_build (FusDemoMesh *mesh, const FusDemoPerson *person,
                          const FusDemoSkull *skull);

/* Draws the strands onto @image, [height, width] linear RGB, where @raster has nothing nearer. */
void fus_demo_hair_draw (const FusDemoHairDo *hair, const FusDemoScene *scene,
                         const FusDemoCamera *camera, const FusDemoRaster *raster, FusVec *image);

G_END_DECLS
