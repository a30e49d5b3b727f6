/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"
#include "analysis/features.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/**
 * FusChannelGrid:
 * @features: all units of a layer
 * @order: (nullable): [n_units], which unit stands where; NULL: by number
 * @own_scale: each channel from the least of its values (or 0) to its largest
 * @low, @high: otherwise, what stands at the ends of the colour map
 * @colormap: TASK, which runs from transparent, is shown as VIRIDIS
 * @names: (nullable): [n_units], which fus_channel_grid_draw() writes into cells of single values
 *
 * Every channel of a layer as a small picture, side by side (paper, figure S2B). A cell that is
 * larger than the map shows its values as squares with hard edges; a smaller one their means.
 */
typedef struct
{
  const FusFeatures *features;
  const guint *order;
  gboolean own_scale;
  double low, high;
  FusColormap colormap;
  const char *const *names;
} FusChannelGrid;

/**
 * FusChannelLayout:
 * @n: cells
 * @columns, @rows: of cells
 * @cell: side of a cell, pixels
 * @gap: between cells, pixels
 * @x, @y: of the first cell: the grid lies in the middle of its room
 *
 * Where cells lie: as large as they can be, whole pixels, so that every channel is as sharp as the
 * next.
 */
typedef struct
{
  guint n;
  guint columns, rows;
  int cell, gap;
  int x, y;
} FusChannelLayout;

/* Fills the room of @width x @height pixels with @n cells. A cell is one pixel at least, even where
 * that is more than there is room for. */
void fus_channel_layout (FusChannelLayout *layout, guint n, int width, int height);
/* The room that @n cells of that size fill as a square, as far as they go. */
void fus_channel_layout_size (guint n, int cell, int *width, int *height);
/* The position of the cell (with the gap after it) at a point, or -1. */
gint64 fus_channel_layout_at (const FusChannelLayout *layout, double x, double y);
/* The first pixel of the cell at @position. */
void fus_channel_layout_cell (const FusChannelLayout *layout, guint position, int *x, int *y);

/* The unit at a position, and the position of a unit. */
guint fus_channel_grid_unit (const FusChannelGrid *grid, guint position);
guint fus_channel_grid_position (const FusChannelGrid *grid, guint unit);

/* The grid at this size on @ground. Any thread; the same pixels for window and files. (transfer
 * full) */
FusPicture *fus_channel_grid_render (const FusChannelGrid *grid, int width, int height,
                                     FusColor ground);
/* One channel, alone. (transfer full) */
FusPicture *fus_channel_render (const FusChannelGrid *grid, guint unit, int side);

/* What stands at the ends of the colour map for a unit. */
void fus_channel_grid_scale (const FusChannelGrid *grid, guint unit, double *low, double *high);

/* Draws the grid into @width x @height units of the target, at its own resolution or, in a vector
 * file, at 300 pixels per inch. Returns: the height that was used. */
double fus_channel_grid_draw (cairo_t *cr, const FusChannelGrid *grid, double x, double y,
                              double width, double height, FusColor ground);

G_END_DECLS
