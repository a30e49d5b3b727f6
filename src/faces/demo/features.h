/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/expression.h"

G_BEGIN_DECLS

#define FUS_DEMO_BALL 1.20f /* radius of an eyeball, cm */

/**
 * FusDemoFeatures:
 *
 * Where a person's features are in one frame, once the action units have moved them: what both the
 * surface and its paint are made from. Head frame, cm. Index 0 is the subject's right (x < 0), 1
 * the left; x of paired features is the distance from the middle.
 */
typedef struct
{
  const FusDemoPerson *person;
  FusDemoMotion motion;

  struct
  {
    float x, y, z;       /* eyeball's centre */
    float width;         /* half width of the opening */
    float up, low, tilt; /* the opening's heights over and under its middle line */
    float fold;          /* height of the lid crease over the lash line */
  } eye[2];

  struct
  {
    float inner_x, inner_y, outer_x, outer_y;
    float arch; /* highest point over the line from inner to outer end */
    float thick;
  } brow[2];

  struct
  {
    float y;                        /* of the line between the lips, in the middle */
    float corner_x[2], corner_y[2]; /* y relative to the middle */
    float gap_up, gap_low;          /* how far the lips have parted from the line */
    float upper, lower;             /* heights of the red of the lips */
    float bow;
  } mouth;

  float jaw;               /* cm by which the chin has dropped */
  float chin_y;            /* of the most forward point of the chin */
  float cheek[2];          /* raised cheeks, 0 … 1.5 */
  float wing_y[2];         /* wings of the nose, upwards */
  float crow[2];           /* crow's feet */
  float under_eye[2];      /* line under the lower lid */
  float forehead_inner[2]; /* horizontal furrows of the forehead */
  float forehead_outer[2];
  float frown; /* vertical furrows between the brows */
  float nose_wrinkle[2];
  float fold[2]; /* nasolabial fold */
  float chin_dimple;
} FusDemoFeatures;

void fus_demo_features_place (FusDemoFeatures *features, const FusDemoPerson *person,
                              const FusDemoMotion *motion);

/* The middle line of a brow at s, 0 inner … 1 outer end. */
static inline float
fus_demo_brow_y (const FusDemoFeatures *f, int side, float s)
{
  return fus_mix (f->brow[side].inner_y, f->brow[side].outer_y, s)
         + f->brow[side].arch * 6.75f * s * s * (1 - s);
}

/* Edges of an eye's opening at u, -1 inner … 1 outer corner, relative to the eyeball's centre. */
static inline float
fus_demo_lid_line (const FusDemoFeatures *f, int side, float u)
{
  return f->eye[side].tilt * 0.5f * u;
}

static inline float
fus_demo_upper_lid (const FusDemoFeatures *f, int side, float u)
{
  /* Highest a little inside the middle. */
  float v = u + 0.10f * (1 - u * u), q = 1 - v * v;

  return fus_demo_lid_line (f, side, u) + f->eye[side].up * q * (1.32f - 0.32f * q);
}

static inline float
fus_demo_lower_lid (const FusDemoFeatures *f, int side, float u)
{
  float v = u - 0.14f * (1 - u * u), q = 1 - v * v;

  return fus_demo_lid_line (f, side, u) - f->eye[side].low * q * (1.25f - 0.25f * q);
}

/**
 * FusDemoLips:
 *
 * The four edges of the mouth above one x, from the top of the upper lip downwards; u is 0 in the
 * middle and 1 at the corner.
 */
typedef struct
{
  float u, top, upper, lower, bottom;
} FusDemoLips;

static inline FusDemoLips
fus_demo_lips (const FusDemoFeatures *f, float x)
{
  int side = x > 0;
  float u = fabsf (x) / f->mouth.corner_x[side], q = fus_max (0, 1 - u * u);
  float line = f->mouth.y + f->mouth.corner_y[side] * u * u;
  float part = q * (1.2f - 0.2f * q);
  FusDemoLips lips = { .u = u };

  lips.upper = line + f->mouth.gap_up * part - 0.05f * fus_bell (u * 3) * (1 - q * 0.2f);
  lips.lower = line - f->mouth.gap_low * part - 0.05f * fus_bell (u * 3) * (1 - q * 0.2f);
  if (lips.lower > lips.upper)
    lips.lower = lips.upper;
  lips.top = lips.upper
             + f->mouth.upper * fus_max (0, 1 - u) * (1 + 0.5f * u)
                   * (1 - f->mouth.bow * 0.24f * fus_bell (u / 0.24f));
  lips.bottom = lips.lower - f->mouth.lower * q * (1.12f - 0.12f * q);

  return lips;
}

G_END_DECLS
