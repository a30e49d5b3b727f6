/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/curves.h"

G_BEGIN_DECLS

/**
 * FusCurveKey:
 * @label: what curves of this look are
 * @band: a band stands for it instead of a line
 */
typedef struct
{
  const char *label;
  FusColor color;
  gboolean dashed;
  gboolean band;
} FusCurveKey;

/**
 * FusCurveGrid:
 * @plots: row by row
 * @n_columns: plots in a row, > 0
 * @keys: one key for all plots, below them
 * @note: (nullable): below everything
 *
 * Small multiples of curves.
 */
typedef struct
{
  const FusCurvePlot *plots;
  guint n_plots;
  guint n_columns;
  const FusCurveKey *keys;
  guint n_keys;
  const char *note;
} FusCurveGrid;

void fus_curve_grid_draw (cairo_t *cr, const FusCurveGrid *grid, double width, double height,
                          FusColor ink, double font_size);

/* plot,curve,x,value,low,high; (transfer full) */
char *fus_curve_grid_csv (const FusCurveGrid *grid);

G_END_DECLS
