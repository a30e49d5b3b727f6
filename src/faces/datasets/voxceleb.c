/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/datasets/voxceleb.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/csv.h"
#include "faces/datasets/frame-sources.h"
#include "faces/datasets/recognizer.h"

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

/* Folders of videos have the video's address on YouTube for a name: eleven of 64 characters, which
 * a word of a language hardly ever is: a digit, a '-' or '_', or capitals within it. */
static gboolean
is_video_name (const char *name)
{
  gboolean is_odd = FALSE;
  gsize n = 0;

  for (; name[n] != '\0'; n++)
    {
      if (!g_ascii_isalnum (name[n]) && name[n] != '-' && name[n] != '_')
        return FALSE;
      is_odd = is_odd || !g_ascii_islower (name[n]);
    }
  return n == 11 && is_odd;
}

/* The folder above people's folders where most of the folders with frames, or those above them, are
 * named as videos. (transfer full) (nullable) */
static char *
find_above_videos (const FusScan *scan)
{
  g_autofree char *people = NULL;
  guint32 folder = G_MAXUINT32;
  guint n = 0, n_videos = 0;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);

      if (file->folder == folder || !fus_is_frame_source (file->name))
        continue;
      folder = file->folder;
      n++;
      g_autofree char *video = g_strdup (fus_scan_folder (scan, file));
      g_autofree char *name = g_path_get_basename (video);
      if (!is_video_name (name))
        {
          char *above = g_path_get_dirname (video);

          g_free (video);
          video = above;
          g_free (name);
          name = g_path_get_basename (video);
        }
      if (!is_video_name (name))
        continue;
      n_videos++;
      if (people == NULL)
        {
          g_autofree char *person = g_path_get_dirname (video);

          people = g_path_get_dirname (person);
        }
    }
  if (n_videos == 0 || 2 * n_videos <= n)
    return NULL;
  return g_strdup (g_str_equal (people, ".") ? "" : people);
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
  /* Without the releases' own names, a level that nobody else has tells. */
  for (guint i = 0; i < scan->folders->len; i++)
    if (ends_in (scan->folders->pdata[i], SCALE_LEVEL))
      {
        g_autofree char *person = g_path_get_dirname (scan->folders->pdata[i]);
        g_autofree char *people = g_path_get_dirname (person);

        return g_strdup (g_str_equal (people, ".") ? "" : people);
      }
  return find_above_videos (scan);
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

  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (table, FUS_CSV_ANY, NULL);
  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return sexes;
  const int id = fus_csv_reader_find (reader, "VoxCeleb1 ID");
  const int name = fus_csv_reader_find (reader, "VGGFace1 ID");
  const int gender = fus_csv_reader_find (reader, "Gender");
  if (id < 0 || name < 0 || gender < 0)
    return sexes;
  while (fus_csv_reader_next (reader, NULL))
    {
      const char letter = g_ascii_tolower (*fus_csv_reader_field (reader, gender));
      gpointer sex = GINT_TO_POINTER (letter == 'm' ? FUS_SEX_MALE : FUS_SEX_FEMALE);
      const char *folder = fus_csv_reader_field (reader, name);

      if (letter != 'm' && letter != 'f')
        continue;
      g_hash_table_insert (sexes, g_strdup (folder), sex);
      /* Some releases' folders drop a trailing dot of the name. */
      if (g_str_has_suffix (folder, "."))
        g_hash_table_insert (sexes, g_strndup (folder, strlen (folder) - 1), sex);
      g_hash_table_insert (sexes, g_strdup (fus_csv_reader_field (reader, id)), sex);
    }
  return sexes;
}

/* Labels of a folder of frames, relative to that of the people: told once for all its files. */
static gboolean
parse_folder (const char *folder, GHashTable *sexes, FusFrame *frame, char **person)
{
  g_autofree char *probe = g_strconcat (folder, "/", NULL);
  gpointer sex;

  if (fus_voxceleb_video_length (probe) == 0)
    return FALSE;
  *person = g_strndup (folder, strcspn (folder, "/"));
  frame->sex = g_hash_table_lookup_extended (sexes, *person, NULL, &sex)
                   ? (gint8) GPOINTER_TO_INT (sex)
                   : FUS_SEX_NONE;
  return TRUE;
}

/* Returns: FALSE when cancelled. */
static gboolean
list_frames (const FusScan *scan, const char *people, FusFrameSources *sources)
{
  g_autoptr (GHashTable) sexes = read_sexes (scan, people);
  const gsize skipped = *people != '\0' ? strlen (people) + 1 : 0;
  g_autofree char *person = NULL;
  guint32 folder = G_MAXUINT32;
  gboolean is_video = FALSE;
  FusFrame frame = { .expression = FUS_EXPRESSION_NONE,
                     .angle = FUS_ANGLE_NONE,
                     .sex = FUS_SEX_NONE,
                     .set = FUS_SET_NONE,
                     .part = FUS_PART_NONE };

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);
      const char *name = fus_scan_folder (scan, file);

      if (file->folder != folder)
        {
          folder = file->folder;
          g_clear_pointer (&person, g_free);
          is_video = strlen (name) > skipped
                     && (skipped == 0
                         || (strncmp (name, people, skipped - 1) == 0 && name[skipped - 1] == '/'))
                     && parse_folder (name + skipped, sexes, &frame, &person);
        }
      if (!is_video || !fus_is_frame_source (file->name))
        continue;
      g_autofree char *path = fus_scan_path (scan, file);
      frame.path = path + skipped;
      if (!fus_frame_sources_add (sources, &frame, person))
        return FALSE;
    }
  return TRUE;
}

static FusDataset *
recognize (FusScan *scan, const char *file, GError **error)
{
  g_autofree char *people = find_people_folder (scan);
  g_autofree char *root = NULL;
  FusFrameListBuilder *builder;
  FusFrameSources sources;
  FusFrameList *frames;
  GPtrArray *notes;
  gboolean listed;

  if (people == NULL)
    return NULL;
  root = *people != '\0' ? g_build_filename (scan->root, people, NULL) : g_strdup (scan->root);
  builder = fus_frame_list_builder_new ();
  fus_frame_sources_init (&sources, builder, root, scan);
  listed = list_frames (scan, people, &sources);
  notes = fus_notes_of_scan (scan);
  fus_frame_sources_end (&sources, notes);
  frames = fus_frame_list_builder_end (builder);
  /* Clips that cannot be read are a data set all the same: its notes say why it is empty. */
  if (listed && (frames->n_frames > 0 || notes->len > scan->notes->len))
    return fus_dataset_new (FUS_DATASET_VOXCELEB, g_steal_pointer (&root), frames,
                            g_ptr_array_new_with_free_func (g_free), notes, fus_crop_shaped);
  fus_frame_list_unref (frames);
  g_ptr_array_unref (notes);
  return NULL;
}

const FusRecognizer fus_voxceleb_recognizer
    = { N_ ("VoxCeleb frames or clips (NAME/1.6/VIDEO/0000025.jpg, ID/VIDEO/00001.mp4)"),
        recognize };
