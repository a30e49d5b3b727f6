/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"

G_BEGIN_DECLS

/**
 * FusTextStyle:
 * @size: font size in the target's units
 * @bold: for titles
 * @x_align, @y_align: the point of the text's box that lies at the given position: 0 left or top,
 *   0.5 middle, 1 right or bottom
 * @turned: written upwards, the box turned with it
 * @width: 0, or the width of the box, into which the text is broken and aligned by @x_align
 *
 * How a text is set. Sans-serif, laid out by Pango, so that every script is shaped and any font of
 * the system may fill in for missing signs.
 */
typedef struct
{
  double size;
  gboolean bold;
  double x_align, y_align;
  gboolean turned;
  double width;
} FusTextStyle;

void fus_text_draw (cairo_t *cr, const char *text, double x, double y, const FusTextStyle *style,
                    FusColor color);
/* Size of a text as it would be drawn (unturned). */
void fus_text_measure (cairo_t *cr, const char *text, const FusTextStyle *style, double *width,
                       double *height);

G_END_DECLS
