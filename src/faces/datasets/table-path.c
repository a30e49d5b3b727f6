/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/table-path.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "faces/pictures/pixel-table.h"

void
fus_table_paths_init (FusTablePaths *paths, FusScan *scan, const char *folder)
{
  char *resolved;

  *paths = (FusTablePaths){
    .scan = scan,
    .folder = g_strdup (folder),
    .roots[0]
    = *folder == '\0' ? g_strdup (scan->root) : g_build_filename (scan->root, folder, NULL),
  };
  resolved = realpath (paths->roots[0], NULL);
  paths->roots[1] = g_strdup (resolved);
  free (resolved);
}

void
fus_table_paths_clear (FusTablePaths *paths)
{
  g_free (paths->folder);
  g_free (paths->roots[0]);
  g_free (paths->roots[1]);
  g_free (paths->example);
}

static gboolean
is_there (const FusTablePaths *paths, const char *path)
{
  g_autofree char *table = NULL, *full = NULL;
  guint row;

  /* A row of a table of pixels is there where its table is. */
  if (fus_pixel_table_parse_address (path, &table, &row))
    path = table;
  if (*paths->folder == '\0')
    return fus_scan_find (paths->scan, path) != NULL;
  full = g_strconcat (paths->folder, "/", path, NULL);
  return fus_scan_find (paths->scan, full) != NULL;
}

/* @path without the table's folder, where it begins with it. (transfer full) */
static char *
make_relative (const FusTablePaths *paths, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (paths->roots); i++)
    {
      const char *root = paths->roots[i];
      const gsize length = root != NULL ? strlen (root) : 0;

      if (length > 0 && strncmp (path, root, length) == 0 && path[length] == '/')
        return g_strdup (path + length + 1);
    }
  return g_strdup (g_str_has_prefix (path, "./") ? path + 2 : path);
}

/* @path with its ending in small or in capital letters. (transfer full) */
static char *
with_ending (const char *path, gboolean capital)
{
  const char *dot = strrchr (path, '.');
  g_autofree char *ending = NULL;
  g_autofree char *stem = NULL;

  if (dot == NULL)
    return g_strdup (path);
  ending = capital ? g_ascii_strup (dot, -1) : g_ascii_strdown (dot, -1);
  stem = g_strndup (path, dot - path);
  return g_strconcat (stem, ending, NULL);
}

/* The file's own path, for one that is there with other letters. (transfer full) (nullable) */
static char *
find_respelled (const FusTablePaths *paths, const char *path)
{
  static const GNormalizeMode modes[] = { G_NORMALIZE_NFC, G_NORMALIZE_NFD };

  for (guint m = 0; m <= G_N_ELEMENTS (modes); m++)
    {
      g_autofree char *composed
          = m == 0 ? g_strdup (path) : g_utf8_normalize (path, -1, modes[m - 1]);

      for (guint e = 0; composed != NULL && e < 3; e++)
        {
          g_autofree char *one = e == 0 ? g_strdup (composed) : with_ending (composed, e == 2);

          if (is_there (paths, one))
            return g_steal_pointer (&one);
        }
    }
  return NULL;
}

char *
fus_table_paths_read (FusTablePaths *paths, const char *text)
{
  char *found = NULL;

  if (is_there (paths, text))
    return g_strdup (text);
  /* A file's name may hold a backslash, so that names are first taken as they are. */
  for (guint slashes = 0; slashes < 2 && found == NULL; slashes++)
    {
      g_autofree char *path
          = slashes == 0 ? g_strdup (text) : g_strdelimit (g_strdup (text), "\\", '/');
      g_autofree char *relative = make_relative (paths, path);

      found = find_respelled (paths, relative);
    }
  if (found == NULL)
    return g_strdup (text);
  paths->n_changed++;
  if (paths->example == NULL)
    paths->example = g_strdup (text);
  return found;
}

void
fus_table_paths_note (const FusTablePaths *paths, GPtrArray *notes)
{
  if (paths->n_changed > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (
                   g_dngettext (GETTEXT_PACKAGE,
                                "%u file is not there just as the table names it, and was found by "
                                "a like name: “%s”.",
                                "%u files are not there just as the table names them, and were "
                                "found by like names, such as “%s”.",
                                paths->n_changed),
                   paths->n_changed, paths->example));
}
