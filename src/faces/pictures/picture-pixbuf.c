/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-codecs.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MID_GREY 128

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

FusPicture *
fus_pixbuf_decode (const guint8 *bytes, gsize size, const char *name, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GdkPixbuf) turned = NULL;
  g_autoptr (GError) reason = NULL;
  FusPicture *picture;
  GdkPixbuf *pixbuf;
  gboolean too_large = FALSE, complete;
  int channels, stride;
  const guint8 *pixels;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (refuse_giants), &too_large);
  complete = gdk_pixbuf_loader_write (loader, bytes, size, &reason);
  /* A loader must be closed even after a failed write, and then says the same again. */
  complete = gdk_pixbuf_loader_close (loader, complete ? &reason : NULL) && complete;
  if (too_large)
    return fus_picture_try_new (G_MAXUINT32, G_MAXUINT32, name, error);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (!complete || pixbuf == NULL)
    {
      fus_picture_set_error (
          error, name,
          g_error_matches (reason, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE)
              ? _ ("it is not a picture of a kind that can be read here")
          : reason != NULL ? reason->message
                           : _ ("its data are damaged"));
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
