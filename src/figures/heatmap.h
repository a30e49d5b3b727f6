/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"
#include "faces/pictures/resize.h"

G_BEGIN_DECLS

/**
 * FusOverlay:
 * @map: (nullable): per task [side, side], scaled 0 … 1, or NULL for a task that is not shown
 * @side: of the maps
 * @crop: the part of the picture that the maps cover
 * @opacity: 0 … 1
 * @threshold: 0 … 1: below it nothing is drawn
 * @mark_overlap: with both maps and a threshold above 0, draw the pixels where both reach it white
 *
 * What is laid over a picture. A value is as opaque as it is large, in every colour map, so that
 * low values do not veil the face. Two maps are drawn in their tasks' colours whatever @colormap
 * says: one colour scale could not tell them apart. Under
 * an overlay (but not under JET, the paper's blend) the picture loses colour as @opacity rises,
 * since orange does not show on skin.
 */
typedef struct
{
  const float *map[FUS_N_TASKS];
  guint side;
  FusCrop crop;
  FusColormap colormap;
  double opacity;
  double threshold;
  gboolean mark_overlap;
} FusOverlay;

/* The colour map that is really used, and whether overlap is really marked. */
FusColormap fus_overlay_colormap (const FusOverlay *overlay);
gboolean fus_overlay_marks_overlap (const FusOverlay *overlay);

/**
 * fus_overlay_render:
 * @width, @height: of the result: the whole picture at this size
 *
 * Renders a picture with its overlay, maps bilinearly enlarged. Any thread; the same pixels for
 * window, PNG and figures.
 *
 * Returns: (transfer full): an opaque picture
 */
FusPicture *fus_overlay_render (const FusPicture *picture, const FusOverlay *overlay, int width,
                                int height);

/* Draws the key of an overlay: gradient(s) with 0, threshold and 1, and task names. */
void fus_overlay_draw_key (cairo_t *cr, const FusOverlay *overlay, double width, double height,
                           FusColor ink);

/**
 * fus_overlay_draw_scaled_key:
 * @maximum: the value that 1 stands for where maps were scaled before they were shown
 * @label: (nullable): instead of the tasks' names
 *
 * As fus_overlay_draw_key(), for maps of another scale.
 */
void fus_overlay_draw_scaled_key (cairo_t *cr, const FusOverlay *overlay, double maximum,
                                  const char *label, double width, double height, FusColor ink);

/* The scaled map alone, enlarged, through the colour map; for gradcam --png and the clipboard. */
FusPicture *fus_heatmap_render (const float *map, guint side, FusColormap colormap, FusTask task,
                                int width, int height);

cairo_surface_t *fus_picture_to_surface (const FusPicture *picture);

G_END_DECLS
