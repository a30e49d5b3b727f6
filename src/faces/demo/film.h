/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/math.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/**
 * fus_demo_film_develop:
 * @image: [over height, over width], linear RGB
 * @width, @height: of the picture
 * @over: 1 or 2: its pixels are means of over x over
 * @gain: what each channel is multiplied by: exposure and white balance
 * @grain: seed of the sensor's noise
 *
 * Makes an sRGB picture as a camera would: highlights rolled off, a little noise.
 *
 * Returns: (transfer full)
 */
FusPicture *fus_demo_film_develop (const FusVec *image, int width, int height, int over,
                                   FusVec gain, guint32 grain);

G_END_DECLS
