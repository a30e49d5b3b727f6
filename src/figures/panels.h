/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/heatmap.h"

G_BEGIN_DECLS

/**
 * FusPanel:
 * @title: (nullable): above the panel
 * @picture: (nullable): instead of the row's common picture
 * @map: (nullable): per task [side, side] >= 0, all panels on one scale
 * @difference: (nullable): [side, side], signed, instead of @map
 * @threshold: 0, or in the maps' unit: below it nothing is drawn
 * @mark_overlap: with both maps: white where both reach the threshold
 */
typedef struct
{
  const char *title;
  const FusPicture *picture;
  const float *map[FUS_N_TASKS];
  const float *difference;
  double threshold;
  gboolean mark_overlap;
} FusPanel;

/**
 * FusPanels:
 * @picture: the average face
 * @crop: the part of it that the maps cover
 * @side: of all maps
 * @n_columns: panels in a row; 0 sets all in one
 * @maximum: the value shown at full strength; 0 takes the largest in any panel (maps and
 *   differences each for themselves)
 * @value_label: what a map's value is, for the key, as "mean Grad-CAM (0–1)"
 * @less, @more: what the sides of a difference are, as "more in specialised"; needed with one
 * @note: (nullable): below everything
 * @resolution: pixels per unit of the target at which pictures are rendered; 0 takes the target's
 *   own, and 300 per inch of a vector file
 *
 * Maps on faces side by side on one scale with one key (figures 2A, 2C, 2D), or small multiples.
 */
typedef struct
{
  const FusPicture *picture;
  FusCrop crop;
  guint side;
  const FusPanel *panels;
  guint n_panels;
  guint n_columns;
  FusColormap colormap;
  double opacity;
  double maximum;
  const char *value_label;
  const char *less;
  const char *more;
  const char *note;
  double resolution;
} FusPanels;

void fus_panels_draw (cairo_t *cr, const FusPanels *panels, double width, double height,
                      FusColor ink, double font_size);

/* The height at which panels of that width are filled without empty space. */
double fus_panels_height (const FusPanels *panels, double width, double font_size);

/* panel,map,row,column,value; (transfer full) */
char *fus_panels_csv (const FusPanels *panels);

G_END_DECLS
