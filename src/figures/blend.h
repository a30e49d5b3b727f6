/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/colormap.h"
#include "faces/pictures/resize.h"

G_BEGIN_DECLS

/* A rectangle of a picture, in its pixels; never empty. */
typedef struct
{
  int x, y, width, height;
} FusArea;

/* Where a crop lies in a whole picture of that size. */
FusArea fus_area_of_crop (const FusCrop *crop, int width, int height);

/* Takes colour out of a picture, the more the larger @share, 0 … 1: orange would not show on skin.
 * At 1 a little is left, so that a face still looks like one. */
void fus_picture_mute (FusPicture *picture, double share);

/* How much of the pixel (x, y) of a map of that size lies where the map reaches the threshold, 0 …
 * 1. Its edge is soft by the pixels that it runs through; nothing below the threshold counts. */
float fus_map_coverage (const float *map, int x, int y, int width, int height, float threshold);

/* Lays a colour (channels 0 … 255) over a pixel. */
static inline void
fus_pixel_blend (guint8 *pixel, float red, float green, float blue, float alpha)
{
  pixel[0] = (guint8) (pixel[0] + (red - pixel[0]) * alpha + 0.5f);
  pixel[1] = (guint8) (pixel[1] + (green - pixel[1]) * alpha + 0.5f);
  pixel[2] = (guint8) (pixel[2] + (blue - pixel[2]) * alpha + 0.5f);
}

G_END_DECLS
