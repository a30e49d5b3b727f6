/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/**
 * FusCrop:
 * @keeps_shape: where the rectangle has another shape than what is to be made of it, its longer
 *   sides are cut, the same on both ends; otherwise it is squeezed into it
 *
 * A rectangle as shares (0 … 1) of a picture's width and height, so that it fits frames of any
 * size.
 */
typedef struct
{
  double x, y, width, height;
  gboolean keeps_shape;
} FusCrop;

/* What stands behind the four shares of a crop that keeps its shape, where it is written down. */
#define FUS_CROP_NOTE_KEPT "kept"

/* The whole picture, as it is and as what keeps its shape. */
extern const FusCrop fus_crop_whole;
extern const FusCrop fus_crop_shaped;
/* The square around the face in KDEF's 562x762 frames: columns 0 … 562 (heads turned to the side
 * need them all), rows 120 … 682. Eyes lie at about row 375, the chin at about 650, the top of the
 * hair at about 90; an open mouth lowers the chin, so that the chin is given more room than the
 * hair. Keeps its shape. */
extern const FusCrop fus_crop_kdef;
/* Whether pictures of that size have the shape of KDEF's, so that its crop fits them. */
gboolean fus_crop_suits_kdef (int width, int height);
/* What is taken of a picture of @width x @height pixels to make one that is @aspect times as wide
 * as high: @crop itself unless it keeps its shape. */
FusCrop fus_crop_fit (const FusCrop *crop, int width, int height, double aspect);
/* "the square around the face in KDEF's frames": what is taken, for people. Translated. (transfer
 * full) */
char *fus_crop_describe (const FusCrop *crop);
gboolean fus_crop_equal (const FusCrop *a, const FusCrop *b);

/**
 * fus_picture_resize:
 * @crop: (nullable): the part to take
 *
 * Antialiased: each output pixel is the mean over the area it covers when shrinking, bilinear when
 * enlarging. Equals Pillow's BOX where the ratio is whole, and Pillow's BILINEAR when enlarging.
 * Each side is treated by itself; parts of @crop outside the picture are left out. Any thread.
 *
 * Returns: (transfer full)
 */
FusPicture *fus_picture_resize (const FusPicture *picture, const FusCrop *crop, int width,
                                int height);

/* Bilinear (align_corners = false) resampling of one float map; in [h, w], out [out_h, out_w]. */
void fus_map_resize (float *out, int out_w, int out_h, const float *in, int w, int h);

G_END_DECLS
