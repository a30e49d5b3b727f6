/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/math.h"

G_BEGIN_DECLS

/* What a patch of surface is painted as. */
typedef enum
{
  FUS_STUFF_NONE,
  FUS_STUFF_SKIN, /* head and face */
  FUS_STUFF_EAR,
  FUS_STUFF_NECK,
  FUS_STUFF_SHIRT,
  FUS_STUFF_HAIR,
} FusDemoStuff;

/**
 * FusDemoPatch:
 * @first: its first point in the mesh
 * @rows: of points
 * @columns: of points, within a row
 * @closed: whether the last column joins the first
 * @stuff: what it is made of
 * @first_quad: index of its first quad within all quads of the mesh
 */
typedef struct
{
  guint first, rows, columns;
  gboolean closed;
  FusDemoStuff stuff;
  guint first_quad;
} FusDemoPatch;

#define FUS_DEMO_LIGHTS 3
#define FUS_DEMO_PATCHES 12

/**
 * FusDemoMesh:
 * @at: points, head frame, cm
 * @normal: unit, outwards
 * @sight: how much of each light group reaches the point, 0 … 1
 * @tint: colour of the skin there, its gloss in the fourth lane; of skin, ears and neck
 * @u, @v: coordinates within a patch, for its paint; of skin: how far inside the hairline a point
 *   is, in cm, and how densely hair grows there
 * @quads: the points of each quad: top left, top right, bottom left, bottom right
 * @quad_patch: index of the patch each quad is in
 *
 * Surfaces as grids of points. Grows as needed and is reused from frame to frame.
 */
typedef struct
{
  FusVec *at, *normal;
  FusVec *sight, *tint;
  guint32 (*quads)[4];
  guint8 *quad_patch;
  float *u, *v;
  guint n_points, size, n_quads, size_quads;
  FusDemoPatch patches[FUS_DEMO_PATCHES];
  guint n_patches;
} FusDemoMesh;

void fus_demo_mesh_clear (FusDemoMesh *mesh); /* empties it, keeps its memory */
void fus_demo_mesh_free (FusDemoMesh *mesh);  /* frees what it holds, not itself */

/* Adds a patch; its points are for the caller to fill in. Pointers into the mesh move. */
FusDemoPatch *fus_demo_mesh_add (FusDemoMesh *mesh, guint rows, guint columns, gboolean closed,
                                 FusDemoStuff stuff);

/* Normals of a patch from its points; rows run downwards and columns to the subject's left as seen
 * from in front, so that they point outwards. */
void fus_demo_mesh_find_normals (FusDemoMesh *mesh, const FusDemoPatch *patch);

static inline guint
fus_demo_patch_quads_across (const FusDemoPatch *patch)
{
  return patch->closed ? patch->columns : patch->columns - 1;
}

G_END_DECLS
