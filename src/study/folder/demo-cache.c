/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/demo-cache.h"

#include "faces/demo/on-demand.h"
#include "faces/frame.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The folder of a set that holds people's folders, as fus_dataset_open() finds it. */
#define ROOT "KDEF"
/* As fus_demo_faces_write() draws. */
#define MIN_SIDE 32
#define MAX_SIDE 4096
#define FRAMES_PER_PERSON (FUS_N_EXPRESSIONS * FUS_N_ANGLES * 2)

char *
fus_demo_address (const FusDemoSet *set)
{
  return g_strdup_printf ("demo-faces:people=%u,seed=%" G_GUINT64_FORMAT ",size=%ux%u", set->people,
                          set->seed, set->width, set->height);
}

/* With the version of the drawing, so that another version of the program has a folder of its own.
 */
#define NAME "demo-faces-v" G_STRINGIFY (FUS_DEMO_DRAWING) "-%u-%" G_GUINT64_FORMAT "-%ux%u"

static char *
folder_name (const FusDemoSet *set)
{
  return g_strdup_printf (NAME, set->people, set->seed, set->width, set->height);
}

/* Whether @n numbers were read, are possible, and make the very same text again. */
static gboolean
accept (FusDemoSet *set, int n, const char *text, char *(*compose) (const FusDemoSet *set))
{
  if (n == 4 && set->people >= 1 && set->people <= FUS_DEMO_MOST_PEOPLE && set->width >= MIN_SIDE
      && set->width <= MAX_SIDE && set->height >= MIN_SIDE && set->height <= MAX_SIDE)
    {
      g_autofree char *same = compose (set);

      if (g_str_equal (text, same))
        return TRUE;
    }
  memset (set, 0, sizeof *set);
  return FALSE;
}

gboolean
fus_demo_address_parse (const char *address, FusDemoSet *set)
{
  int n;

  memset (set, 0, sizeof *set);
  n = sscanf (address, "demo-faces:people=%u,seed=%" G_GUINT64_FORMAT ",size=%ux%u", &set->people,
              &set->seed, &set->width, &set->height);
  return accept (set, n, address, fus_demo_address);
}

static char *
folder_of (const FusDemoSet *set)
{
  g_autofree char *name = folder_name (set);

  return g_build_filename (g_get_user_cache_dir (), "fusiform", name, NULL);
}

char *
fus_demo_cache_root (const FusDemoSet *set)
{
  g_autofree char *folder = folder_of (set);

  return g_build_filename (folder, ROOT, NULL);
}

gboolean
fus_demo_cache_recognize (const char *root, FusDemoSet *set)
{
  g_autofree char *folder = g_path_get_dirname (root);
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *same = NULL;
  int n;

  memset (set, 0, sizeof *set);
  n = sscanf (name, NAME, &set->people, &set->seed, &set->width, &set->height);
  if (!accept (set, n, name, folder_name))
    return FALSE;
  same = fus_demo_cache_root (set);
  if (g_str_equal (root, same))
    return TRUE;
  memset (set, 0, sizeof *set);
  return FALSE;
}

static int
delete_entry (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  remove (path);
  return 0;
}

void
fus_delete_folder (const char *path)
{
  nftw (path, delete_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Pictures in the folders of people; a cleaner of caches may have taken some. */
static guint
count_frames (const char *root)
{
  g_autoptr (GDir) people = g_dir_open (root, 0, NULL);
  const char *person;
  guint n = 0;

  while (people != NULL && (person = g_dir_read_name (people)) != NULL)
    {
      g_autofree char *path = g_build_filename (root, person, NULL);
      g_autoptr (GDir) frames = g_dir_open (path, 0, NULL);

      while (frames != NULL && g_dir_read_name (frames) != NULL)
        n++;
    }
  return n;
}

gboolean
fus_demo_cache_is_filled (const FusDemoSet *set)
{
  g_autofree char *folder = folder_of (set);
  g_autofree char *root = fus_demo_cache_root (set);

  return fus_demo_faces_are_there (folder, set)
         && count_frames (root) == set->people * FRAMES_PER_PERSON;
}

/* Whether a folder is called as one that an earlier version drew into; before version 4 they had no
 * number. */
static gboolean
is_outdated_name (const char *name, FusDemoSet *set)
{
  g_autofree char *rest = NULL, *same = NULL;
  guint drawing;

  if (sscanf (name, "demo-faces-v%u-", &drawing) == 1)
    {
      g_autofree char *prefix = g_strdup_printf ("demo-faces-v%u-", drawing);

      if (drawing >= FUS_DEMO_DRAWING || !g_str_has_prefix (name, prefix))
        return FALSE;
      rest = g_strdup (name + strlen (prefix));
    }
  else if (g_str_has_prefix (name, "demo-faces-"))
    rest = g_strdup (name + strlen ("demo-faces-"));
  if (rest == NULL)
    return FALSE;
  /* As this version would call it. */
  same = g_strdup_printf ("demo-faces-v%d-%s", FUS_DEMO_DRAWING, rest);
  memset (set, 0, sizeof *set);
  return accept (set, sscanf (same, NAME, &set->people, &set->seed, &set->width, &set->height),
                 same, folder_name);
}

/* What earlier versions of the program have drawn is of no use any more: 70 people are 280 MB. */
static void
remove_outdated (void)
{
  g_autofree char *caches = g_build_filename (g_get_user_cache_dir (), "fusiform", NULL);
  g_autoptr (GDir) dir = g_dir_open (caches, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (caches, name, NULL);
      FusDemoSet set;
      GStatBuf info;

      if (is_outdated_name (name, &set) && g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode)
          && fus_demo_faces_are_outdated (path, &set))
        fus_delete_folder (path);
    }
}

gboolean
fus_demo_cache_serve (const FusDemoSet *set, GError **error)
{
  g_autofree char *folder = folder_of (set);

  return fus_demo_faces_serve (folder, set, error);
}

gboolean
fus_demo_cache_fill (const FusDemoSet *set, guint n_threads, const FusPoll *poll,
                     const FusProgress *progress, GError **error)
{
  g_autofree char *folder = folder_of (set);
  g_autoptr (GError) failure = NULL;

  if (fus_demo_cache_is_filled (set))
    return TRUE;
  /* Finished and no longer whole. */
  if (fus_demo_faces_are_there (folder, set))
    fus_delete_folder (folder);
  if (!fus_demo_faces_write (folder, set, n_threads, poll, progress, &failure))
    {
      /* Drawn by another version of the program. */
      if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_clear_error (&failure);
          fus_delete_folder (folder);
          fus_demo_faces_write (folder, set, n_threads, poll, progress, &failure);
        }
      if (!fus_demo_faces_are_there (folder, set))
        {
          if (failure != NULL)
            g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  remove_outdated ();
  return TRUE;
}
