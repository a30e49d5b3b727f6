/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-codecs.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/error.h"

#define MID_GREY 128
/* Where the fields end that are looked at, in the two kinds of BMP's header. */
#define BMP_CORE_END 26
#define BMP_INFO_END 34
/* Of a file that is written to the loader at a time. */
#define PIECE ((gsize) 64 * 1024)
/* A photograph of 100 megapixels takes two. */
#define MAX_SECONDS 60

static void
refuse_giants (GdkPixbufLoader *loader, int width, int height, gboolean *too_large)
{
  if ((gint64) width * height <= FUS_PICTURE_MAX_PIXELS)
    return;
  *too_large = TRUE;
  /* A loader asked for no pixels stops after the header. */
  gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
copy_row (guint8 *rgb, const guint8 *row, int width, int channels)
{
  if (channels == 3)
    {
      memcpy (rgb, row, 3 * (gsize) width);
      return;
    }
  for (int x = 0; x < width; x++)
    for (int c = 0; c < 3; c++)
      rgb[3 * x + c]
          = (row[4 * x + c] * row[4 * x + 3] + MID_GREY * (255 - row[4 * x + 3]) + 127) / 255;
}

static guint32
read32 (const guint8 *p)
{
  return (guint32) p[3] << 24 | p[2] << 16 | p[1] << 8 | p[0];
}

/* gdk-pixbuf asks for the memory of a BMP before it tells its size. Returns: (nullable): what is
 * wrong with the header, translated */
static const char *
check_bmp (const guint8 *bytes, gsize size)
{
  guint64 width, height, bits, compression;

  if (size < BMP_CORE_END)
    return _ ("it is cut short");
  if (read32 (bytes + 14) < 40)
    {
      width = bytes[18] | bytes[19] << 8;
      height = bytes[20] | bytes[21] << 8;
      bits = bytes[24];
      compression = 0;
    }
  else if (size < BMP_INFO_END)
    return _ ("it is cut short");
  else
    {
      width = (guint64) ABS ((gint64) (gint32) read32 (bytes + 18));
      /* Negative where the first row is the topmost. */
      height = (guint64) ABS ((gint64) (gint32) read32 (bytes + 22));
      bits = bytes[28];
      compression = read32 (bytes + 30);
    }
  if (width * height > FUS_PICTURE_MAX_PIXELS)
    return _ ("it is larger than 100 megapixels; make a smaller copy of it");
  /* 1 and 2 are run lengths, which may be short. */
  if (compression != 1 && compression != 2 && (width * bits + 31) / 32 * 4 * height > size)
    return _ ("it is cut short");
  return NULL;
}

/* In pieces, so that a file that takes for ever to decode is given up. Returns: FALSE with @error
 */
static gboolean
feed (GdkPixbufLoader *loader, const guint8 *bytes, gsize size, const gboolean *too_large,
      GError **error)
{
  const gint64 end = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;

  for (gsize done = 0, n; done < size; done += n)
    {
      n = MIN (PIECE, size - done);
      if (!gdk_pixbuf_loader_write (loader, bytes + done, n, error))
        return FALSE;
      if (*too_large)
        return FALSE;
      if (g_get_monotonic_time () > end)
        {
          g_set_error_literal (error, FUS_FACES_ERROR, FUS_FACES_ERROR_PICTURE,
                               _ ("it takes longer than a minute to decode"));
          return FALSE;
        }
    }
  return TRUE;
}

FusPicture *
fus_pixbuf_decode (const guint8 *bytes, gsize size, const char *kind, const char *name,
                   GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (kind, NULL);
  g_autoptr (GdkPixbuf) turned = NULL;
  g_autoptr (GError) reason = NULL;
  FusPicture *picture;
  GdkPixbuf *pixbuf;
  gboolean too_large = FALSE, complete;
  int channels, stride;
  const guint8 *pixels;
  const char *fault = g_str_equal (kind, "bmp") ? check_bmp (bytes, size) : NULL;

  if (fault != NULL)
    fus_picture_set_error (error, name, fault);
  else if (loader == NULL)
    fus_picture_refuse_kind (error, name, fus_picture_kind (bytes, size));
  if (fault != NULL || loader == NULL)
    {
      /* A loader must be closed, and says then that it had nothing. */
      if (loader != NULL)
        gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (refuse_giants), &too_large);
  complete = feed (loader, bytes, size, &too_large, &reason);
  /* A loader must be closed even after a failed write, and then says the same again. */
  complete = gdk_pixbuf_loader_close (loader, complete ? &reason : NULL) && complete;
  if (too_large)
    return fus_picture_try_new (G_MAXUINT32, G_MAXUINT32, name, error);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (!complete || pixbuf == NULL)
    {
      fus_picture_set_error (error, name,
                             reason != NULL ? reason->message : _ ("its data are damaged"));
      return NULL;
    }

  turned = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  picture = fus_picture_try_new (gdk_pixbuf_get_width (turned), gdk_pixbuf_get_height (turned),
                                 name, error);
  if (picture == NULL)
    return NULL;
  channels = gdk_pixbuf_get_n_channels (turned);
  stride = gdk_pixbuf_get_rowstride (turned);
  pixels = gdk_pixbuf_read_pixels (turned);
  for (int y = 0; y < picture->height; y++)
    copy_row (picture->pixels + (gsize) y * picture->width * 3, pixels + (gsize) y * stride,
              picture->width, channels);
  return picture;
}
