/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-codecs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const FusPictureKind unknown = { FUS_PICTURE_UNKNOWN, NULL, NULL };

/* The most particular come first. Only kinds in this list reach a decoder: a drawing or a document
 * can ask for any time and memory, and is no photograph. */
static const struct
{
  guint8 offset, length;
  const char *bytes;
  FusPictureKind kind;
} kinds[] = {
  { 0, 3, "\xff\xd8\xff", { FUS_PICTURE_JPEG, "JPEG", NULL } },
  { 0, 8, "\x89PNG\r\n\x1a\n", { FUS_PICTURE_PNG, "PNG", NULL } },
  { 0, 6, "GIF87a", { FUS_PICTURE_PIXBUF, "GIF", "gif" } },
  { 0, 6, "GIF89a", { FUS_PICTURE_PIXBUF, "GIF", "gif" } },
  { 8, 4, "WEBP", { FUS_PICTURE_PIXBUF, "WebP", "webp" } },
  { 8, 2, "CR", { FUS_PICTURE_FOREIGN, "Canon raw", NULL } },
  { 0, 4, "II*\0", { FUS_PICTURE_PIXBUF, "TIFF", "tiff" } },
  { 0, 4, "MM\0*", { FUS_PICTURE_PIXBUF, "TIFF", "tiff" } },
  { 0, 2, "P1", { FUS_PICTURE_PIXBUF, "PNM", "pnm" } },
  { 0, 2, "P2", { FUS_PICTURE_PIXBUF, "PNM", "pnm" } },
  { 0, 2, "P3", { FUS_PICTURE_PIXBUF, "PNM", "pnm" } },
  { 0, 2, "P4", { FUS_PICTURE_PIXBUF, "PNM", "pnm" } },
  { 0, 2, "P5", { FUS_PICTURE_PIXBUF, "PNM", "pnm" } },
  { 0, 2, "P6", { FUS_PICTURE_PIXBUF, "PNM", "pnm" } },
  { 4, 8, "ftypavif", { FUS_PICTURE_FOREIGN, "AVIF", NULL } },
  { 4, 6, "ftyphe", { FUS_PICTURE_FOREIGN, "HEIC", NULL } },
  { 4, 8, "ftypmif1", { FUS_PICTURE_FOREIGN, "HEIC", NULL } },
  { 4, 4, "ftyp", { FUS_PICTURE_FOREIGN, "MP4", NULL } },
  { 0, 2, "\xff\x0a", { FUS_PICTURE_FOREIGN, "JPEG XL", NULL } },
  { 4, 4, "JXL ", { FUS_PICTURE_FOREIGN, "JPEG XL", NULL } },
  { 4, 4, "jP  ", { FUS_PICTURE_FOREIGN, "JPEG 2000", NULL } },
  { 0, 4, "\xff\x4f\xff\x51", { FUS_PICTURE_FOREIGN, "JPEG 2000", NULL } },
  { 0, 4, "8BPS", { FUS_PICTURE_FOREIGN, "Photoshop", NULL } },
  { 0, 4, "%PDF", { FUS_PICTURE_FOREIGN, "PDF", NULL } },
  { 0, 4, "<svg", { FUS_PICTURE_FOREIGN, "SVG", NULL } },
  { 0, 5, "<?xml", { FUS_PICTURE_FOREIGN, "XML", NULL } },
  { 0, 5, "<html", { FUS_PICTURE_FOREIGN, "HTML", NULL } },
  { 0, 5, "<!DOC", { FUS_PICTURE_FOREIGN, "HTML", NULL } },
  { 0, 3, "\x1f\x8b\x08", { FUS_PICTURE_FOREIGN, "gzip", NULL } },
  { 0, 4, "PK\x03\x04", { FUS_PICTURE_FOREIGN, "ZIP", NULL } },
  { 0, 2, "BM", { FUS_PICTURE_PIXBUF, "BMP", "bmp" } },
};

static gboolean
is_canon (const guint8 *bytes, gsize size)
{
  return size >= 10 && memcmp (bytes, "II*\0", 4) == 0;
}

const FusPictureKind *
fus_picture_kind (const guint8 *bytes, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (size < (gsize) kinds[i].offset + kinds[i].length
          || memcmp (bytes + kinds[i].offset, kinds[i].bytes, kinds[i].length) != 0)
        continue;
      /* These two stand within a container that others use. */
      if (g_strcmp0 (kinds[i].kind.name, "Canon raw") == 0 && !is_canon (bytes, size))
        continue;
      if (g_strcmp0 (kinds[i].kind.loader, "webp") == 0 && memcmp (bytes, "RIFF", 4) != 0)
        continue;
      return &kinds[i].kind;
    }
  return &unknown;
}

void
fus_picture_refuse_kind (GError **error, const char *name, const FusPictureKind *kind)
{
  g_autofree char *reason = NULL;

  if (kind->name == NULL)
    reason = g_strdup (_ ("it is not a picture of a kind that can be read here"));
  else if (g_strcmp0 (kind->loader, "webp") == 0)
    reason = g_strdup (_ ("it is a WebP file, for which the package webp-pixbuf-loader is needed"));
  else
    /* Translators: a kind of file, such as HEIC. */
    reason = g_strdup_printf (
        _ ("it is a %s file, which cannot be read here; save it as JPEG or PNG"), kind->name);
  fus_picture_set_error (error, name, reason);
}
