/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FusPicture:
 * @width: pixels
 * @height: pixels
 * @pixels: [height, width, 3], R G B, sRGB as decoded, rows without padding
 *
 * A decoded picture. Reference counted (atomically); not written to once it is shared.
 */
typedef struct
{
  int width;
  int height;
  guint8 *pixels;
  gatomicrefcount refs;
} FusPicture;

FusPicture *fus_picture_new (int width, int height);
FusPicture *fus_picture_ref (FusPicture *picture);
void fus_picture_unref (FusPicture *picture);

/* Mean over all pixels and channels, 0 … 255. */
double fus_picture_mean (const FusPicture *picture);
/* Standard deviation of grey (Rec. 601 luma) over all pixels, 0 … 127.5. */
double fus_picture_deviation (const FusPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusPicture, fus_picture_unref)

G_END_DECLS
