/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/replaced.h"

#include "study/folder/demo-cache.h"
#include "study/folder/kept-epochs.h"
#include "study/folder/study-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define FOLDER "before"
/* Of the folder while files are moved, either way: they belong where they were. */
#define HALF ".half"

/* The last is of a folder, which comes and goes with the files. */
static const char *const suffixes[]
    = { ".csv", ".safetensors", FUS_CHECKPOINT_SUFFIX, FUS_KEPT_EPOCHS_SUFFIX };
#define N_FILES (G_N_ELEMENTS (suffixes) - 1)

static char *
kept_folder (FusStudy *study, FusNetworkKind kind)
{
  return fus_study_file (study, FOLDER, fus_network_kind_name (kind));
}

static char *
half_folder (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *folder = kept_folder (study, kind);

  return g_strconcat (folder, HALF, NULL);
}

static char *
file_in (const char *folder, FusNetworkKind kind, const char *suffix)
{
  g_autofree char *name = g_strconcat (fus_network_kind_name (kind), suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

/* Where the study has the file. */
static char *
own_path (FusStudy *study, FusNetworkKind kind, const char *suffix)
{
  g_autofree char *folder
      = fus_study_file (study, g_str_equal (suffix, ".csv") ? "training" : "networks", NULL);

  return file_in (folder, kind, suffix);
}

gboolean
fus_replaced_is_kept (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *folder = kept_folder (study, kind);

  return g_file_test (folder, G_FILE_TEST_IS_DIR);
}

char *
fus_replaced_path (FusStudy *study, FusNetworkKind kind, const char *suffix)
{
  g_autofree char *folder = kept_folder (study, kind);

  return file_in (folder, kind, suffix);
}

/* A file that is not there has been moved before, or never was. */
static gboolean
move (const char *from, const char *to, GError **error)
{
  g_autofree char *shown = NULL;
  int code;

  if (g_rename (from, to) == 0)
    return TRUE;
  code = errno;
  if (code == ENOENT && !g_file_test (from, G_FILE_TEST_EXISTS))
    return TRUE;
  shown = g_filename_display_name (from);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _ ("“%s” cannot be moved: %s"),
               shown, g_strerror (code));
  return FALSE;
}

/* Empty, as it is where nothing was set aside from any network. */
static void
remove_folder (FusStudy *study)
{
  g_autofree char *folder = fus_study_file (study, FOLDER, NULL);

  rmdir (folder);
}

gboolean
fus_replaced_is_settled (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *half = half_folder (study, kind);

  return !g_file_test (half, G_FILE_TEST_IS_DIR);
}

gboolean
fus_replaced_settle (FusStudy *study, FusNetworkKind kind, GError **error)
{
  g_autofree char *half = half_folder (study, kind);

  if (fus_replaced_is_settled (study, kind))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = file_in (half, kind, suffixes[i]);
      g_autofree char *to = own_path (study, kind, suffixes[i]);
      g_autofree char *folder = g_path_get_dirname (to);

      if (!fus_make_folder (folder, error) || !move (from, to, error))
        return FALSE;
    }
  rmdir (half);
  remove_folder (study);
  return TRUE;
}

static gboolean
has_network (FusStudy *study, FusNetworkKind kind)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = own_path (study, kind, suffixes[i]);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

gboolean
fus_replaced_set_aside (FusStudy *study, FusNetworkKind kind, GError **error)
{
  g_autofree char *kept = kept_folder (study, kind);
  g_autofree char *half = half_folder (study, kind);

  if (fus_replaced_is_kept (study, kind) || !has_network (study, kind))
    return TRUE;
  if (!fus_make_folder (half, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = own_path (study, kind, suffixes[i]);
      g_autofree char *to = file_in (half, kind, suffixes[i]);

      if (!move (from, to, error))
        {
          fus_replaced_settle (study, kind, NULL);
          return FALSE;
        }
    }
  return move (half, kept, error);
}

gboolean
fus_replaced_put_back (FusStudy *study, FusNetworkKind kind, GError **error)
{
  g_autofree char *kept = kept_folder (study, kind);
  g_autofree char *half = half_folder (study, kind);

  if (!fus_replaced_is_kept (study, kind))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("No %s network is kept from before."), fus_network_kind_name (kind));
      return FALSE;
    }
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = own_path (study, kind, suffixes[i]);

      g_unlink (path);
    }
  fus_kept_epochs_clear (study, kind);
  return move (kept, half, error) && fus_replaced_settle (study, kind, error);
}

void
fus_replaced_forget (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *kept = kept_folder (study, kind);

  if (!fus_replaced_is_kept (study, kind))
    return;
  fus_delete_folder (kept);
  remove_folder (study);
}
