/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/frame.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/csv.h"
#include "faces/error.h"
#include "faces/write-file.h"

/* Columns of frames.csv. The last one is there only for a study of two data sets. */
typedef enum
{
  COLUMN_PATH,
  COLUMN_IDENTITY,
  COLUMN_SEX,
  COLUMN_EXPRESSION,
  COLUMN_ANGLE,
  COLUMN_SESSION,
  COLUMN_SET,
  COLUMN_PART,
  COLUMN_FAULT,
  COLUMN_DATASET,
  N_COLUMNS,
} Column;

static const char *const headings[N_COLUMNS]
    = { "path",    "identity", "sex",  "expression", "angle",
        "session", "set",      "part", "fault",      "dataset" };

gboolean
fus_frame_list_save (const FusFrameList *list, const char *path, GError **error)
{
  g_autoptr (GString) table = g_string_new (NULL);
  guint n_columns = COLUMN_DATASET;

  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].dataset > 0)
      n_columns = N_COLUMNS;
  fus_csv_append_row (table, headings, n_columns);
  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];
      const char session[] = { frame->session, '\0' };
      const char dataset[] = { '0' + frame->dataset, '\0' };
      const char *fields[N_COLUMNS] = {
        [COLUMN_PATH] = frame->path,
        [COLUMN_IDENTITY] = frame->identity >= 0 ? list->people[frame->identity] : "",
        [COLUMN_SEX] = fus_sex_name (frame->sex),
        [COLUMN_EXPRESSION] = fus_expression_name (frame->expression),
        [COLUMN_ANGLE] = fus_angle_name (frame->angle),
        [COLUMN_SESSION] = session,
        [COLUMN_SET] = fus_set_name (frame->set),
        [COLUMN_PART] = fus_part_name (frame->part),
        [COLUMN_FAULT] = fus_fault_name (frame->fault),
        [COLUMN_DATASET] = dataset,
      };

      fus_csv_append_row (table, fields, n_columns);
    }
  return fus_write_file (path, table->str, table->len, error);
}

/* A study may come from someone else: its paths must stay within the data set. */
static gboolean
is_safe_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  return *path != '\0' && *path != '/' && !g_strv_contains ((const char *const *) parts, "..");
}

static gboolean
read_session (const char *field, char *session)
{
  *session = field[0];
  return field[0] == '\0' || (g_ascii_isupper (field[0]) && field[1] == '\0');
}

static gboolean
read_dataset (const char *field, guint8 *dataset)
{
  *dataset = field[0] == '1' ? 1 : 0;
  return field[0] == '\0' || ((field[0] == '0' || field[0] == '1') && field[1] == '\0');
}

/* Returns: the column whose field is not accepted, or N_COLUMNS. */
static Column
read_frame (const FusCsvReader *reader, const int *columns, FusFrame *frame)
{
  const char *fields[N_COLUMNS];
  FusExpression expression;
  FusAngle angle;
  FusSex sex;
  FusSet set;
  FusPart part;
  FusFault fault;

  for (guint i = 0; i < N_COLUMNS; i++)
    fields[i] = columns[i] >= 0 ? fus_csv_reader_field (reader, columns[i]) : "";
  if (!is_safe_path (fields[COLUMN_PATH]))
    return COLUMN_PATH;
  if (!fus_sex_parse (fields[COLUMN_SEX], &sex))
    return COLUMN_SEX;
  if (!fus_expression_parse (fields[COLUMN_EXPRESSION], &expression))
    return COLUMN_EXPRESSION;
  if (!fus_angle_parse (fields[COLUMN_ANGLE], &angle))
    return COLUMN_ANGLE;
  if (!read_session (fields[COLUMN_SESSION], &frame->session))
    return COLUMN_SESSION;
  if (!fus_set_parse (fields[COLUMN_SET], &set))
    return COLUMN_SET;
  if (!fus_part_parse (fields[COLUMN_PART], &part))
    return COLUMN_PART;
  if (!fus_fault_parse (fields[COLUMN_FAULT], &fault))
    return COLUMN_FAULT;
  if (!read_dataset (fields[COLUMN_DATASET], &frame->dataset))
    return COLUMN_DATASET;
  frame->path = (char *) fields[COLUMN_PATH];
  frame->sex = sex;
  frame->expression = expression;
  frame->angle = angle;
  frame->set = set;
  frame->part = part;
  frame->fault = fault;
  return N_COLUMNS;
}

static gboolean
read_headings (FusCsvReader *reader, const char *path, int *columns, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  GError *failure = NULL;

  if (!fus_csv_reader_next (reader, &failure))
    {
      if (failure == NULL)
        g_set_error (&failure, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                     _ ("The table “%s” is empty."), shown);
      g_propagate_error (error, failure);
      return FALSE;
    }
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      columns[i] = fus_csv_reader_find (reader, headings[i]);
      if (columns[i] < 0 && i != COLUMN_DATASET)
        {
          g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                       _ ("The table “%s” has no column “%s”."), shown, headings[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_frames (FusCsvReader *reader, const int *columns, FusFrameListBuilder *builder, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GError *failure = NULL;

  while (fus_csv_reader_next (reader, &failure))
    {
      const char *person = fus_csv_reader_field (reader, columns[COLUMN_IDENTITY]);
      FusFrame frame = { 0 };
      const Column refused = read_frame (reader, columns, &frame);

      if (refused != N_COLUMNS)
        {
          fus_csv_reader_set_error (
              reader, error, _ ("“%s” is not accepted in the column “%s”"),
              columns[refused] >= 0 ? fus_csv_reader_field (reader, columns[refused]) : "",
              headings[refused]);
          return FALSE;
        }
      if (!g_hash_table_add (seen, g_strdup_printf ("%u/%s", frame.dataset, frame.path)))
        {
          fus_csv_reader_set_error (reader, error, _ ("“%s” is in the table twice"), frame.path);
          return FALSE;
        }
      fus_frame_list_builder_add (builder, &frame, *person != '\0' ? person : NULL);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

FusFrameList *
fus_frame_list_load (const char *path, GError **error)
{
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', error);
  g_autoptr (FusFrameList) list = NULL;
  FusFrameListBuilder *builder;
  int columns[N_COLUMNS];
  gboolean complete;

  if (reader == NULL || !read_headings (reader, path, columns, error))
    return NULL;
  builder = fus_frame_list_builder_new ();
  complete = read_frames (reader, columns, builder, error);
  list = fus_frame_list_builder_end (builder);
  return complete ? g_steal_pointer (&list) : NULL;
}
