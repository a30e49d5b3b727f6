/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/paint.h"

G_BEGIN_DECLS

/**
 * FusDemoBackdrop:
 * @color: linear RGB
 * @slope_x, @slope_y: how much the second colour gains from one side of the frame to the other
 * @patches: how much patches of both colours add to that
 * @fine: how many patches there are across the frame
 * @x, @y: which patches
 *
 * What is seen behind the head, out of focus.
 */
typedef struct
{
  FusVec color[2];
  float slope_x, slope_y, patches, fine, x, y;
} FusDemoBackdrop;

/**
 * FusDemoCanvas:
 * @image: [height, width], linear RGB
 *
 * The picture while it is painted.
 */
typedef struct
{
  int width, height;
  FusVec *image;
  /* Pixels on outlines and what they become. */
  guint32 *edges;
  FusVec *smooth;
  guint size_edges;
  guint8 *jump; /* [width], of one row */
} FusDemoCanvas;

void fus_demo_canvas_init (FusDemoCanvas *canvas, int width, int height);
void fus_demo_canvas_free (FusDemoCanvas *canvas); /* what it holds, not itself */

/* Paints what @raster has found of @mesh in front of @backdrop. */
void fus_demo_canvas_paint (FusDemoCanvas *canvas, const FusDemoScene *scene,
                            const FusDemoMesh *mesh, const FusDemoRaster *raster,
                            const FusDemoBackdrop *backdrop);

G_END_DECLS
