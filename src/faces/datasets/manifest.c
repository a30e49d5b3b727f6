/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/csv.h"
#include "faces/datasets/expression-words.h"
#include "faces/datasets/frame-sources.h"
#include "faces/datasets/part-words.h"
#include "faces/pictures/pixel-table.h"
#include "faces/datasets/recognizer.h"
#include "faces/datasets/table-path.h"

/* The table that makes a folder a data set of this kind; any name will do where it is opened. */
#define USUAL_NAME "manifest.csv"
/* Rows named in a note; the rest are counted. */
#define MAX_ROWS_NAMED 10
/* What of a field is repeated in a note. */
#define MAX_SHOWN 40

enum
{
  COLUMN_PATH,
  COLUMN_IDENTITY,
  COLUMN_EXPRESSION,
  COLUMN_ANGLE,
  COLUMN_SESSION,
  COLUMN_PART,
  COLUMN_SEX,
  N_COLUMNS,
};

static const char *const headings[N_COLUMNS]
    = { "path", "identity", "expression", "angle", "session", "part", "sex" };

typedef struct
{
  FusCsvReader *reader;
  int columns[N_COLUMNS]; /* -1 = not there */
  FusFrameSources sources;
  FusTablePaths paths;
  GHashTable *seen; /* paths */
  guint n_bad, n_partless;
  gboolean has_parts;
  GString *bad_rows;
} Reading;

/* Without the blanks about it. (transfer full) */
static char *
field_of (const Reading *reading, guint column)
{
  const int index = reading->columns[column];

  return g_strstrip (g_strdup (index >= 0 ? fus_csv_reader_field (reading->reader, index) : ""));
}

/* A path that leaves the folder is somebody else's file, and could not be found again when the
 * folder moves. */
static gboolean
is_safe_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  return *path != '/' && !g_strv_contains ((const char *const *) parts, "..");
}

static gboolean
parse_angle (const char *word, FusAngle *angle)
{
  if (fus_angle_parse (word, angle))
    return TRUE;
  for (*angle = 0; *angle < FUS_N_ANGLES; (*angle)++)
    if (g_ascii_strcasecmp (word, fus_angle_code (*angle)) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
parse_sex (const char *word, FusSex *sex)
{
  *sex = FUS_SEX_NONE;
  if (g_ascii_strcasecmp (word, "f") == 0 || g_ascii_strcasecmp (word, "female") == 0)
    *sex = FUS_SEX_FEMALE;
  else if (g_ascii_strcasecmp (word, "m") == 0 || g_ascii_strcasecmp (word, "male") == 0)
    *sex = FUS_SEX_MALE;
  return *word == '\0' || *sex != FUS_SEX_NONE;
}

/* "its expression is “contempt”", when a word is not known. (transfer full) */
static char *
refusal (guint column, const char *word)
{
  g_autofree char *shown = g_utf8_strlen (word, -1) > MAX_SHOWN
                               ? g_utf8_substring (word, 0, MAX_SHOWN)
                               : g_strdup (word);

  /* Translators: the name of a column, and the word that stands there and is not known. */
  return g_strdup_printf (_ ("its %s is “%s”"), headings[column], shown);
}

/* Labels of the present row. Returns: (transfer full) (nullable): what is wrong with it */
static char *
read_labels (const Reading *reading, FusFrame *frame)
{
  char *fields[N_COLUMNS];
  FusExpression expression = FUS_EXPRESSION_NONE;
  FusAngle angle;
  FusSex sex;
  FusPart part = FUS_PART_NONE;
  char *fault = NULL;

  for (guint i = 0; i < N_COLUMNS; i++)
    fields[i] = field_of (reading, i);
  if (*fields[COLUMN_EXPRESSION] != '\0'
      && !fus_expression_of_word (fields[COLUMN_EXPRESSION], &expression))
    fault = refusal (COLUMN_EXPRESSION, fields[COLUMN_EXPRESSION]);
  else if (!parse_angle (fields[COLUMN_ANGLE], &angle))
    fault = refusal (COLUMN_ANGLE, fields[COLUMN_ANGLE]);
  else if (!parse_sex (fields[COLUMN_SEX], &sex))
    fault = refusal (COLUMN_SEX, fields[COLUMN_SEX]);
  else if (*fields[COLUMN_PART] != '\0' && !fus_part_of_word (fields[COLUMN_PART], &part))
    fault = refusal (COLUMN_PART, fields[COLUMN_PART]);
  else if (*fields[COLUMN_SESSION] != '\0'
           && (!g_ascii_isalpha (*fields[COLUMN_SESSION]) || fields[COLUMN_SESSION][1] != '\0'))
    fault = refusal (COLUMN_SESSION, fields[COLUMN_SESSION]);
  else
    {
      frame->expression = expression;
      frame->angle = angle;
      frame->sex = sex;
      frame->part = part;
      frame->session = g_ascii_toupper (*fields[COLUMN_SESSION]);
    }
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (fields[i]);
  return fault;
}

static char *
check_path (const Reading *reading, const char *path)
{
  g_autofree char *table = NULL;
  guint row;

  if (*path == '\0')
    return g_strdup (_ ("it has no path"));
  if (!is_safe_path (path))
    return g_strdup (_ ("its path leads out of the folder of the table"));
  if (!fus_is_frame_source (path) && !fus_pixel_table_parse_address (path, &table, &row))
    return g_strdup (_ ("its path is not that of a picture"));
  if (g_hash_table_contains (reading->seen, path))
    return g_strdup (_ ("its path is in the table twice"));
  return NULL;
}

static void
note_bad_row (Reading *reading, const char *fault)
{
  g_autofree char *row = NULL;

  if (++reading->n_bad > MAX_ROWS_NAMED)
    return;
  row = g_strdup_printf ("%" G_GUINT64_FORMAT, fus_csv_reader_row (reading->reader));
  if (reading->bad_rows->len > 0)
    g_string_append (reading->bad_rows, ", ");
  /* Translators: the number of a row, and what is wrong with it. */
  g_string_append_printf (reading->bad_rows, _ ("row %s (%s)"), row, fault);
}

/* Returns: FALSE when cancelled. */
static gboolean
read_row (Reading *reading)
{
  FusFrame frame = { .set = FUS_SET_NONE };
  g_autofree char *text = field_of (reading, COLUMN_PATH);
  char *path = fus_table_paths_read (&reading->paths, text);
  g_autofree char *person = field_of (reading, COLUMN_IDENTITY);
  g_autofree char *fault = check_path (reading, path);

  if (fault == NULL)
    fault = read_labels (reading, &frame);
  if (fault != NULL)
    {
      note_bad_row (reading, fault);
      g_free (path);
      return TRUE;
    }
  g_hash_table_add (reading->seen, path);
  frame.path = path;
  if (frame.part != FUS_PART_NONE)
    reading->has_parts = TRUE;
  else
    reading->n_partless++;
  return fus_frame_sources_add (&reading->sources, &frame, *person != '\0' ? person : NULL);
}

static void
add_notes (Reading *reading, GPtrArray *notes)
{
  if (reading->n_bad > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (
                   g_dngettext (GETTEXT_PACKAGE, "%u row cannot be used and was left out: %s.",
                                "%u rows cannot be used and were left out: %s.", reading->n_bad),
                   reading->n_bad, reading->bad_rows->str));
  if (reading->has_parts && reading->n_partless > 0)
    g_ptr_array_add (
        notes, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                             "%u row names no part and is in no training or test.",
                                             "%u rows name no part and are in no training or test.",
                                             reading->n_partless),
                                reading->n_partless));
}

/* Goes to the headings. Returns: whether they are those of a table of frames. */
static gboolean
read_headings (Reading *reading, GError **error)
{
  if (!fus_csv_reader_next (reading->reader, error))
    return FALSE;
  for (guint i = 0; i < N_COLUMNS; i++)
    reading->columns[i] = fus_csv_reader_find (reading->reader, headings[i]);
  return reading->columns[COLUMN_PATH] >= 0
         && (reading->columns[COLUMN_IDENTITY] >= 0 || reading->columns[COLUMN_EXPRESSION] >= 0);
}

/* With the headings read. Returns: NULL with @error, or without when cancelled. */
static FusDataset *
read_table (Reading *reading, FusScan *scan, const char *folder, GError **error)
{
  g_autofree char *root
      = *folder == '\0' ? g_strdup (scan->root) : g_build_filename (scan->root, folder, NULL);
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();
  GPtrArray *notes = fus_notes_of_scan (scan);
  GError *failure = NULL;
  gboolean go_on = TRUE;

  fus_frame_sources_init (&reading->sources, builder, root, scan);
  fus_table_paths_init (&reading->paths, scan, folder);
  while (go_on && fus_csv_reader_next (reading->reader, &failure))
    go_on = read_row (reading);
  add_notes (reading, notes);
  fus_table_paths_note (&reading->paths, notes);
  fus_table_paths_clear (&reading->paths);
  fus_frame_sources_end (&reading->sources, notes);
  FusFrameList *frames = fus_frame_list_builder_end (builder);
  if (go_on && failure == NULL)
    return fus_dataset_new (FUS_DATASET_MANIFEST, g_steal_pointer (&root), frames,
                            g_ptr_array_new_with_free_func (g_free), notes, fus_crop_shaped);
  if (failure != NULL)
    g_propagate_error (error, failure);
  fus_frame_list_unref (frames);
  g_ptr_array_unref (notes);
  return NULL;
}

static gboolean
is_table_name (const char *name)
{
  static const char *const endings[] = { ".csv", ".tsv", ".txt" };
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (dot, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

static const FusScanFile *
find_table (const FusScan *scan, const char *file)
{
  const FusScanFile *found = NULL;

  for (guint i = 0; i < scan->files->len; i++)
    {
      const FusScanFile *candidate = &g_array_index (scan->files, FusScanFile, i);

      if (file != NULL)
        {
          if (*fus_scan_folder (scan, candidate) == '\0' && g_str_equal (candidate->name, file)
              && is_table_name (file))
            return candidate;
        }
      /* The one nearest to the folder that was opened. */
      else if (g_ascii_strcasecmp (candidate->name, USUAL_NAME) == 0
               && (found == NULL
                   || strlen (fus_scan_folder (scan, candidate))
                          < strlen (fus_scan_folder (scan, found))))
        found = candidate;
    }
  return found;
}

static FusDataset *
recognize (FusScan *scan, const char *file, GError **error)
{
  const FusScanFile *table = find_table (scan, file);
  g_autofree char *path = table != NULL ? fus_scan_path (scan, table) : NULL;
  g_autofree char *full = table != NULL ? g_build_filename (scan->root, path, NULL) : NULL;
  FusDataset *dataset = NULL;
  Reading reading = { 0 };

  if (table == NULL || (reading.reader = fus_csv_reader_open (full, FUS_CSV_ANY, error)) == NULL)
    return NULL;
  reading.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reading.bad_rows = g_string_new (NULL);
  if (read_headings (&reading, NULL))
    dataset = read_table (&reading, scan, fus_scan_folder (scan, table), error);
  else if (file == NULL)
    g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                 _ ("The first row of “%s” is not that of a table of frames: it must name the "
                    "columns path and identity or expression, as in "
                    "“path,identity,expression,angle,session,part”."),
                 full);
  fus_csv_reader_free (reading.reader);
  g_hash_table_unref (reading.seen);
  g_string_free (reading.bad_rows, TRUE);
  return dataset;
}

const FusRecognizer fus_manifest_recognizer
    = { N_ ("a table of frames (manifest.csv: path,identity,expression,angle,session,part)"),
        recognize };
