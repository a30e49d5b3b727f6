/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/picture-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "faces/pictures/picture-codecs.h"
#include "faces/write-file.h"

/* No picture within the pixel limit needs a larger file, and a larger one is not worth reading. */
#define MAX_FILE_BYTES (G_GOFFSET_CONSTANT (1) << 30)

typedef enum
{
  KIND_JPEG,
  KIND_PNG,
  KIND_OTHER,
} Kind;

static Kind
recognise (const guint8 *bytes, gsize size)
{
  static const guint8 jpeg[] = { 0xff, 0xd8, 0xff };
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

  if (size >= sizeof jpeg && memcmp (bytes, jpeg, sizeof jpeg) == 0)
    return KIND_JPEG;
  if (size >= sizeof png && memcmp (bytes, png, sizeof png) == 0)
    return KIND_PNG;
  return KIND_OTHER;
}

/* At most @limit bytes of the file, which must be an ordinary one: opening a pipe would wait. */
static GBytes *
read_file (const char *path, goffset limit, GError **error)
{
  GStatBuf info;
  g_autofree guint8 *bytes = NULL;
  gsize size;
  FILE *file;

  if (g_stat (path, &info) != 0)
    {
      fus_picture_set_error (error, path,
                             errno == ENOENT ? _ ("the file is not there") : g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      fus_picture_set_error (error, path, _ ("it is not a file"));
      return NULL;
    }
  if (info.st_size > MAX_FILE_BYTES)
    {
      fus_picture_set_error (error, path, _ ("the file is larger than 1 GB"));
      return NULL;
    }
  size = MIN (info.st_size, limit);
  bytes = g_try_malloc (MAX (size, 1));
  file = bytes != NULL ? g_fopen (path, "rbe") : NULL;
  if (file == NULL)
    {
      fus_picture_set_error (error, path, g_strerror (errno));
      return NULL;
    }
  errno = EIO;
  if (fread (bytes, 1, size, file) != size)
    {
      /* A file that shrank meanwhile ends early without an error of its own. */
      fus_picture_set_error (error, path,
                             ferror (file) ? g_strerror (errno) : _ ("it is cut short"));
      fclose (file);
      return NULL;
    }
  fclose (file);
  return g_bytes_new_take (g_steal_pointer (&bytes), size);
}

FusPicture *
fus_picture_load_bytes (const guint8 *bytes, gsize size, const char *name, int min_side,
                        GError **error)
{
  if (size == 0)
    {
      fus_picture_set_error (error, name, _ ("the file is empty"));
      return NULL;
    }
  switch (recognise (bytes, size))
    {
    case KIND_JPEG:
      return fus_jpeg_decode (bytes, size, name, min_side, error);
    case KIND_PNG:
      return fus_png_decode (bytes, size, name, error);
    case KIND_OTHER:
      return fus_pixbuf_decode (bytes, size, name, error);
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
  const goffset limits[] = { 256 * 1024, MAX_FILE_BYTES };

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
      switch (recognise (bytes, size))
        {
        case KIND_JPEG:
          if (fus_jpeg_peek_size (bytes, size, path, width, height,
                                  last || size < limits[i] ? error : NULL))
            return TRUE;
          if (size < limits[i])
            return FALSE;
          break;
        case KIND_PNG:
          return fus_png_peek_size (bytes, size, path, width, height, error);
        case KIND_OTHER:
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
