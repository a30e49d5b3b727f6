/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/error.h"
#include "faces/pictures/resize.h"

G_BEGIN_DECLS

/**
 * fus_picture_load:
 * @path: as for fus_picture_load_file(); a row of a table of pixels, "fer2013.csv#12"; or
 * a second of a clip, "clip.mp4#3"
 * @min_side: when > 0, a JPEG may be decoded at a smaller scale as long as both its sides keep at
 *   least this many pixels (for thumbnails: several times faster); 0 decodes at full size
 *
 * Grey, palette, 16-bit, CMYK and alpha (over mid grey) become 8-bit RGB; the EXIF orientation of
 * JPEG, PNG and TIFF is applied. The kind of file is read off its content, not its name. Any
 * thread.
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_PICTURE, whose message names the file, for a
 *   file that is broken, cut short, or larger than 100 megapixels.
 */
FusPicture *fus_picture_load (const char *path, int min_side, GError **error);

/**
 * fus_picture_load_cropped:
 *
 * Reads a file, takes @crop of it and resizes that, decoding a JPEG no larger than needed. Frames
 * of a study and pictures from elsewhere come to a network this way, so that the same file gives
 * the same numbers. Errors as fus_picture_load(). Any thread.
 *
 * Returns: (transfer full)
 */
FusPicture *fus_picture_load_cropped (const char *path, const FusCrop *crop, int width, int height,
                                      GError **error);

/* Size of what fus_picture_load() gives. A JPEG or PNG is read no further than its header. */
gboolean fus_picture_peek_size (const char *path, int *width, int *height, GError **error);

/* The file that holds the picture: of a row's address its table, of a second's its clip,
 * otherwise @path. (transfer full) */
char *fus_picture_file (const char *path);

G_END_DECLS
