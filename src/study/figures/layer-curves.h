/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figure-private.h"

G_BEGIN_DECLS

/* What figures that go through the layers have in common. The figure owns all that is made. */

/* Of a figure with one plot, in millimetres. */
#define FUS_LAYER_FIGURE_WIDTH 120.0

/* n numbers, 0 as yet. */
double *fus_layer_curves_numbers (FusStudyFigure *figure, guint n);
/* 0, 1, 2, … */
double *fus_layer_curves_steps (FusStudyFigure *figure, guint n);

/* A curve with one value for each layer from conv1 to fc2, set by fus_layer_curve_set(). @label:
 * (nullable): at its end */
FusCurve fus_layer_curve (FusStudyFigure *figure, const char *label, FusColor color,
                          gboolean dashed);
void fus_layer_curve_set (FusCurve *curve, guint layer, double value);
/* A plot of such curves, from 0 to 1. @y_label: (nullable) */
FusCurvePlot fus_layer_plot (FusStudyFigure *figure, const char *title, const char *y_label,
                             const FusCurve *curves, guint n_curves);

/* "n = 105 (identity), 105 (expression)", translated. (transfer full) */
char *fus_count_text (const guint counts[FUS_N_TASKS]);

G_END_DECLS
