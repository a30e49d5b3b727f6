/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/tables.h"

#include "faces/csv.h"
#include "study/folder/note.h"
#include "study/folder/study-private.h"
#include "study/folder/table.h"

#include <math.h>

#define FOLDER "analysis"
#define REGIONS "regions"
#define NORMS "region_norms"

static const char *const columns[]
    = { "network", "task",  "path",    "identity", "expression",   "predicted",
        "region",  "share", "density", "z",        "action_units", NULL };
static const char *const norm_columns[]
    = { "network",    "task",     "expression",   "region",       "n", "area",
        "mean_share", "sd_share", "mean_density", "action_units", NULL };

static char *
file_of (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

/* All test frames of both tasks, with their labels' place in the list. */
static char *
hash_frames (FusStudy *study)
{
  FusFrameList *frames = fus_study_frames (study);
  g_autoptr (GArray) all = fus_frame_list_select (frames, FUS_SET_IDENTITY, FUS_PART_TEST);
  g_autoptr (GArray) expression = fus_frame_list_select (frames, FUS_SET_EXPRESSION, FUS_PART_TEST);

  g_array_append_vals (all, expression->data, expression->len);
  return fus_note_hash_frames (study, (const guint32 *) all->data, all->len);
}

/* What the tables were made from, besides the networks. */
static char *
hash_data (FusStudy *study, const char *template_hash)
{
  g_autofree char *frames = hash_frames (study);
  g_autofree char *text = g_strconcat (frames, template_hash, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* (transfer full) */
static char *
note_text (FusStudy *study, const FusStudyRegions *regions, const char *template_hash)
{
  g_autofree char *data = hash_data (study, template_hash);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_network_set_add_to_note (&regions->networks, builder);
  fus_note_add_string (builder, "method", "Grad-CAM");
  fus_note_add_string (builder, "layer", fus_layer_name (FUS_LAYER_CONV8));
  fus_note_add_string (builder, "target", "predicted");
  fus_note_add_string (builder, "frames", "test frames seen from the front");
  fus_note_add_string (builder, "regions-hash", template_hash);
  fus_note_add_string (builder, "data-hash", data);
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_text (builder);
}

/* Reading */

typedef struct
{
  int column[G_N_ELEMENTS (columns)];
  GHashTable *frames; /* path => index + 1 */
} Reading;

static const char *
field (const Reading *reading, FusCsvReader *reader, guint column)
{
  return fus_csv_reader_field (reader, (guint) reading->column[column]);
}

/* A row of the file belongs to the row of @regions before it, or begins a new one. */
static gboolean
read_row (const Reading *reading, FusCsvReader *reader, FusStudyRegions *regions)
{
  GArray *rows = regions->rows;
  const char *text = field (reading, reader, 7);
  guint index
      = GPOINTER_TO_UINT (g_hash_table_lookup (reading->frames, field (reading, reader, 2)));
  char *end;
  double share = *text == '\0' ? NAN : g_ascii_strtod (text, &end);
  FusNetworkKind kind;
  FusRegion region;
  FusTask task;

  if (index == 0 || !fus_network_kind_parse (field (reading, reader, 0), &kind)
      || !fus_task_parse (field (reading, reader, 1), &task)
      || !fus_region_parse (field (reading, reader, 6), &region)
      || (*text != '\0' && (*end != '\0' || !(share >= 0 && share <= 1))))
    return FALSE;
  if (region == 0)
    {
      FusRegionRow row
          = { .frame = index - 1,
              .kind = (gint8) kind,
              .task = (gint8) task,
              .predicted = (gint32) g_ascii_strtoll (field (reading, reader, 5), NULL, 10) };

      g_array_append_val (rows, row);
    }
  if (rows->len == 0)
    return FALSE;
  g_array_index (rows, FusRegionRow, rows->len - 1).share[region] = share;
  return TRUE;
}

gboolean
fus_region_store_load (FusStudy *study, FusStudyRegions *regions, const char *template_hash)
{
  g_autofree char *path = file_of (study, REGIONS, ".csv");
  FusFrameList *frames = fus_study_frames (study);
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (FusCsvReader) reader = NULL;
  g_autofree char *data = hash_data (study, template_hash);
  Reading reading = { .frames = by_path };
  guint64 n = 0;

  if (fus_network_set_known (&regions->networks, study, REGIONS, data)
      != fus_network_set_kinds (&regions->networks))
    return FALSE;
  reader = fus_csv_reader_open (path, ',', NULL);
  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return FALSE;
  for (guint i = 0; columns[i] != NULL; i++)
    {
      reading.column[i] = fus_csv_reader_find (reader, columns[i]);
      if (reading.column[i] < 0)
        return FALSE;
    }
  for (guint i = 0; i < frames->n_frames; i++)
    g_hash_table_insert (by_path, frames->frames[i].path, GUINT_TO_POINTER (i + 1));
  for (; fus_csv_reader_next (reader, NULL); n++)
    if (!read_row (&reading, reader, regions))
      return FALSE;
  /* A file that was cut short is no use. */
  return n == (guint64) regions->rows->len * FUS_N_REGIONS;
}

/* Writing */

static void
add_row (FusTable *table, const FusStudyRegions *regions, const FusFrameList *frames,
         const FusRegionRow *row, FusRegion region)
{
  const FusFrame *frame = &frames->frames[row->frame];
  g_autofree char *units = fus_facs_expected (frame->expression, region);
  double share = row->share[region];

  fus_table_add_string (table, fus_network_kind_name (row->kind));
  fus_table_add_string (table, fus_task_name (row->task));
  fus_table_add_string (table, frame->path);
  fus_table_add_string (table, frame->identity >= 0 ? frames->people[frame->identity] : NULL);
  fus_table_add_string (table, fus_expression_name (frame->expression));
  fus_table_add_int (table, row->predicted);
  fus_table_add_string (table, fus_region_name (region));
  fus_table_add_double (table, share);
  fus_table_add_double (table, regions->area[region] > 0 ? share / regions->area[region] : NAN);
  fus_table_add_double (
      table, fus_study_regions_z (regions, row->kind, row->task, frame->expression, region, share));
  fus_table_add_string (table, units);
}

static void
add_norm (FusTable *table, const FusStudyRegions *regions, FusNetworkKind kind, FusTask task,
          int expression, FusRegion region)
{
  const FusRegionNorm *norm = &regions->norm[kind][task][expression][region];
  gboolean all = expression == FUS_REGION_ALL;
  g_autofree char *units
      = fus_facs_expected (all ? FUS_EXPRESSION_NONE : (FusExpression) expression, region);
  double area = regions->area[region];

  fus_table_add_string (table, fus_network_kind_name (kind));
  fus_table_add_string (table, fus_task_name (task));
  fus_table_add_string (table, all ? "all" : fus_expression_name (expression));
  fus_table_add_string (table, fus_region_name (region));
  fus_table_add_int (table, norm->n);
  fus_table_add_double (table, area);
  fus_table_add_double (table, norm->mean);
  fus_table_add_double (table, norm->sd);
  fus_table_add_double (table, area > 0 ? norm->mean / area : NAN);
  fus_table_add_string (table, units);
}

static FusTable *
norm_table (const FusStudyRegions *regions)
{
  FusTable *table = fus_table_new (norm_columns);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      for (int expression = 0; expression <= FUS_REGION_ALL; expression++)
        if (regions->norm[kind][task][expression][0].n > 0)
          for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
            add_norm (table, regions, kind, task, expression, region);
  return table;
}

gboolean
fus_region_store_save (FusStudy *study, FusStudyRegions *regions, const char *template_hash,
                       GError **error)
{
  g_autofree char *note = note_text (study, regions, template_hash);
  g_autoptr (FusTable) norms = norm_table (regions);
  g_autoptr (FusTable) table = fus_table_new (columns);
  FusFrameList *frames = fus_study_frames (study);

  for (guint i = 0; i < regions->rows->len; i++)
    for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
      add_row (table, regions, frames, &g_array_index (regions->rows, FusRegionRow, i), region);
  return fus_analysis_save_table (study, NORMS, norms, note, error)
         && fus_analysis_save_table (study, REGIONS, table, note, error);
}
