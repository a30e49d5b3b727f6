/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/tables.h"

#include <math.h>

/* Its place among the tables. */
#define REGIONS 0

static const char *const columns[]
    = { "network", "task",  "path",    "identity", "expression",   "predicted",
        "region",  "share", "density", "z",        "action_units", NULL };
static const char *const norm_columns[]
    = { "network",    "task",     "expression",   "region",       "n", "area",
        "mean_share", "sd_share", "mean_density", "action_units", NULL };

/* Reading */

/* The frame of a row: the next of the frames in which @after has its own, or one from the start. */
static gboolean
find_frame (const FusFrameList *frames, const char *path, guint32 after, guint32 *frame)
{
  for (guint32 i = 0; i < frames->n_frames; i++)
    {
      *frame = (after + 1 + i) % frames->n_frames;
      if (g_str_equal (frames->frames[*frame].path, path))
        return TRUE;
    }
  return FALSE;
}

/* A row of the file belongs to the row of the regions before it, or begins a new one. */
static gboolean
read_region (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  GArray *rows = ((FusStudyRegions *) work->result)->rows;
  FusRegionRow *last = rows->len > 0 ? &g_array_index (rows, FusRegionRow, rows->len - 1) : NULL;
  FusRegion region;
  FusTask task;
  double share;

  if (!fus_task_parse (fus_table_reader_text (row, 1), &task)
      || !fus_region_parse (fus_table_reader_text (row, 6), &region)
      || !fus_table_reader_double (row, 7, &share) || share < 0 || share > 1)
    return FALSE;
  if (region == 0)
    {
      FusRegionRow begun = { .kind = (gint8) kind, .task = (gint8) task };
      double predicted; /* -1 for a frame that could not be read */

      if (!fus_table_reader_double (row, 5, &predicted) || isnan (predicted)
          || !find_frame (work->frames, fus_table_reader_text (row, 2),
                          last != NULL ? last->frame : G_MAXUINT32, &begun.frame))
        return FALSE;
      begun.predicted = (gint32) predicted;
      g_array_append_val (rows, begun);
      last = &g_array_index (rows, FusRegionRow, rows->len - 1);
    }
  if (last == NULL)
    return FALSE;
  last->share[region] = share;
  return TRUE;
}

/* A file that was cut short is no use. */
gboolean
fus_region_tables_restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  const GArray *rows = ((FusStudyRegions *) work->result)->rows;
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += g_array_index (rows, FusRegionRow, i).kind == (gint8) kind;
  return work->n_rows[REGIONS][kind] == n * FUS_N_REGIONS;
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

static void
write_norms (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyRegions *regions = result;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      for (int expression = 0; expression <= FUS_REGION_ALL; expression++)
        if (regions->norm[kind][task][expression][0].n > 0)
          for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
            add_norm (table, regions, kind, task, expression, region);
}

static void
write_regions (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyRegions *regions = result;
  const FusFrameList *frames = fus_study_frames (study);

  for (guint i = 0; i < regions->rows->len; i++)
    for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
      add_row (table, regions, frames, &g_array_index (regions->rows, FusRegionRow, i), region);
}

const FusResultTable fus_region_tables[FUS_N_REGION_TABLES] = {
  [REGIONS] = { "regions", columns, FALSE, write_regions, read_region },
  { "region_norms", norm_columns, TRUE, write_norms, NULL },
};
