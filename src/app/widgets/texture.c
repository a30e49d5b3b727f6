/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/texture.h"

#include "faces/write-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

GdkTexture *
fus_texture_new (FusPicture *picture)
{
  const gsize stride = (gsize) 3 * picture->width;
  g_autoptr (GBytes) bytes
      = g_bytes_new_with_free_func (picture->pixels, stride * picture->height,
                                    (GDestroyNotify) fus_picture_unref, fus_picture_ref (picture));

  return gdk_memory_texture_new (picture->width, picture->height, GDK_MEMORY_R8G8B8, bytes, stride);
}

static GdkPixbuf *
pixbuf_of (GdkTexture *texture)
{
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autofree guint32 *argb = g_new (guint32, (gsize) width * height);
  const int stride = gdk_pixbuf_get_rowstride (pixbuf);

  gdk_texture_download (texture, (guchar *) argb, (gsize) 4 * width);
  for (int y = 0; y < height; y++)
    {
      guchar *row = gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * stride;
      for (int x = 0; x < width; x++)
        {
          const guint32 value = argb[(gsize) y * width + x];
          row[3 * x] = value >> 16;
          row[3 * x + 1] = value >> 8;
          row[3 * x + 2] = value;
        }
    }
  return g_steal_pointer (&pixbuf);
}

gboolean
fus_texture_save_png (GdkTexture *texture, const char *path, const char *origin, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = pixbuf_of (texture);
  g_autofree char *png = NULL;
  gsize size;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &png, &size, "png", error, "tEXt::Software",
                                  "Fusiform " FUS_VERSION, "tEXt::Description", origin, NULL))
    return FALSE;
  return fus_write_file_quickly (path, png, size, error);
}
