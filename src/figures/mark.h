/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"

G_BEGIN_DECLS

/* How the area of a bar or box is filled. The colour tells the task; the filling tells networks
 * apart, also in a grey print. */
typedef enum
{
  FUS_FILL_SOLID,
  FUS_FILL_HATCHED,
  FUS_FILL_LIGHT,
} FusFill;

/* Fills a rectangle and outlines it in @color. @em: font size, which sets line widths. */
void fus_mark_rectangle (cairo_t *cr, double x, double y, double width, double height,
                         FusColor color, FusFill fill, double em);

/* A vertical interval with whiskers of @width. */
void fus_mark_interval (cairo_t *cr, double x, double low, double high, double width, FusColor ink,
                        double em);

G_END_DECLS
