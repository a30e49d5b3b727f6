/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/**
 * FusGridPicture:
 * @picture: (nullable): square; NULL leaves the place empty
 * @caption: (nullable): below it
 * @dim: shown pale: there is nothing to be seen on it
 */
typedef struct
{
  const FusPicture *picture;
  const char *caption;
  gboolean dim;
} FusGridPicture;

/**
 * FusPictureGrid:
 * @row_titles, @column_titles: [n_rows], [n_columns]
 * @pictures: [n_rows, n_columns, n], row-major
 * @n: pictures of each cell
 * @across: how many of them stand side by side
 * @note: (nullable): below everything
 *
 * Small pictures in cells of a table: preferred stimuli by network and layer (figures 3 and S2A).
 */
typedef struct
{
  const char *const *row_titles;
  guint n_rows;
  const char *const *column_titles;
  guint n_columns;
  const FusGridPicture *pictures;
  guint n;
  guint across;
  const char *note;
} FusPictureGrid;

void fus_picture_grid_draw (cairo_t *cr, const FusPictureGrid *grid, double width, double height,
                            FusColor ink, double font_size);

/* The height at which a grid of that width is filled without empty space. */
double fus_picture_grid_height (const FusPictureGrid *grid, double width, double font_size);

G_END_DECLS
