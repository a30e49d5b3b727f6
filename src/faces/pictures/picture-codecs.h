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

/* By gdk-pixbuf's loader of that name: "bmp", "gif", "pnm", "tiff" or "webp". */
FusPicture *fus_pixbuf_decode (const guint8 *bytes, gsize size, const char *loader,
                               const char *name, GError **error);

/* What kind of picture bytes are. */
typedef enum
{
  FUS_PICTURE_JPEG,
  FUS_PICTURE_PNG,
  FUS_PICTURE_PIXBUF,  /* one of gdk-pixbuf's */
  FUS_PICTURE_FOREIGN, /* known, but nothing here reads it */
  FUS_PICTURE_UNKNOWN,
} FusPictureCodec;

/**
 * FusPictureKind:
 * @name: as people call it, NULL for what is not known
 * @loader: gdk-pixbuf's name for it, NULL for other codecs
 */
typedef struct
{
  FusPictureCodec codec;
  const char *name;
  const char *loader;
} FusPictureKind;

/* Told by the first bytes alone, never by a name. */
const FusPictureKind *fus_picture_kind (const guint8 *bytes, gsize size);

/* Sets FUS_FACES_ERROR_PICTURE for a kind that cannot be read. */
void fus_picture_refuse_kind (GError **error, const char *name, const FusPictureKind *kind);

/* EXIF orientation of an APP1 segment's content (from "Exif" on); 1 when it tells none. */
int fus_exif_orientation (const guint8 *segment, gsize size);
/* The same of what is behind "Exif", as PNG has it. */
int fus_tiff_orientation (const guint8 *tiff, gsize size);

G_END_DECLS
