/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/own-folders.h"

#include "engine/files/output.h"
#include "study/folder/study-error.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of temporary files' names. */
#define RANDOM_LETTERS 6
#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char *const own[] = { "networks", "training", "analysis", "figures", "before" };

/* What is done with each entry of the folders, which are not entered through links: FALSE ends it.
 */
typedef gboolean (*Visit) (const char *path, const char *name, const GStatBuf *info, gpointer data);

static gboolean
walk (const char *folder, Visit visit, gpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) != 0)
        continue;
      if (!visit (path, name, &info, data) || (S_ISDIR (info.st_mode) && !walk (path, visit, data)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
walk_all (const char *study, Visit visit, gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *folder = g_build_filename (study, own[i], NULL);
      GStatBuf info;

      if (g_lstat (folder, &info) == 0
          && (!visit (folder, own[i], &info, data)
              || (S_ISDIR (info.st_mode) && !walk (folder, visit, data))))
        return FALSE;
    }
  return TRUE;
}

void
fus_own_folders_refuse (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
               _ ("“%s” is a symbolic link that leads out of the study, where nothing is written. "
                  "Put what it leads to in its place, or remove it."),
               shown);
}

static gboolean
is_inside (const char *path, const char *study)
{
  char *target = realpath (path, NULL), *top = realpath (study, NULL);
  const gboolean inside = target != NULL && top != NULL && g_str_has_prefix (target, top)
                          && target[strlen (top)] == '/';

  free (target);
  free (top);
  return inside;
}

typedef struct
{
  const char *study;
  GError **error;
} Check;

/* A link to an ordinary file is harmless: the file that is written takes the place of the link. */
static gboolean
refuse_link (const char *path, const char *name, const GStatBuf *info, gpointer data)
{
  const Check *check = data;
  GStatBuf target;

  if (!S_ISLNK (info->st_mode) || (g_stat (path, &target) == 0 && S_ISREG (target.st_mode))
      || is_inside (path, check->study))
    return TRUE;
  fus_own_folders_refuse (path, check->error);
  return FALSE;
}

gboolean
fus_own_folders_check (const char *study, GError **error)
{
  Check check = { study, error };

  return walk_all (study, refuse_link, &check);
}

/* Whether @name is a file that the program itself writes. @is_top: beside the folders */
static gboolean
is_own_file (const char *name, gboolean is_top)
{
  static const char *const endings[]
      = { ".csv", ".json", ".npy", ".png", ".svg", ".pdf", ".safetensors" };

  if (is_top)
    return g_str_equal (name, "study.json") || g_str_equal (name, "frames.csv");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

/* Earlier versions wrote to NAME.XXXXXX, not hidden and not locked. A person's own ending is no
 * such one: "BACKUP" has no digit, "251201" no letter. What was written to within the hour may be
 * in the making still. */
static gboolean
is_older_temporary (const char *name, gboolean is_top, const GStatBuf *info)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *base = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : NULL;

  return dot != NULL && strlen (dot + 1) == RANDOM_LETTERS
         && strspn (dot + 1, DIGITS LETTERS) == RANDOM_LETTERS && strpbrk (dot + 1, DIGITS) != NULL
         && strpbrk (dot + 1, LETTERS) != NULL && is_own_file (base, is_top)
         && info->st_mtime + G_TIME_SPAN_HOUR / G_USEC_PER_SEC
                < g_get_real_time () / G_USEC_PER_SEC;
}

/* @top: whatever is not NULL says that the entry lies beside the folders */
static gboolean
is_left_over (const char *name, const GStatBuf *info, gpointer top)
{
  return S_ISREG (info->st_mode)
         && (fus_output_is_temporary (name) || is_older_temporary (name, top != NULL, info));
}

static gboolean
find_left_over (const char *path, const char *name, const GStatBuf *info, gpointer data)
{
  return !is_left_over (name, info, data);
}

static gboolean
remove_left_over (const char *path, const char *name, const GStatBuf *info, gpointer data)
{
  if (is_left_over (name, info, data))
    fus_output_remove_stale (path);
  return TRUE;
}

/* Beside the folders: the study's own files. */
static gboolean
visit_top (const char *study, Visit visit)
{
  g_autoptr (GDir) dir = g_dir_open (study, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (study, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && !visit (path, name, &info, dir))
        return FALSE;
    }
  return TRUE;
}

gboolean
fus_own_folders_are_tidy (const char *study)
{
  return visit_top (study, find_left_over) && walk_all (study, find_left_over, NULL);
}

void
fus_own_folders_tidy (const char *study)
{
  visit_top (study, remove_left_over);
  walk_all (study, remove_left_over, NULL);
}
