/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/paint.h"

G_BEGIN_DECLS

/**
 * FusDemoBackdrop:
 * @color: linear RGB where it is lightest
 * @x, @y: where that is, as shares of the frame
 */
typedef struct
{
  FusVec color;
  float x, y;
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
