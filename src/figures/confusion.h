/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"

G_BEGIN_DECLS

/**
 * FusConfusionPlot:
 * @title: (nullable): translated
 * @class_names: [k], translated
 * @counts: [k, k], true class by predicted class, as fus_confusion() gives them
 * @task: gives the colour
 * @note: (nullable): below the plot
 *
 * A confusion matrix. A cell's shade is the share of its row (of the frames that truly are of that
 * class); where there is room the share stands in it, in per cent.
 */
typedef struct
{
  const char *title;
  const char *const *class_names;
  const guint32 *counts;
  guint k;
  FusTask task;
  const char *note;
} FusConfusionPlot;

/* @ground: what lies behind: cells fade to it. */
void fus_confusion_plot_draw (cairo_t *cr, const FusConfusionPlot *plot, double width,
                              double height, FusColor ink, FusColor ground, double font_size);

/* Which cell lies at a point of the drawing of that size. Returns: FALSE where there is none. */
gboolean fus_confusion_plot_pick (const FusConfusionPlot *plot, double width, double height,
                                  double font_size, double x, double y, guint *truth,
                                  guint *predicted);

/* Where that cell is drawn. */
void fus_confusion_plot_place (const FusConfusionPlot *plot, double width, double height,
                               double font_size, guint truth, guint predicted,
                               cairo_rectangle_t *place);

/* true,predicted,count,share; (transfer full) */
char *fus_confusion_plot_csv (const FusConfusionPlot *plot);

G_END_DECLS
