/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/features.h"
#include "faces/demo/light.h"

G_BEGIN_DECLS

/**
 * FusDemoShirt:
 * @color: albedo, linear RGB, of its stripes in turn
 * @stripe: height of one, cm
 */
typedef struct
{
  FusVec color[2];
  float stripe;
} FusDemoShirt;

/**
 * FusDemoScene:
 * @view: unit vector to the camera, head frame
 * @half: unit vectors halfway between it and each soft box
 * @pixel: side of a pixel at the face, cm: what edges are softened over
 * @gaze: unit vector along which the eyes look
 * @oily: gloss of the skin in this session
 *
 * What paint needs to know beside the point it falls on.
 */
typedef struct
{
  const FusDemoFeatures *features;
  const FusDemoLight *light;
  const FusDemoShirt *shirt;
  FusVec view;
  FusVec half[2];
  FusVec gaze;
  float pixel;
  float oily;
} FusDemoScene;

/**
 * FusDemoSpot:
 * @at: head frame
 * @normal: unit
 * @sight, @tint, @u, @v: see FusDemoMesh
 *
 * A point of the surface that a pixel shows.
 */
typedef struct
{
  FusVec at, normal, sight, tint;
  float u, v;
} FusDemoSpot;

/* The colour (linear RGB) of a point of each stuff. */
FusVec fus_demo_paint_face (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_ear (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_neck (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_shirt (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_hair (const FusDemoScene *scene, const FusDemoSpot *spot);

/* Light that comes back from skin of @albedo. @gloss scales its sheen. */
FusVec fus_demo_lit_skin (const FusDemoScene *scene, FusVec normal, FusVec sight, FusVec albedo,
                          float gloss);

/* Light falling on a matt surface. */
FusVec fus_demo_light_on (const FusDemoScene *scene, FusVec normal, FusVec sight);

/* Fills in @mesh's tint, and u and v of its skin, for the face at rest. */
void fus_demo_skin_tint (FusDemoMesh *mesh, const FusDemoPerson *person);

/* The eye seen through the opening of the lids, with the lids' edges and lashes, over the skin
 * colour @under; leaves it alone away from the eyes. */
FusVec fus_demo_paint_eye (const FusDemoScene *scene, const FusDemoSpot *spot, FusVec under);

/**
 * FusDemoCrease:
 * @x, @y: slope that wrinkles add to the skin
 * @dark: what they hide from the light
 */
typedef struct
{
  float x, y, dark;
} FusDemoCrease;

/* The wrinkles that action units and age draw at a point of the face. */
FusDemoCrease fus_demo_creases (const FusDemoFeatures *features, FusVec at);

/**
 * FusDemoMouthPaint:
 * @cover: how much of the pixel lies between the lips, 0 … 1
 * @inside: the colour there
 * @lip: how much of the pixel is red of the lip
 * @line: darkening of the line between closed lips, 0 … 1
 */
typedef struct
{
  float cover, lip, line;
  FusVec inside;
} FusDemoMouthPaint;

FusDemoMouthPaint fus_demo_paint_mouth (const FusDemoScene *scene, const FusDemoSpot *spot);

G_END_DECLS
