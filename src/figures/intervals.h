/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"

G_BEGIN_DECLS

/**
 * FusInterval:
 * @value: NaN draws nothing
 * @low, @high: ends of its line, or NaN
 * @n: what the value was measured on; for the CSV
 * @is_faint: drawn hollow and pale: it is not to be relied on
 */
typedef struct
{
  double value;
  double low, high;
  gsize n;
  gboolean is_faint;
} FusInterval;

/**
 * FusIntervalSeries:
 * @name: for the key and the CSV; series of the same name have one key
 * @expected: NaN, or a value to compare with: a dashed line in the series' colour
 * @intervals: [rows of the chart]
 */
typedef struct
{
  const char *name;
  FusColor color;
  double expected;
  const FusInterval *intervals;
} FusIntervalSeries;

/**
 * FusIntervalColumn:
 * @title: above the column, broken into lines
 * @reference: where there is no effect: a dotted line
 */
typedef struct
{
  const char *title;
  double reference;
  const FusIntervalSeries *series;
  guint n_series;
} FusIntervalColumn;

/**
 * FusIntervalChart:
 * @title: translated
 * @rows: [n_rows]: what stands beside each row
 * @note: (nullable): below everything
 *
 * Points with intervals in columns that each have an axis of their own: a forest plot for each
 * column, with common rows.
 */
typedef struct
{
  const char *title;
  const char *const *rows;
  guint n_rows;
  const FusIntervalColumn *columns;
  guint n_columns;
  const char *note;
} FusIntervalChart;

void fus_interval_chart_draw (cairo_t *cr, const FusIntervalChart *chart, double width,
                              double height, FusColor ink, FusColor ground, double font_size);

/* column,row,series,value,low,high,n,faint,expected; (transfer full) */
char *fus_interval_chart_csv (const FusIntervalChart *chart);

G_END_DECLS
