/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* Files that are one picture each. What may also be a row of a table or a second of a clip is read
 * by fus_picture_load(). Any thread. */

/**
 * fus_picture_load_file:
 * @path: of an ordinary file: JPEG, PNG, GIF, BMP, TIFF, PNM, or WebP where its loader is
 *   installed
 * @min_side: as for fus_picture_load()
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_PICTURE, as fus_picture_load()
 */
FusPicture *fus_picture_load_file (const char *path, int min_side, GError **error);

/* The same from bytes; @name stands for the file in messages. */
FusPicture *fus_picture_load_bytes (const guint8 *bytes, gsize size, const char *name, int min_side,
                                    GError **error);

/* Size after EXIF orientation. A JPEG or PNG is read no further than its header. */
gboolean fus_picture_peek_file_size (const char *path, int *width, int *height, GError **error);

/* @quality: 1 … 100. Writes to a temporary file and renames. */
gboolean fus_picture_save_jpeg (const FusPicture *picture, const char *path, int quality,
                                GError **error);
gboolean fus_picture_save_png (const FusPicture *picture, const char *path, GError **error);
/* 8-bit grey PNG of [height, width]. */
gboolean fus_grey_save_png (const guint8 *grey, int width, int height, const char *path,
                            GError **error);

G_END_DECLS
