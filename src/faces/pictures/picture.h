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

/**
 * fus_picture_load:
 * @path: JPEG, PNG, or whatever gdk-pixbuf reads; a row of a table of pixels, "fer2013.csv#12"; or
 * a second of a clip, "clip.mp4#3"
 * @min_side: when > 0, a JPEG may be decoded at a smaller scale as long as both its sides keep at
 *   least this many pixels (for thumbnails: several times faster); 0 decodes at full size
 *
 * Grey, palette, 16-bit, CMYK and alpha (over mid grey) become 8-bit RGB; the EXIF orientation of
 * JPEG and TIFF is applied. The kind of file is read off its content, not its name. Any thread.
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_PICTURE, whose message names the file, for a
 *   file that is broken, cut short, or larger than 100 megapixels.
 */
FusPicture *fus_picture_load (const char *path, int min_side, GError **error);

/* The file that holds the picture: of a row's address its table, of a second's its clip,
 * otherwise @path. (transfer full) */
char *fus_picture_file (const char *path);

/* The same from bytes; @name stands for the file in messages. */
FusPicture *fus_picture_load_bytes (const guint8 *bytes, gsize size, const char *name, int min_side,
                                    GError **error);

/* Size after EXIF orientation. A JPEG or PNG is read no further than its header. */
gboolean fus_picture_peek_size (const char *path, int *width, int *height, GError **error);

/* @quality: 1 … 100. Writes to a temporary file and renames. */
gboolean fus_picture_save_jpeg (const FusPicture *picture, const char *path, int quality,
                                GError **error);
gboolean fus_picture_save_png (const FusPicture *picture, const char *path, GError **error);
/* 8-bit grey PNG of [height, width]. */
gboolean fus_grey_save_png (const guint8 *grey, int width, int height, const char *path,
                            GError **error);

/* Mean over all pixels and channels, 0 … 255. */
double fus_picture_mean (const FusPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusPicture, fus_picture_unref)

G_END_DECLS
