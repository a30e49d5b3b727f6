/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

gboolean
fus_make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               _ ("The folder “%s” cannot be made: %s"), path, g_strerror (errno));
  return FALSE;
}

gboolean
fus_write_file (const char *path, const char *text, gsize length, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) failure = NULL;

  if (!fus_make_folder (folder, error))
    return FALSE;
  if (!g_file_set_contents_full (path, text, length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                 &failure))
    {
      g_set_error (error, failure->domain, failure->code, _ ("“%s” cannot be written: %s"), path,
                   failure->message);
      return FALSE;
    }
  return TRUE;
}
