/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/study-copy.h"

#include "study/folder/demo-cache.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

/* Relative paths of the files in a folder and those below it. study.json is left out, as the copy
 * gets one of its own, and so are locks and what was half written. */
static void
list_files (const char *root, const char *below, GPtrArray *files)
{
  g_autofree char *folder = g_build_filename (root, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (below, name, NULL);
      g_autofree char *full = g_build_filename (root, path, NULL);

      if (g_file_test (full, G_FILE_TEST_IS_SYMLINK) || *name == '.')
        continue;
      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        list_files (root, path, files);
      else if (!g_str_equal (path, FUS_STUDY_FILE))
        g_ptr_array_add (files, g_steal_pointer (&path));
    }
}

static gboolean
copy_file (const char *from_root, const char *to_root, const char *name, GError **error)
{
  g_autofree char *from_path = g_build_filename (from_root, name, NULL);
  g_autofree char *to_path = g_build_filename (to_root, name, NULL);
  g_autofree char *to_folder = g_path_get_dirname (to_path);
  g_autoptr (GFile) from = g_file_new_for_path (from_path);
  g_autoptr (GFile) to = g_file_new_for_path (to_path);

  return fus_make_folder (to_folder, error)
         && g_file_copy (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, error);
}

static gboolean
copy_files (FusStudy *study, const char *to, const FusPoll *poll, const FusProgress *progress,
            GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  list_files (fus_study_path (study), "", files);
  for (guint i = 0; i < files->len; i++)
    {
      if (!fus_poll (poll)
          || !copy_file (fus_study_path (study), to, g_ptr_array_index (files, i), error))
        return FALSE;
      if (progress != NULL)
        progress->report (progress->data, (i + 1) / (double) files->len);
    }
  return fus_study_save_copy (study, to, error);
}

char *
fus_study_copy (FusStudy *study, const char *path, const FusPoll *poll, const FusProgress *progress,
                GError **error)
{
  g_autofree char *to = g_canonicalize_filename (path, NULL);
  g_autofree char *inside = g_strconcat (fus_study_path (study), "/", NULL);

  if (g_str_has_prefix (to, inside))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_EXISTS,
                   _ ("“%s” lies in the study itself. Choose another folder."), to);
      return NULL;
    }
  if (!fus_study_claim (to, error))
    return NULL;
  if (copy_files (study, to, poll, progress, error))
    return g_steal_pointer (&to);
  fus_delete_folder (to);
  return NULL;
}

typedef struct
{
  FusStudy *study;
  char *path;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;

  g_object_unref (input->study);
  g_free (input->path);
  g_free (input);
}

static gpointer
work_copy (FusJob *job, gpointer data, GError **error)
{
  Input *input = data;

  return fus_study_copy (input->study, input->path, fus_job_poll (job), fus_job_progress (job),
                         error);
}

FusJob *
fus_study_copy_start (FusStudy *study, const char *path,
                      void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  Input *input = g_new0 (Input, 1);

  input->study = g_object_ref (study);
  input->path = g_strdup (path);
  return fus_job_start (_ ("Copying the study"), FUS_GATE_PERSON, work_copy, input, free_input,
                        g_free, done, user_data);
}
