/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/random.h"

G_BEGIN_DECLS

/**
 * FusWarp:
 *
 * Where in the picture each pixel of its shaken copy comes from: (x, y) of the copy shows the point
 * (xx x + xy y + x0, yx x + yy y + y0).
 */
typedef struct
{
  float xx, xy, x0;
  float yx, yy, y0;
} FusWarp;

/* Draws a shift of up to 6 pixels, a scale of 0.9 to 1.1 and a turn of up to 10 degrees (a fifth of
 * all are not turned), as Lucent's standard transforms do, about the middle of a picture of this
 * size. What is liked only at one place, size and angle does not survive them. */
FusWarp fus_warp_draw (guint side, FusRandom *random);

/* copy = picture as @warp shows it, by linear interpolation, mid grey (0.5) around it; both [3,
 * side, side]. */
void fus_warp_forward (float *copy, const float *picture, const FusWarp *warp, guint side);
/* d_picture += dL/d picture, from dL/d copy. */
void fus_warp_backward (float *d_picture, const float *d_copy, const FusWarp *warp, guint side);

G_END_DECLS
