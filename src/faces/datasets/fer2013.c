/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/datasets/expression-words.h"
#include "faces/datasets/part-words.h"
#include "faces/pictures/pixel-table.h"
#include "faces/datasets/recognizer.h"

/* Rows named in a note; the rest are counted. */
#define MAX_ROWS_NAMED 10

/* FER-2013's codes 0 … 6. */
static const FusExpression expression_of_code[] = {
  FUS_EXPRESSION_ANGRY, FUS_EXPRESSION_DISGUSTED, FUS_EXPRESSION_AFRAID,  FUS_EXPRESSION_HAPPY,
  FUS_EXPRESSION_SAD,   FUS_EXPRESSION_SURPRISED, FUS_EXPRESSION_NEUTRAL,
};

/* One table, or several that belong together (train.csv and test.csv), while they are read. */
typedef struct
{
  FusFrameListBuilder *builder;
  const char *table; /* of the row: relative to the root */
  guint n_frames, n_unlabelled;
  GString *bad_rows; /* "fer2013.csv row 12 (reason), …" */
  guint n_bad;
  GHashTable *training; /* checksums of the training frames' pixels */
  GPtrArray *test;      /* checksums of the others, in order */
} Reading;

static FusRelease
release_of_usage (const char *usage)
{
  if (*usage == '\0')
    return FUS_RELEASE_NONE;
  if (g_ascii_strcasecmp (usage, "Training") == 0)
    return FUS_RELEASE_TRAINING;
  return g_ascii_strcasecmp (usage, "PublicTest") == 0 ? FUS_RELEASE_PUBLIC_TEST
                                                       : FUS_RELEASE_PRIVATE_TEST;
}

/* Tables that do not tell the parts may be a part each. */
static FusPart
part_of_table (const char *table)
{
  g_autofree char *name = g_path_get_basename (table);

  if (g_ascii_strcasecmp (name, "train.csv") == 0)
    return FUS_PART_TRAIN;
  return g_ascii_strcasecmp (name, "test.csv") == 0 ? FUS_PART_TEST : FUS_PART_NONE;
}

static void
note_bad_row (Reading *reading, const FusPixelRow *row)
{
  if (++reading->n_bad > MAX_ROWS_NAMED)
    return;
  if (reading->bad_rows->len > 0)
    g_string_append (reading->bad_rows, ", ");
  /* Translators: a table's name, the number of a row, and what is wrong with it. */
  g_string_append_printf (reading->bad_rows, _ ("“%s” row %u (%s)"), reading->table, row->row,
                          row->fault);
}

static void
read_row (const FusPixelRow *row, gpointer data)
{
  Reading *reading = data;
  FusFrame frame = {
    .expression = FUS_EXPRESSION_NONE,
    .sex = FUS_SEX_NONE,
    .angle = FUS_ANGLE_NONE,
    .set = FUS_SET_NONE,
    .part = FUS_PART_NONE,
  };
  g_autofree char *path = NULL;

  if (row->fault != NULL)
    {
      note_bad_row (reading, row);
      return;
    }
  if (row->emotion >= 0)
    frame.expression = expression_of_code[row->emotion];
  path = g_strdup_printf ("%s#%u", reading->table, row->row);
  frame.path = path;
  if (row->emotion < 0)
    reading->n_unlabelled++;
  else
    {
      frame.release = release_of_usage (row->usage);
      if (frame.release == FUS_RELEASE_NONE)
        frame.part = part_of_table (reading->table);
      else
        frame.part = frame.release == FUS_RELEASE_TRAINING ? FUS_PART_TRAIN : FUS_PART_TEST;
    }
  fus_frame_list_builder_add (reading->builder, &frame, NULL);
  reading->n_frames++;

  char *checksum = g_compute_checksum_for_data (G_CHECKSUM_MD5, row->pixels, sizeof row->pixels);
  if (frame.part == FUS_PART_TEST)
    g_ptr_array_add (reading->test, checksum);
  else
    g_hash_table_add (reading->training, checksum);
}

static void
add_notes (const Reading *reading, GPtrArray *notes)
{
  guint n_twins = 0;

  for (guint i = 0; i < reading->test->len; i++)
    n_twins += g_hash_table_contains (reading->training, reading->test->pdata[i]);

  if (reading->n_bad > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (
                   g_dngettext (GETTEXT_PACKAGE, "%u row cannot be used and was left out: %s.",
                                "%u rows cannot be used and were left out: %s.", reading->n_bad),
                   reading->n_bad, reading->bad_rows->str));
  if (reading->n_unlabelled > 0)
    g_ptr_array_add (
        notes,
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                      "%u row says no emotion and is in no training or test.",
                                      "%u rows say no emotion and are in no training or "
                                      "test.",
                                      reading->n_unlabelled),
                         reading->n_unlabelled));
  if (n_twins > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                             "%u test frame has the very pixels of a training "
                                             "frame; the published parts are kept as they are.",
                                             "%u test frames have the very pixels of a training "
                                             "frame; the published parts are kept as they are.",
                                             n_twins),
                                n_twins));
}

/* Paths of the tables of the scan, those in the folder of the first one found. With a file opened,
 * that one alone. */
static GPtrArray *
find_tables (const FusScan *scan, const char *file)
{
  GPtrArray *tables = g_ptr_array_new_with_free_func (g_free);
  guint32 folder = G_MAXUINT32;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *candidate = &g_array_index (scan->files, FusScanFile, i);
      const gsize length = strlen (candidate->name);

      if (length < 4 || g_ascii_strcasecmp (candidate->name + length - 4, ".csv") != 0
          || (folder != G_MAXUINT32 && candidate->folder != folder))
        continue;
      g_autofree char *path = fus_scan_path (scan, candidate);
      g_autofree char *full = g_build_filename (scan->root, path, NULL);
      if ((file == NULL || g_str_equal (file, path)) && fus_pixel_table_is (full))
        {
          folder = candidate->folder;
          g_ptr_array_add (tables, g_steal_pointer (&path));
        }
    }
  return tables;
}

/* fer2013.csv and icml_face_data.csv hold the same frames: where a table tells the parts, it alone
 * is read. */
static void
drop_repeated_tables (GPtrArray *tables)
{
  for (guint i = 0; i < tables->len; i++)
    {
      g_autofree char *name = g_path_get_basename (tables->pdata[i]);

      if (g_ascii_strcasecmp (name, "fer2013.csv") == 0
          || g_ascii_strcasecmp (name, "icml_face_data.csv") == 0)
        {
          char *kept = g_ptr_array_steal_index (tables, i);

          g_ptr_array_set_size (tables, 0);
          g_ptr_array_add (tables, kept);
          return;
        }
    }
}

static FusDataset *
read_tables (const FusScan *scan, GPtrArray *tables, GError **error)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  Reading reading = {
    .builder = fus_frame_list_builder_new (),
    .bad_rows = g_string_new (NULL),
    .training = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .test = g_ptr_array_new_with_free_func (g_free),
  };
  gboolean read = TRUE;

  for (guint i = 0; i < tables->len && read; i++)
    {
      g_autofree char *full = g_build_filename (scan->root, tables->pdata[i], NULL);

      reading.table = tables->pdata[i];
      read = fus_pixel_table_walk (full, read_row, &reading, scan->poll, error);
    }
  add_notes (&reading, notes);
  FusFrameList *frames = fus_frame_list_builder_end (reading.builder);
  g_string_free (reading.bad_rows, TRUE);
  g_hash_table_unref (reading.training);
  g_ptr_array_unref (reading.test);

  if (read)
    return fus_dataset_new (FUS_DATASET_FER2013, g_strdup (scan->root), frames,
                            g_ptr_array_new_with_free_func (g_free), notes, fus_crop_shaped);
  fus_frame_list_unref (frames);
  g_ptr_array_unref (notes);
  return NULL;
}

/* Part and expression of ".../train/happy". */
static gboolean
parse_folder (const char *folder, FusFrame *frame)
{
  g_autofree char *expression = g_path_get_basename (folder);
  g_autofree char *above = g_path_get_dirname (folder);
  g_autofree char *part = g_path_get_basename (above);
  FusExpression parsed;
  FusPart of;

  if (!fus_expression_of_word (expression, &parsed))
    return FALSE;
  if (!fus_part_of_word (part, &of))
    return FALSE;
  frame->part = of;
  frame->expression = (gint8) parsed;
  return TRUE;
}

/* The release in folders, {train,test}/{angry,…}: numbered alphabetically there, so names alone
 * tell the expression. */
static FusDataset *
read_folders (const FusScan *scan)
{
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();
  guint n_frames = 0, n_parts[2] = { 0 };

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *file = &g_array_index (scan->files, FusScanFile, i);
      FusFrame frame = { .sex = FUS_SEX_NONE, .angle = FUS_ANGLE_NONE, .set = FUS_SET_NONE };

      if (!fus_is_picture_name (file->name) || !parse_folder (fus_scan_folder (scan, file), &frame))
        continue;
      g_autofree char *path = fus_scan_path (scan, file);
      frame.path = path;
      fus_frame_list_builder_add (builder, &frame, NULL);
      n_frames++;
      n_parts[frame.part]++;
    }
  FusFrameList *frames = fus_frame_list_builder_end (builder);

  if (n_parts[FUS_PART_TRAIN] > 0 && n_parts[FUS_PART_TEST] > 0 && 2 * n_frames > scan->n_pictures)
    {
      return fus_dataset_new (FUS_DATASET_FER2013, g_strdup (scan->root), frames,
                              g_ptr_array_new_with_free_func (g_free), fus_notes_of_scan (scan),
                              fus_crop_shaped);
    }
  fus_frame_list_unref (frames);
  return NULL;
}

static FusDataset *
recognize (FusScan *scan, const char *file, GError **error)
{
  g_autoptr (GPtrArray) tables = find_tables (scan, file);

  if (tables->len == 0)
    return read_folders (scan);
  drop_repeated_tables (tables);
  return read_tables (scan, tables, error);
}

const FusRecognizer fus_fer2013_recognizer
    = { N_ ("FER-2013 (fer2013.csv, or folders train/happy, test/happy, …)"), recognize };
