/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/scan.h"

#include <dirent.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "faces/pictures/clip.h"
#include "faces/error.h"

/* More than any data set has; a whole disk was probably not meant. */
#define MAX_FILES 4000000
/* Deeper than any data set is; what lies deeper is told. */
#define MAX_DEPTH 256

typedef struct
{
  FusScan *scan;
  GHashTable *visited; /* "device:inode" of folders */
  guint n_strange;     /* names that are not UTF-8 */
  char *strange;       /* one of them, as it can be shown */
  guint n_litter;      /* names of what programs leave behind */
  const char *litter;  /* one of them */
  guint n_deep;        /* folders too deep to be looked at */
  gboolean cancelled;
} Walk;

gboolean
fus_is_picture_name (const char *name)
{
  static const char *const endings[]
      = { "jpg", "jpeg", "jpe", "png", "bmp", "gif", "tif", "tiff", "pgm", "ppm", "pnm", "webp" };
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

const char *
fus_scan_folder (const FusScan *scan, const FusScanFile *file)
{
  return scan->folders->pdata[file->folder];
}

char *
fus_scan_path (const FusScan *scan, const FusScanFile *file)
{
  const char *folder = fus_scan_folder (scan, file);

  return *folder == '\0' ? g_strdup (file->name) : g_strconcat (folder, "/", file->name, NULL);
}

static gboolean
is_first_visit (Walk *walk, DIR *dir)
{
  struct stat info;

  if (fstat (dirfd (dir), &info) != 0)
    return FALSE;
  return g_hash_table_add (walk->visited,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64) info.st_dev, (guint64) info.st_ino));
}

static gboolean
is_folder (DIR *dir, const struct dirent *entry)
{
  struct stat info;

  if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
    return entry->d_type == DT_DIR;
  /* A link that leads nowhere is a file that is not there, and told as such when it is read. */
  return fstatat (dirfd (dir), entry->d_name, &info, 0) == 0 && S_ISDIR (info.st_mode);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Folders of thumbnails, deleted files and old states, which hold pictures a second time: those of
 * Synology's and QNAP's disks, of Windows, of Linux's file systems, of web servers and of archives
 * that macOS wrote. */
static gboolean
is_litter_folder (const char *name)
{
  static const char *const names[]
      = { "@eaDir",    "@tmp",         "@Recycle", "@Recently-Snapshot",        "#recycle",
          "#snapshot", "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "lost+found",
          "_vti_cnf",  "_thumbs_cache" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_litter_file (const char *name)
{
  /* Thumbnails that were copied out of their folder, and Windows Media Player's covers. */
  return g_str_has_prefix (name, "SYNOPHOTO_") || g_str_has_prefix (name, "SYNOINDEX_")
         || g_str_has_prefix (name, "AlbumArt_{");
}

/* Sorts the names in a folder into files and folders. Hidden ones hold no pictures: version
 * control, and what macOS leaves beside each file ("._AF01ANS.JPG") and in __MACOSX. */
static void
list_folder (Walk *walk, DIR *dir, GPtrArray *files, GPtrArray *folders)
{
  const struct dirent *entry;

  while (!walk->cancelled && (entry = readdir (dir)) != NULL)
    {
      const char *name = entry->d_name;

      gboolean folder;

      walk->cancelled = !fus_poll (walk->scan->poll);
      if (name[0] == '.' || strcmp (name, "__MACOSX") == 0)
        continue;
      if (!g_utf8_validate (name, -1, NULL))
        {
          walk->n_strange++;
          if (walk->strange == NULL)
            walk->strange = g_filename_display_name (name);
          continue;
        }
      folder = is_folder (dir, entry);
      if (folder ? is_litter_folder (name) : is_litter_file (name))
        {
          walk->n_litter++;
          if (walk->litter == NULL)
            walk->litter = g_string_chunk_insert (walk->scan->names, name);
          continue;
        }
      g_ptr_array_add (folder ? folders : files, g_string_chunk_insert (walk->scan->names, name));
    }
  g_ptr_array_sort (files, compare_names);
  g_ptr_array_sort (folders, compare_names);
}

static void
note_unopened (Walk *walk, const char *folder, int code)
{
  g_ptr_array_add (walk->scan->notes,
                   g_strdup_printf (_ ("The folder “%s” cannot be opened (%s) and was left out."),
                                    folder, g_strerror (code)));
}

/* @folder: relative to the root, "" for it. */
static void
walk_folder (Walk *walk, const char *folder, guint depth)
{
  FusScan *scan = walk->scan;
  g_autofree char *full = g_build_filename (scan->root, folder, NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  DIR *dir = opendir (full);
  FusScanFile file;

  if (dir == NULL)
    {
      note_unopened (walk, folder, errno);
      return;
    }
  if (!is_first_visit (walk, dir))
    {
      closedir (dir);
      return;
    }
  list_folder (walk, dir, files, folders);
  closedir (dir);

  file.folder = scan->folders->len;
  g_ptr_array_add (scan->folders, g_strdup (folder));
  for (guint i = 0; i < files->len; i++)
    {
      file.name = files->pdata[i];
      g_array_append_val (scan->files, file);
      if (fus_is_picture_name (file.name))
        scan->n_pictures++;
      else if (fus_is_clip_name (file.name))
        scan->n_clips++;
    }
  if (depth == MAX_DEPTH)
    walk->n_deep += folders->len;
  for (guint i = 0;
       i < folders->len && depth < MAX_DEPTH && scan->files->len <= MAX_FILES && !walk->cancelled;
       i++)
    {
      g_autofree char *below = *folder == '\0' ? g_strdup (folders->pdata[i])
                                               : g_strconcat (folder, "/", folders->pdata[i], NULL);

      walk_folder (walk, below, depth + 1);
    }
}

static void
add_notes (const Walk *walk)
{
  GPtrArray *notes = walk->scan->notes;

  if (walk->n_strange > 0)
    g_ptr_array_add (
        notes,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u name is not in UTF-8 and was left out: “%s”. Rename it "
                                      "to use it.",
                                      "%u names are not in UTF-8 and were left out, such as “%s”. "
                                      "Rename them to use them.",
                                      walk->n_strange),
                         walk->n_strange, walk->strange));
  if (walk->n_litter > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (
                   g_dngettext (GETTEXT_PACKAGE,
                                "%u folder or file that a program left beside the pictures was "
                                "left out: “%s”.",
                                "%u folders or files that programs left beside the pictures were "
                                "left out, such as “%s”.",
                                walk->n_litter),
                   walk->n_litter, walk->litter));
  if (walk->n_deep > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (
                   g_dngettext (
                       GETTEXT_PACKAGE, "%u folder is more than %d folders deep and was left out.",
                       "%u folders are more than %d folders deep and were left out.", walk->n_deep),
                   walk->n_deep, MAX_DEPTH));
}

static gboolean
check_root (const char *root, GError **error)
{
  g_autofree char *shown = g_filename_display_name (root);
  DIR *dir = opendir (root);

  if (dir == NULL)
    {
      g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                   _ ("The folder “%s” cannot be opened: %s."), shown, g_strerror (errno));
      return FALSE;
    }
  closedir (dir);
  return TRUE;
}

FusScan *
fus_scan_new (const char *path, const FusPoll *poll, GError **error)
{
  g_autofree char *root = g_canonicalize_filename (path, NULL);
  Walk walk = { NULL };
  FusScan *scan;

  if (g_file_test (root, G_FILE_TEST_IS_REGULAR))
    {
      char *parent = g_path_get_dirname (root);

      g_free (root);
      root = parent;
    }
  if (!check_root (root, error))
    return NULL;

  scan = g_new0 (FusScan, 1);
  scan->root = g_steal_pointer (&root);
  scan->folders = g_ptr_array_new_with_free_func (g_free);
  scan->files = g_array_new (FALSE, FALSE, sizeof (FusScanFile));
  scan->notes = g_ptr_array_new_with_free_func (g_free);
  scan->names = g_string_chunk_new (64 * 1024);
  scan->poll = poll;
  walk.scan = scan;
  walk.visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk_folder (&walk, "", 0);
  g_hash_table_unref (walk.visited);
  add_notes (&walk);
  g_free (walk.strange);
  if (walk.cancelled)
    {
      fus_scan_free (scan);
      return NULL;
    }
  if (scan->files->len > MAX_FILES)
    {
      g_autofree char *shown = g_filename_display_name (scan->root);

      g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                   _ ("The folder “%s” holds more than %d files. Open the data set's own folder."),
                   shown, MAX_FILES);
      g_clear_pointer (&scan, fus_scan_free);
    }
  return scan;
}

static int
compare_with_name (gconstpointer name, gconstpointer file)
{
  return strcmp (name, ((const FusScanFile *) file)->name);
}

/* The first and last file of each folder that has any, by its path. */
static void
index_folders (FusScan *scan)
{
  scan->ranges = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0, end; i < scan->files->len; i = end)
    {
      const FusScanFile *files = (const FusScanFile *) scan->files->data;
      guint *range = g_new (guint, 2);

      for (end = i; end < scan->files->len && files[end].folder == files[i].folder; end++)
        ;
      range[0] = i;
      range[1] = end;
      g_hash_table_insert (scan->ranges, scan->folders->pdata[files[i].folder], range);
    }
}

const FusScanFile *
fus_scan_find (FusScan *scan, const char *path)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *folder = slash != NULL ? g_strndup (path, slash - path) : g_strdup ("");
  const guint *range;

  if (scan->ranges == NULL)
    index_folders (scan);
  range = g_hash_table_lookup (scan->ranges, folder);
  if (range == NULL)
    return NULL;
  return bsearch (slash != NULL ? slash + 1 : path,
                  &g_array_index (scan->files, FusScanFile, range[0]), range[1] - range[0],
                  sizeof (FusScanFile), compare_with_name);
}

void
fus_scan_free (FusScan *scan)
{
  g_clear_pointer (&scan->ranges, g_hash_table_unref);
  g_free (scan->root);
  g_ptr_array_unref (scan->folders);
  g_array_unref (scan->files);
  g_ptr_array_unref (scan->notes);
  g_string_chunk_free (scan->names);
  g_free (scan);
}
