/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/mesh.h"

G_BEGIN_DECLS

/**
 * FusDemoCamera:
 *
 * A pinhole camera in front of the head. Points are turned about the head's axes (yaw, pitch, roll
 * as one matrix, row-major), moved, and projected: column = middle_x + focal x / (distance - z).
 */
typedef struct
{
  float turn[9];
  FusVec move;
  float distance, focal, middle_x, middle_y;
} FusDemoCamera;

/* @yaw > 0 turns the nose to the right of the picture. Radians. */
void fus_demo_camera_turn (FusDemoCamera *camera, float yaw, float pitch, float roll);

/* Holds the camera aslant, so that the picture turns about its middle: anticlockwise where @roll >
 * 0. Radians; after turn and move are set. */
void fus_demo_camera_tilt (FusDemoCamera *camera, float roll);

static inline FusVec
fus_demo_camera_place (const FusDemoCamera *c, FusVec p)
{
  const float *m = c->turn;

  return fus_vec (m[0] * p.x + m[1] * p.y + m[2] * p.z + c->move.x,
                  m[3] * p.x + m[4] * p.y + m[5] * p.z + c->move.y,
                  m[6] * p.x + m[7] * p.y + m[8] * p.z + c->move.z);
}

/* Column, row (downwards) and depth (larger is nearer) of a point of the head frame. */
static inline FusVec
fus_demo_camera_project (const FusDemoCamera *c, FusVec p)
{
  FusVec q = fus_demo_camera_place (c, p);
  float k = c->focal / (c->distance - q.z);

  return fus_vec (c->middle_x + k * q.x, c->middle_y - k * q.y, q.z);
}

/**
 * FusDemoHit:
 * @triangle: 1 + 2 quad + half of what is nearest, 0 where nothing is; the halves are the corners
 *   0 1 2 and 3 2 1 of the quad
 * @a, @b: weights of the half's second and third corner
 */
typedef struct
{
  guint32 triangle;
  float a, b;
} FusDemoHit;

/**
 * FusDemoRaster:
 * @depth: [height, width], camera's z of what is nearest
 * @hit: [height, width]
 */
typedef struct
{
  int width, height;
  float *depth;
  FusDemoHit *hit; /* NULL where only depth is wanted */
  FusVec *screen;  /* scratch: the mesh's points as projected */
  guint n_screen;
} FusDemoRaster;

void fus_demo_raster_init (FusDemoRaster *raster, int width, int height, gboolean with_hits);
void fus_demo_raster_free (FusDemoRaster *raster); /* what it holds, not itself */

/* Draws all of @mesh as @camera sees it. */
void fus_demo_raster_draw (FusDemoRaster *raster, const FusDemoMesh *mesh,
                           const FusDemoCamera *camera);

G_END_DECLS
