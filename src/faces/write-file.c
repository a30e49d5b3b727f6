/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/write-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/files/output.h"

gboolean
fus_make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;

  const int code = errno;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("The folder “%s” cannot be made: %s"), shown, g_strerror (code));
  return FALSE;
}

static gboolean
write_whole (const char *path, const char *data, gsize length, gboolean quick, GError **error)
{
  FusOutput output;
  int code = 0;

  if (!fus_output_open (&output, path))
    code = errno;
  else
    {
      output.quick = quick;
      if (fwrite (data, 1, length, output.stream) != length)
        code = errno;
      if (!fus_output_close (&output, code == 0) && code == 0)
        code = errno;
    }
  if (code == 0)
    return TRUE;

  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("“%s” cannot be written: %s"), shown, g_strerror (code));
  return FALSE;
}

gboolean
fus_write_file (const char *path, const char *data, gsize length, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return fus_make_folder (folder, error) && write_whole (path, data, length, FALSE, error);
}

gboolean
fus_write_file_quickly (const char *path, const char *data, gsize length, GError **error)
{
  return write_whole (path, data, length, TRUE, error);
}
