/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/text.h"

G_BEGIN_DECLS

/**
 * FusLabel:
 * @color: of the thing labelled
 * @x, @y: the point labelled
 */
typedef struct
{
  const char *text;
  FusColor color;
  double x, y;
} FusLabel;

/**
 * fus_labels_spread:
 * @y: (inout): [n], in rising order
 * @gap: the least distance between neighbours
 * @top, @bottom: where they must stay, as far as there is room
 *
 * Moves positions apart, as little as needed in the sum of squares (runs of too near positions are
 * merged and centred on their mean: pool adjacent violators).
 */
void fus_labels_spread (double *y, guint n, double gap, double top, double bottom);

/* Writes labels in a column to the right of @x, between @top and @bottom, none over another, with a
 * thin line to its point where a label had to move or its point lies further left. The order of
 * @labels is changed. */
void fus_labels_draw (cairo_t *cr, FusLabel *labels, guint n, double x, double top, double bottom,
                      double font_size, FusColor ink);

G_END_DECLS
