/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/write-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

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

/* The system's reason, at the end of GLib's message, which names the temporary file. */
static const char *
reason_of (const GError *failure)
{
  const char *colon = g_strrstr (failure->message, ": ");

  return colon != NULL ? colon + strlen (": ") : failure->message;
}

static gboolean
write_into (const char *path, const char *data, gsize length, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  FusOutput output;
  int code = 0;

  if (!fus_output_open (&output, path))
    code = errno;
  else
    {
      if (fwrite (data, 1, length, output.stream) != length)
        code = errno;
      if (!fus_output_close (&output, code == 0) && code == 0)
        code = errno;
    }
  if (code != 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                 _ ("“%s” cannot be written: %s"), shown, g_strerror (code));
  return code == 0;
}

static gboolean
write_whole (const char *path, const char *data, gsize length, GFileSetContentsFlags flags,
             GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (fus_output_is_written_into (path))
    return write_into (path, data, length, error);
  if (g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT | flags,
                                0666, &failure))
    return TRUE;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, failure->domain, failure->code, _ ("“%s” cannot be written: %s"), shown,
               reason_of (failure));
  return FALSE;
}

gboolean
fus_write_file (const char *path, const char *data, gsize length, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return fus_make_folder (folder, error)
         && write_whole (path, data, length, G_FILE_SET_CONTENTS_DURABLE, error);
}

gboolean
fus_write_file_quickly (const char *path, const char *data, gsize length, GError **error)
{
  return write_whole (path, data, length, G_FILE_SET_CONTENTS_NONE, error);
}
