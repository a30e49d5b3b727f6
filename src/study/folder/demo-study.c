/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/demo-study.h"

#include "engine/files/output.h"
#include "engine/files/read-file.h"
#include "study/folder/demo-cache.h"
#include "study/folder/study-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Of the copy: which shipped study it is a copy of. */
#define ORIGIN_FILE ".shipped"
/* Of the demo study: its table of frames is the largest, with 60 kB. */
#define MAX_SMALL_BYTES (16 << 20)

static const char *const folders[] = { "networks", "training", "analysis" };

/* Beside them, and never the owner's: the rest of a copy is. */
static const char *const own_files[]
    = { FUS_STUDY_FILE, FUS_FRAMES_FILE, FUS_LOCK_FILE, ORIGIN_FILE };

static char *
copy_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "fusiform", "demo-study", NULL);
}

static void
add_to_hash (GChecksum *checksum, const char *path)
{
  g_autofree char *text = NULL;
  gsize length;

  if (fus_file_read (path, MAX_SMALL_BYTES, NULL, &text, &length, NULL))
    g_checksum_update (checksum, (const guchar *) text, length);
}

/* Tells one shipped study from another by its small files: another training has another log. */
static char *
hash_shipped (const char *shipped)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *study = g_build_filename (shipped, FUS_STUDY_FILE, NULL);
  g_autofree char *frames = g_build_filename (shipped, FUS_FRAMES_FILE, NULL);

  add_to_hash (checksum, study);
  add_to_hash (checksum, frames);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *name = g_strconcat (fus_network_kind_name (kind), ".csv", NULL);
      g_autofree char *log = g_build_filename (shipped, "training", name, NULL);

      add_to_hash (checksum, log);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* Whether the person has trained the copy further, or set its crop or faults. */
static gboolean
was_changed (const char *copy, const char *origin)
{
  g_autofree char *now = hash_shipped (copy);

  if (!g_str_equal (now, origin))
    return TRUE;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *name
          = g_strconcat (fus_network_kind_name (kind), FUS_CHECKPOINT_SUFFIX, NULL);
      g_autofree char *path = g_build_filename (copy, "networks", name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

/* Whether the copy is there and not to be replaced by what is shipped now. */
static gboolean
copy_stands (const char *shipped, const char *copy)
{
  g_autofree char *note = g_build_filename (copy, ORIGIN_FILE, NULL);
  g_autofree char *origin = NULL, *now = NULL;
  gsize length;

  if (!fus_study_is_study (copy)
      || !fus_file_read (note, MAX_SMALL_BYTES, NULL, &origin, &length, NULL))
    return FALSE;
  now = hash_shipped (shipped);
  return g_str_equal (origin, now) || was_changed (copy, origin);
}

static gboolean
copy_file (const char *from_folder, const char *to_folder, const char *name, GError **error)
{
  g_autofree char *from_path = g_build_filename (from_folder, name, NULL);
  g_autofree char *to_path = g_build_filename (to_folder, name, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (from_path);
  g_autoptr (GFile) to = g_file_new_for_path (to_path);

  /* Installed files may be read-only; the copy is the user's own. */
  return g_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, error);
}

/* A folder with what is in it; nothing where there is no such folder. */
static gboolean
copy_folder (const char *from, const char *to, const char *name, GError **error)
{
  g_autofree char *from_path = g_build_filename (from, name, NULL);
  g_autofree char *to_path = g_build_filename (to, name, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *entry;

  if (!g_file_test (from_path, G_FILE_TEST_IS_DIR))
    return TRUE;
  dir = g_dir_open (from_path, 0, error);
  if (dir == NULL || !fus_make_folder (to_path, error))
    return FALSE;
  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (from_path, entry, NULL);
      gboolean copied = g_file_test (path, G_FILE_TEST_IS_DIR)
                            ? copy_folder (from_path, to_path, entry, error)
                            : copy_file (from_path, to_path, entry, error);

      if (!copied)
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_all (const char *shipped, const char *to, GError **error)
{
  g_autofree char *note = g_build_filename (to, ORIGIN_FILE, NULL);
  g_autofree char *hash = hash_shipped (shipped);

  if (!fus_make_folder (to, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (!copy_folder (shipped, to, folders[i], error))
      return FALSE;
  return copy_file (shipped, to, FUS_FRAMES_FILE, error)
         && copy_file (shipped, to, FUS_STUDY_FILE, error)
         && fus_write_file (note, hash, strlen (hash), error);
}

static gboolean
is_the_owners (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (g_str_equal (name, folders[i]))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (own_files); i++)
    if (g_str_equal (name, own_files[i]))
      return FALSE;
  return !fus_output_is_temporary (name);
}

/* What the person has made of the copy that gives way: its regions, figures, and what else they put
 * there. */
static gboolean
keep_owners (const char *copy, const char *fresh, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (copy, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (copy, name, NULL);
      gboolean kept = TRUE;

      if (!is_the_owners (name))
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        kept = copy_folder (copy, fresh, name, error);
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        kept = copy_file (copy, fresh, name, error);
      if (!kept)
        return FALSE;
    }
  return TRUE;
}

/* The copy appears whole or not at all, and the one before goes only then. */
static gboolean
make_copy (const char *shipped, const char *copy, GError **error)
{
  g_autofree char *fresh = g_strconcat (copy, ".new", NULL);
  g_autofree char *old = g_strconcat (copy, ".old", NULL);

  fus_delete_folder (fresh);
  /* A program was killed between the two renamings below. */
  if (!g_file_test (copy, G_FILE_TEST_EXISTS))
    g_rename (old, copy);
  fus_delete_folder (old);
  if (!copy_all (shipped, fresh, error) || !keep_owners (copy, fresh, error))
    {
      fus_delete_folder (fresh);
      return FALSE;
    }
  g_rename (copy, old);
  if (g_rename (fresh, copy) == 0)
    {
      fus_delete_folder (old);
      return TRUE;
    }
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               _ ("The demo study cannot be put at “%s”: %s"), copy, g_strerror (errno));
  return FALSE;
}

char *
fus_demo_study_prepare (const char *shipped, GError **error)
{
  g_autofree char *copy = copy_path ();
  FusStudyFile file;

  if (!copy_stands (shipped, copy))
    {
      if (!fus_study_file_load (&file, shipped, error))
        return NULL;
      fus_study_file_clear (&file);
      if (!make_copy (shipped, copy, error))
        return NULL;
    }
  return g_steal_pointer (&copy);
}
