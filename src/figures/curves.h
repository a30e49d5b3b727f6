/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "colormap.h"

G_BEGIN_DECLS

/**
 * FusCurve:
 * @label: (nullable): shown at the line's end
 * @x, @y: [n]; NaN breaks the line
 * @dashed: train dashed, test solid
 */
typedef struct
{
  const char *label;
  const double *x;
  const double *y;
  guint n;
  FusColor color;
  gboolean dashed;
} FusCurve;

/**
 * FusCurvePlot:
 * @title, @x_label, @y_label: translated
 * @y_min, @y_max: NaN to fit the data
 * @reference: NaN, or a horizontal dotted line (chance), labelled @reference_label
 * @percent: y is a share shown in per cent
 */
typedef struct
{
  const char *title;
  const char *x_label;
  const char *y_label;
  const FusCurve *curves;
  guint n_curves;
  double x_min, x_max;
  double y_min, y_max;
  double reference;
  const char *reference_label;
  gboolean percent;
} FusCurvePlot;

/* @ink: text and axes, so that light and dark both work; @font_size: in the target's units. */
void fus_curve_plot_draw (cairo_t *cr, const FusCurvePlot *plot, double width, double height,
                          FusColor ink, double font_size);

G_END_DECLS
