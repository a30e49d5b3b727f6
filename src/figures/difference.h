/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"
#include "faces/pictures/resize.h"

G_BEGIN_DECLS

/* Colours of a difference: purple where the first has more, green where the second has
 * (ColorBrewer's PRGn, which colour-blind eyes tell apart), neither of them a task's. */
extern const FusColor fus_color_more;
extern const FusColor fus_color_less;

/**
 * fus_difference_render:
 * @map: [side, side], -1 … 1, as fus_map_subtract() gives it, scaled as the caller likes
 * @crop: the part of the picture that the map covers
 * @width, @height: of the result: the whole picture at this size
 *
 * Lays a signed map over a picture, each value as opaque as it is far from 0. Any thread.
 *
 * Returns: (transfer full)
 */
FusPicture *fus_difference_render (const FusPicture *picture, const float *map, guint side,
                                   const FusCrop *crop, double opacity, int width, int height);

/* The key: from -maximum by 0 to maximum, with what each side means. */
void fus_difference_draw_key (cairo_t *cr, double maximum, double opacity, const char *less,
                              const char *more, double width, double height, FusColor ink);

G_END_DECLS
