/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/demo-cache.h"
#include "study/folder/study-private.h"
#include "study/folder/usable-frames.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

gboolean
fus_study_is_occupied (const char *path)
{
  g_autoptr (GDir) dir = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;
  dir = g_dir_open (path, 0, NULL);
  return dir == NULL || g_dir_read_name (dir) != NULL;
}

static gboolean
refuse_occupied (const char *path, GError **error)
{
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_EXISTS,
               _ ("“%s” is there already and not empty. Choose another name."), path);
  return FALSE;
}

/* The lock is the first file in a study's folder: who makes it has the folder. */
gboolean
fus_study_claim (const char *path, GError **error)
{
  g_autofree char *lock = g_build_filename (path, FUS_LOCK_FILE, NULL);
  int fd, code;

  if (fus_study_is_occupied (path))
    return refuse_occupied (path, error);
  if (!fus_make_folder (path, error))
    return FALSE;
  fd = open (lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  code = errno;
  if (code == EEXIST)
    return refuse_occupied (path, error);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("“%s” cannot be written: %s"), lock, g_strerror (code));
  return FALSE;
}

/* "my-study" → "my study" */
static char *
title_of (const char *path)
{
  char *title = g_filename_display_basename (path);

  return g_strdelimit (title, "-_", ' ');
}

static gboolean
describe_datasets (FusStudyFile *file, FusDataset *const *datasets, guint n_datasets,
                   GError **error)
{
  for (guint i = 0; i < n_datasets; i++)
    {
      if (!g_utf8_validate (datasets[i]->root, -1, NULL))
        {
          g_autofree char *shown = g_filename_display_name (datasets[i]->root);

          g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                       _ ("The name of “%s” is not valid UTF-8. Rename the folder."), shown);
          return FALSE;
        }
      file->datasets[i] = (FusStudyDataset){
        .root = g_canonicalize_filename (datasets[i]->root, NULL),
        .kind = datasets[i]->kind,
        .fingerprint = fus_dataset_fingerprint (datasets[i]),
        .crop = datasets[i]->crop,
        .choice = datasets[i]->choice,
      };
      fus_demo_cache_recognize (file->datasets[i].root, &file->datasets[i].demo);
      file->n_datasets = i + 1;
    }
  return TRUE;
}

/* study.json comes last: it is what makes the folder a study. */
static gboolean
write_new_study (const char *path, const FusStudyFile *file, const FusFrameList *frames,
                 GError **error)
{
  g_autofree char *csv = g_build_filename (path, FUS_FRAMES_FILE, NULL);
  g_autofree char *lock = g_build_filename (path, FUS_LOCK_FILE, NULL);
  gboolean made = !g_file_test (path, G_FILE_TEST_EXISTS);

  if (!fus_study_claim (path, error))
    return FALSE;
  if (fus_frame_list_save (frames, csv, error) && fus_study_file_save (file, path, error))
    return TRUE;

  unlink (csv);
  unlink (lock);
  if (made)
    rmdir (path);
  return FALSE;
}

FusStudy *
fus_study_create (const char *path, FusDataset *const *datasets, guint n_datasets,
                  FusFrameList *const *faults_checked, const FusProtocol *protocol, GError **error)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);
  g_autoptr (FusFrameList) frames = NULL;
  FusStudyFile file = { 0 };
  FusStudy *study = NULL;

  g_return_val_if_fail (n_datasets >= 1 && n_datasets <= FUS_STUDY_MAX_DATASETS, NULL);

  if (!fus_protocol_check (protocol, error))
    return NULL;
  if (fus_study_is_occupied (folder))
    {
      refuse_occupied (folder, error);
      return NULL;
    }
  for (guint i = 0; faults_checked != NULL && i < n_datasets; i++)
    if (!fus_usable_frames_check (datasets[i], faults_checked[i], error))
      return NULL;
  frames = fus_study_split (datasets, n_datasets, faults_checked, protocol->seed, error);
  if (frames == NULL || !fus_usable_classes_check (frames, error))
    return NULL;

  file.title = title_of (folder);
  file.protocol = *protocol;
  file.faults_checked = faults_checked != NULL;
  if (describe_datasets (&file, datasets, n_datasets, error)
      && write_new_study (folder, &file, frames, error))
    study = fus_study_new (folder, &file, g_steal_pointer (&frames));
  fus_study_file_clear (&file);
  return study;
}
