/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "voxceleb.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "csv.h"
#include "recognizer.h"

/* Some releases have this level, after the name: the scale at which faces were cut out. */
#define SCALE_LEVEL "1.6"

/* The folders whose first level is the person, as the releases name them. */
static const char *const marks[]
    = { "unzippedFaces", "unzippedIntervalFaces/data", "unzippedIntervalFaces" };

gsize
fus_voxceleb_video_length (const char *path)
{
  const char *end = strchr (path, '/');

  if (end != NULL && g_str_has_prefix (end + 1, SCALE_LEVEL "/"))
    end = strchr (end + 1, '/');
  if (end != NULL)
    end = strchr (end + 1, '/');
  return end != NULL ? (gsize) (end - path) : 0;
}

/* Whether @folder is @mark or ends in "/" @mark. */
static gboolean
ends_in (const char *folder, const char *mark)
{
  const gsize n = strlen (folder), length = strlen (mark);

  return n >= length && g_str_equal (folder + n - length, mark)
         && (n == length || folder[n - length - 1] == '/');
}

/* The folder, relative to the scan's root, whose first level is the person; NULL when the scan is
 * of no VoxCeleb. (transfer full) */
static char *
find_people_folder (const FusScan *scan)
{
  for (gsize m = 0; m < G_N_ELEMENTS (marks); m++)
    {
      if (ends_in (scan->root, marks[m]))
        return g_strdup ("");
      for (guint i = 0; i < scan->folders->len; i++)
        if (ends_in (scan->folders->pdata[i], marks[m]))
          return g_strdup (scan->folders->pdata[i]);
    }
  /* Without the releases' own names, the level that nobody else has tells. */
  for (guint i = 0; i < scan->folders->len; i++)
    if (ends_in (scan->folders->pdata[i], SCALE_LEVEL))
      {
        g_autofree char *person = g_path_get_dirname (scan->folders->pdata[i]);
        g_autofree char *people = g_path_get_dirname (person);

        return g_strdup (g_str_equal (people, ".") ? "" : people);
      }
  return NULL;
}

/* Sex of each person, by VoxCeleb1 ID and by VGGFace1 ID; empty where there is no table. */
static GHashTable *
read_sexes (const FusScan *scan, const char *people)
{
  GHashTable *sexes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *table = NULL;

  for (guint i = 0; i < scan->files->len && table == NULL; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);

      if (g_ascii_strcasecmp (file->name, "vox1_meta.csv") == 0)
        {
          g_autofree char *path = fus_scan_path (scan, file);
          table = g_build_filename (scan->root, path, NULL);
        }
    }
  if (table == NULL)
    {
      g_autofree char *folder = g_build_filename (scan->root, people, NULL);
      g_autofree char *above = g_path_get_dirname (folder);

      table = g_build_filename (above, "vox1_meta.csv", NULL);
    }

  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (table, '\t', NULL);
  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return sexes;
  const int id = fus_csv_reader_find (reader, "VoxCeleb1 ID");
  const int name = fus_csv_reader_find (reader, "VGGFace1 ID");
  const int gender = fus_csv_reader_find (reader, "Gender");
  if (id < 0 || name < 0 || gender < 0)
    return sexes;
  while (fus_csv_reader_next (reader, NULL))
    {
      const gboolean male = g_ascii_tolower (*fus_csv_reader_field (reader, gender)) == 'm';
      gpointer sex = GINT_TO_POINTER (male ? FUS_SEX_MALE : FUS_SEX_FEMALE);
      char *folder = g_strdup (fus_csv_reader_field (reader, name));

      /* Folder names drop a trailing dot of the name. */
      if (g_str_has_suffix (folder, "."))
        folder[strlen (folder) - 1] = '\0';
      g_hash_table_insert (sexes, folder, sex);
      g_hash_table_insert (sexes, g_strdup (fus_csv_reader_field (reader, id)), sex);
    }
  return sexes;
}

static FusFrameList *
list_frames (const FusScan *scan, const char *people)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();
  g_autoptr (GHashTable) sexes = read_sexes (scan, people);
  const gsize skipped = *people != '\0' ? strlen (people) + 1 : 0;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);
      const char *folder = fus_scan_folder (scan, file);
      FusFrame frame = { .expression = FUS_EXPRESSION_NONE,
                         .angle = FUS_ANGLE_NONE,
                         .sex = FUS_SEX_NONE,
                         .set = FUS_SET_NONE,
                         .part = FUS_PART_NONE };
      gpointer sex;

      if (!fus_is_picture_name (file->name) || strlen (folder) <= skipped
          || (skipped > 0
              && (strncmp (folder, people, skipped - 1) != 0 || folder[skipped - 1] != '/')))
        continue;
      g_autofree char *path = fus_scan_path (scan, file);
      if (fus_voxceleb_video_length (path + skipped) == 0)
        continue;
      frame.path = path + skipped;
      g_autofree char *person = g_strndup (frame.path, strcspn (frame.path, "/"));
      if (g_hash_table_lookup_extended (sexes, person, NULL, &sex))
        frame.sex = (gint8) GPOINTER_TO_INT (sex);
      fus_frame_list_builder_add (builder, &frame, person);
    }
  return fus_frame_list_builder_end (builder);
}

static FusDataset *
recognize (const FusScan *scan, const char *file, GError **error)
{
  g_autofree char *people = find_people_folder (scan);
  GPtrArray *notes;
  FusFrameList *frames;

  if (people == NULL)
    return NULL;
  frames = list_frames (scan, people);
  if (frames->n_frames == 0)
    {
      fus_frame_list_unref (frames);
      return NULL;
    }
  notes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < scan->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (scan->notes->pdata[i]));
  return fus_dataset_new (FUS_DATASET_VOXCELEB, g_build_filename (scan->root, people, NULL), frames,
                          g_ptr_array_new_with_free_func (g_free), notes, fus_crop_whole);
}

const FusRecognizer fus_voxceleb_recognizer
    = { N_ ("VoxCeleb frames (unzippedFaces/NAME/1.6/VIDEO/0000025.jpg)"), recognize };
