/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"

G_BEGIN_DECLS

/* How much of a band's colour shows. */
#define FUS_CURVE_BAND_ALPHA 0.2

/**
 * FusCurve:
 * @label: (nullable): shown at the line's end
 * @x, @y: [n]; NaN breaks the line
 * @dashed: train dashed, test solid
 * @low, @high: (nullable): [n], a band between them; NaN breaks it
 * @band_only: no line
 * @name: (nullable): what it is in a table, where it has no label
 */
typedef struct
{
  const char *label;
  const double *x;
  const double *y;
  guint n;
  FusColor color;
  gboolean dashed;
  const double *low;
  const double *high;
  gboolean band_only;
  const char *name;
} FusCurve;

/**
 * FusCurvePlot:
 * @title, @x_label, @y_label: translated
 * @y_min, @y_max: NaN to fit the data
 * @reference: NaN, or a horizontal dotted line (chance), labelled @reference_label
 * @percent: y is a share shown in per cent
 * @x_names: (nullable): what stands below x = 0, 1, … x_max in place of numbers
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
  const char *const *x_names;
} FusCurvePlot;

/* @ink: text and axes, so that light and dark both work; @font_size: in the target's units. */
void fus_curve_plot_draw (cairo_t *cr, const FusCurvePlot *plot, double width, double height,
                          FusColor ink, double font_size);

G_END_DECLS
