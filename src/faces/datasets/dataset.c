/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/dataset.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "faces/datasets/recognizer.h"
#include "faces/pictures/load-picture.h"

#define MAX_EXAMPLES 3

static const FusRecognizer *const recognizers[] = {
  &fus_manifest_recognizer, &fus_kdef_recognizer,    &fus_fer2013_recognizer,
  &fus_voxceleb_recognizer, &fus_folders_recognizer,
};

static const struct
{
  const char *name, *title;
} kinds[] = {
  [FUS_DATASET_KDEF] = { "kdef", "KDEF" },
  [FUS_DATASET_FER2013] = { "fer2013", "FER-2013" },
  [FUS_DATASET_VOXCELEB] = { "voxceleb", "VoxCeleb" },
  [FUS_DATASET_FOLDERS] = { "folders", N_ ("Folder for each class") },
  [FUS_DATASET_MANIFEST] = { "manifest", N_ ("Table of frames") },
};

static const FusNames kind_names = FUS_NAMES (kinds);

FUS_DEFINE_NAMES (FusDatasetKind, dataset_kind, kind_names)

const char *
fus_dataset_kind_title (FusDatasetKind kind)
{
  g_assert ((guint) kind < G_N_ELEMENTS (kinds));
  return _ (kinds[kind].title);
}

static char **
strv_take (GPtrArray *strings)
{
  g_ptr_array_set_free_func (strings, NULL);
  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_free (strings, FALSE);
}

FusDataset *
fus_dataset_new (FusDatasetKind kind, char *root, FusFrameList *frames, GPtrArray *missing,
                 GPtrArray *notes, FusCrop crop)
{
  FusDataset *dataset = g_new (FusDataset, 1);

  dataset->kind = kind;
  dataset->root = root;
  dataset->frames = frames;
  dataset->missing = strv_take (missing);
  dataset->notes = strv_take (notes);
  dataset->crop = crop;
  dataset->choice = (FusDatasetChoice){ 0 };
  g_atomic_ref_count_init (&dataset->refs);
  return dataset;
}

FusDataset *
fus_dataset_ref (FusDataset *dataset)
{
  g_atomic_ref_count_inc (&dataset->refs);
  return dataset;
}

void
fus_dataset_unref (FusDataset *dataset)
{
  if (!g_atomic_ref_count_dec (&dataset->refs))
    return;
  g_free (dataset->root);
  fus_frame_list_unref (dataset->frames);
  g_strfreev (dataset->missing);
  g_strfreev (dataset->notes);
  g_free (dataset);
}

char *
fus_list_examples (GPtrArray *paths)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < MIN (paths->len, MAX_EXAMPLES); i++)
    {
      if (i > 0)
        g_string_append (list, ", ");
      g_string_append_printf (list, "“%s”", (const char *) paths->pdata[i]);
    }
  return g_string_free (list, FALSE);
}

GPtrArray *
fus_notes_of_scan (const FusScan *scan)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < scan->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (scan->notes->pdata[i]));
  return notes;
}

static gboolean
lie_in_one_folder (const FusScan *scan)
{
  const FusScanFile *first = NULL;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);

      if (!fus_is_picture_name (file->name))
        continue;
      if (first == NULL)
        first = file;
      else if (file->folder != first->folder)
        return FALSE;
    }
  return first != NULL;
}

static char *
describe_found (const FusScan *scan)
{
  g_autoptr (GPtrArray) examples = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL, *found = NULL;

  if (scan->files->len == 0)
    return g_strdup (_ ("The folder holds no files."));
  for (guint i = 0; i < scan->files->len && examples->len < 2; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);

      if (scan->n_pictures == 0 || fus_is_picture_name (file->name))
        g_ptr_array_add (examples, fus_scan_path (scan, file));
    }
  list = fus_list_examples (examples);
  found = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Found %u file, %u of them a picture: %s.",
                                        "Found %u files, %u of them pictures, such as %s.",
                                        scan->files->len),
                           scan->files->len, scan->n_pictures, list);
  if (!lie_in_one_folder (scan))
    return g_steal_pointer (&found);
  return g_strconcat (found, " ",
                      _ ("All pictures lie in one folder, which is one class: a network learns to "
                         "tell at least two apart."),
                      NULL);
}

static void
set_unrecognized (GError **error, const FusScan *scan)
{
  g_autofree char *shown = g_filename_display_name (scan->root);
  g_autofree char *found = describe_found (scan);
  g_autoptr (GString) looked_for = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (recognizers); i++)
    {
      if (i > 0)
        g_string_append (looked_for, "; ");
      g_string_append (looked_for, _ (recognizers[i]->looked_for));
    }
  g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
               _ ("“%s” is no data set that is known here. Looked for: %s. %s Open the folder "
                  "that the data set was unpacked to."),
               shown, looked_for->str, found);
}

FusDataset *
fus_dataset_open_polled (const char *path, const FusPoll *poll, const FusProgress *progress,
                         GError **error)
{
  g_autoptr (FusScan) scan = fus_scan_new (path, poll, error);
  g_autofree char *file = NULL;

  if (scan == NULL)
    return NULL;
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    file = g_path_get_basename (path);
  scan->progress = progress;
  for (guint i = 0; i < G_N_ELEMENTS (recognizers); i++)
    {
      GError *failure = NULL;
      FusDataset *dataset = recognizers[i]->recognize (scan, file, &failure);

      if (dataset != NULL)
        return dataset;
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (!fus_poll (poll))
        return NULL;
    }
  set_unrecognized (error, scan);
  return NULL;
}

FusDataset *
fus_dataset_open (const char *path, GError **error)
{
  return fus_dataset_open_polled (path, NULL, NULL, error);
}

char *
fus_frame_full_path (const char *root, const FusFrame *frame)
{
  return g_build_filename (root, frame->path, NULL);
}

char *
fus_dataset_fingerprint (const FusDataset *dataset)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < dataset->frames->n_frames; i++)
    {
      const FusFrame *frame = &dataset->frames->frames[i];
      g_autofree char *path = fus_frame_full_path (dataset->root, frame);
      g_autofree char *file = fus_picture_file (path);
      g_autofree char *size = NULL;
      GStatBuf info;

      size = g_strdup_printf ("%" G_GINT64_FORMAT,
                              g_stat (file, &info) == 0 ? (gint64) info.st_size : -1);
      /* With their NULs, so that no two lists run together to the same text. */
      g_checksum_update (checksum, (const guchar *) frame->path, strlen (frame->path) + 1);
      g_checksum_update (checksum, (const guchar *) size, strlen (size) + 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}
