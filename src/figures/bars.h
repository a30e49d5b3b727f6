/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/mark.h"

G_BEGIN_DECLS

/**
 * FusBar:
 * @label: under the bar: the network
 * @value: its height; NaN draws nothing but the label
 * @low, @high: ends of the interval, or NaN
 * @n: what the value was measured on; for the CSV
 * @name: (nullable): stands in the CSV where the chart's note, not a label, tells bars apart
 */
typedef struct
{
  const char *label;
  double value;
  double low, high;
  gsize n;
  FusColor color;
  FusFill fill;
  const char *name;
} FusBar;

/**
 * FusBarGroup:
 * @label: under the group: the task
 * @chance: NaN, or the height of a dotted line across the group, labelled in the chart
 */
typedef struct
{
  const char *label;
  const FusBar *bars;
  guint n_bars;
  double chance;
} FusBarGroup;

/**
 * FusBarChart:
 * @title, @y_label: translated
 * @y_max: NaN to fit the data; the axis begins at 0, or below where a bar or interval does
 * @percent: values are shares
 * @note: (nullable): below the chart: n and what the intervals mean
 * @plain_references: the dotted lines are explained by @note, not under each group
 *
 * Grouped bars with intervals and chance lines (figures 1B and 1C).
 */
typedef struct
{
  const char *title;
  const char *y_label;
  const FusBarGroup *groups;
  guint n_groups;
  double y_max;
  gboolean percent;
  const char *note;
  gboolean plain_references;
} FusBarChart;

void fus_bar_chart_draw (cairo_t *cr, const FusBarChart *chart, double width, double height,
                         FusColor ink, double font_size);

/* Which bar (its whole column, label included) lies at a point of the drawing of that size.
 * Returns: FALSE where there is none. */
gboolean fus_bar_chart_pick (const FusBarChart *chart, double width, double height,
                             double font_size, double x, double y, guint *group, guint *bar);

/* Where that bar's column is drawn, as fus_bar_chart_pick() takes it. */
void fus_bar_chart_place (const FusBarChart *chart, double width, double height, double font_size,
                          guint group, guint bar, cairo_rectangle_t *place);

/* group,bar,value,low,high,n,chance; (transfer full) */
char *fus_bar_chart_csv (const FusBarChart *chart);

G_END_DECLS
