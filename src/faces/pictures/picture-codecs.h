/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture-private.h"

G_BEGIN_DECLS

/* The formats that picture-file.c reads and writes: nothing here is for other folders. */

FusPicture *fus_jpeg_decode (const guint8 *bytes, gsize size, const char *name, int min_side,
                             GError **error);
gboolean fus_jpeg_peek_size (const guint8 *bytes, gsize size, const char *name, int *width,
                             int *height, GError **error);
/* Returns: NULL with @error when there is no memory for it. */
GBytes *fus_jpeg_encode (const FusPicture *picture, int quality, GError **error);

FusPicture *fus_png_decode (const guint8 *bytes, gsize size, const char *name, GError **error);
gboolean fus_png_peek_size (const guint8 *bytes, gsize size, const char *name, int *width,
                            int *height, GError **error);
/* @channels: 1 (grey) or 3 (R G B). */
GBytes *fus_png_encode (const guint8 *pixels, int width, int height, int channels, GError **error);

/* Whatever gdk-pixbuf has a loader for. */
FusPicture *fus_pixbuf_decode (const guint8 *bytes, gsize size, const char *name, GError **error);

/* EXIF orientation of an APP1 segment's content (from "Exif" on); 1 when it tells none. */
int fus_exif_orientation (const guint8 *segment, gsize size);

G_END_DECLS
