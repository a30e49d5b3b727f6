/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo-features.h"
#include "demo-light.h"

G_BEGIN_DECLS

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
 * @sight: of the light groups
 * @u, @v: within its patch
 *
 * A point of the surface that a pixel shows.
 */
typedef struct
{
  FusVec at, normal;
  float sight[FUS_DEMO_LIGHTS];
  float u, v;
} FusDemoSpot;

/* The colour (linear RGB) of a point of each stuff. */
FusVec fus_demo_paint_face (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_ear (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_neck (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_shirt (const FusDemoScene *scene, const FusDemoSpot *spot);
FusVec fus_demo_paint_hair (const FusDemoScene *scene, const FusDemoSpot *spot);

/* Light that comes back from skin of @albedo. @gloss scales its sheen. */
FusVec fus_demo_lit_skin (const FusDemoScene *scene, FusVec normal, const float *sight,
                          FusVec albedo, float gloss);

/* Light falling on a matt surface. */
FusVec fus_demo_light_on (const FusDemoScene *scene, FusVec normal, const float *sight);

/* The eye seen through the opening of the lids, with the lids' edges and lashes, over the skin
 * colour @under; leaves it alone away from the eyes. */
FusVec fus_demo_paint_eye (const FusDemoScene *scene, const FusDemoSpot *spot, FusVec under);

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
