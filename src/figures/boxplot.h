/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/mark.h"
#include "analysis/statistics.h"

G_BEGIN_DECLS

/* @label: under the box. */
typedef struct
{
  const char *label;
  FusBoxStatistics statistics;
  FusColor color;
  FusFill fill;
} FusBox;

/* A test between two boxes: a bracket over them with a text, as "p < 1e-300". */
typedef struct
{
  guint from, to;
  const char *text;
} FusBracket;

/**
 * FusBoxPlot:
 * @title, @y_label: translated
 * @note: (nullable): below the plot: n, what box and whiskers are, which test
 *
 * Box plots with pairwise tests (figure 2B). Brackets are stacked, short ones lowest, so that none
 * crosses another.
 */
typedef struct
{
  const char *title;
  const char *y_label;
  const FusBox *boxes;
  guint n_boxes;
  const FusBracket *brackets;
  guint n_brackets;
  const char *note;
} FusBoxPlot;

void fus_box_plot_draw (cairo_t *cr, const FusBoxPlot *plot, double width, double height,
                        FusColor ink, double font_size);

/* box,n,median,low_quartile,high_quartile,low_whisker,high_whisker,mean; (transfer full) */
char *fus_box_plot_csv (const FusBoxPlot *plot);

/* Stacks brackets: @level (out): [n], 0 is lowest; brackets of one level do not touch. Returns:
 * number of levels. */
guint fus_brackets_stack (const FusBracket *brackets, guint n, guint *level);

G_END_DECLS
