/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-file.h"

#include "faces/pictures/made-pictures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/files/read-file.h"
#include "faces/pictures/picture-codecs.h"
#include "faces/write-file.h"

/* No picture within the pixel limit needs a larger file, and a larger one is not worth reading. */
#define MAX_FILE_BYTES ((gsize) 1 << 30)

/* At most @limit bytes of the file. */
static GBytes *
read_file (const char *path, gsize limit, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *bytes;
  gsize size;

  gboolean read = fus_file_read_start (path, MAX_FILE_BYTES, limit, NULL, &bytes, &size, &failure);

  if (!read && g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT)
      && fus_made_pictures_make (path))
    {
      g_clear_error (&failure);
      read = fus_file_read_start (path, MAX_FILE_BYTES, limit, NULL, &bytes, &size, &failure);
    }
  if (read)
    return g_bytes_new_take (bytes, size);
  fus_picture_set_error (error, path,
                         g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                             ? _ ("the file is not there")
                             : failure->message);
  return NULL;
}

FusPicture *
fus_picture_load_bytes (const guint8 *bytes, gsize size, const char *name, int min_side,
                        GError **error)
{
  const FusPictureKind *kind = fus_picture_kind (bytes, size);

  if (size == 0)
    {
      fus_picture_set_error (error, name, _ ("the file is empty"));
      return NULL;
    }
  switch (kind->codec)
    {
    case FUS_PICTURE_JPEG:
      return fus_jpeg_decode (bytes, size, name, min_side, error);
    case FUS_PICTURE_PNG:
      return fus_png_decode (bytes, size, name, error);
    case FUS_PICTURE_PIXBUF:
      return fus_pixbuf_decode (bytes, size, kind->loader, name, error);
    case FUS_PICTURE_FOREIGN:
    case FUS_PICTURE_UNKNOWN:
      fus_picture_refuse_kind (error, name, kind);
      return NULL;
    }
  g_assert_not_reached ();
}

FusPicture *
fus_picture_load_file (const char *path, int min_side, GError **error)
{
  g_autoptr (GBytes) content = read_file (path, MAX_FILE_BYTES, error);
  const guint8 *bytes;
  gsize size;

  if (content == NULL)
    return NULL;
  bytes = g_bytes_get_data (content, &size);
  return fus_picture_load_bytes (bytes, size, path, min_side, error);
}

gboolean
fus_picture_peek_file_size (const char *path, int *width, int *height, GError **error)
{
  /* Large enough for a JPEG's usual Exif and colour profile; where it is not, the header goes on
   * beyond it and the whole file is read. */
  const gsize limits[] = { 256 * 1024, MAX_FILE_BYTES };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const gboolean last = i + 1 == G_N_ELEMENTS (limits);
      g_autoptr (GBytes) content = read_file (path, limits[i], error);
      g_autoptr (FusPicture) picture = NULL;
      const guint8 *bytes;
      gsize size;

      if (content == NULL)
        return FALSE;
      bytes = g_bytes_get_data (content, &size);
      switch (fus_picture_kind (bytes, size)->codec)
        {
        case FUS_PICTURE_JPEG:
          if (fus_jpeg_peek_size (bytes, size, path, width, height,
                                  last || size < limits[i] ? error : NULL))
            return TRUE;
          if (size < limits[i])
            return FALSE;
          break;
        case FUS_PICTURE_PNG:
          return fus_png_peek_size (bytes, size, path, width, height, error);
        default:
          /* gdk-pixbuf tells a file's size, but not its orientation, without decoding it. */
          picture = fus_picture_load_file (path, 0, error);
          if (picture == NULL)
            return FALSE;
          *width = picture->width;
          *height = picture->height;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
save_bytes (GBytes *bytes, const char *path, GError **error)
{
  gsize size;
  const char *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  return fus_write_file_quickly (path, data, size, error);
}

gboolean
fus_picture_save_jpeg (const FusPicture *picture, const char *path, int quality, GError **error)
{
  g_autoptr (GBytes) bytes = fus_jpeg_encode (picture, quality, error);

  return save_bytes (bytes, path, error);
}

gboolean
fus_picture_save_png (const FusPicture *picture, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes
      = fus_png_encode (picture->pixels, picture->width, picture->height, 3, error);

  return save_bytes (bytes, path, error);
}

gboolean
fus_grey_save_png (const guint8 *grey, int width, int height, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = fus_png_encode (grey, width, height, 1, error);

  return save_bytes (bytes, path, error);
}
