/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/regions.h"

#include "analysis/frame-maps.h"
#include "study/analyses/regions/figures.h"
#include "study/analyses/regions/tables.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Test frames of a task seen from the front. (transfer full, guint32) */
static GArray *
straight_frames (const FusFrameList *frames, FusTask task)
{
  GArray *test = fus_frame_list_select (frames, (FusSet) task, FUS_PART_TEST);
  guint n = 0;

  for (guint i = 0; i < test->len; i++)
    {
      guint32 frame = g_array_index (test, guint32, i);
      int angle = frames->frames[frame].angle;

      if (angle == FUS_ANGLE_STRAIGHT || angle == FUS_ANGLE_NONE)
        g_array_index (test, guint32, n++) = frame;
    }
  g_array_set_size (test, n);
  return test;
}

static void
find_norm (FusStudyRegions *regions, const FusFrameList *frames, FusNetworkKind kind, FusTask task,
           int expression)
{
  double sum[FUS_N_REGIONS] = { 0 }, squares[FUS_N_REGIONS] = { 0 };
  FusRegionNorm *norm = regions->norm[kind][task][expression];
  guint n = 0;

  for (guint i = 0; i < regions->rows->len; i++)
    {
      const FusRegionRow *row = &g_array_index (regions->rows, FusRegionRow, i);

      if (row->kind != (int) kind || row->task != (int) task || isnan (row->share[0])
          || (expression != FUS_REGION_ALL && frames->frames[row->frame].expression != expression))
        continue;
      n++;
      for (guint r = 0; r < FUS_N_REGIONS; r++)
        sum[r] += row->share[r];
    }
  for (guint i = 0; n > 1 && i < regions->rows->len; i++)
    {
      const FusRegionRow *row = &g_array_index (regions->rows, FusRegionRow, i);

      if (row->kind != (int) kind || row->task != (int) task || isnan (row->share[0])
          || (expression != FUS_REGION_ALL && frames->frames[row->frame].expression != expression))
        continue;
      for (guint r = 0; r < FUS_N_REGIONS; r++)
        squares[r] += (row->share[r] - sum[r] / n) * (row->share[r] - sum[r] / n);
    }
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    norm[r]
        = (FusRegionNorm){ n, n > 0 ? sum[r] / n : NAN, n > 1 ? sqrt (squares[r] / (n - 1)) : NAN };
}

static void
find_norms (FusStudyRegions *regions, const FusFrameList *frames)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      for (int expression = 0; expression <= FUS_REGION_ALL; expression++)
        find_norm (regions, frames, kind, task, expression);
}

double
fus_study_regions_z (const FusStudyRegions *regions, FusNetworkKind kind, FusTask task,
                     int expression, FusRegion region, double share)
{
  const FusRegionNorm *norm;

  if (expression < 0 || expression > FUS_REGION_ALL)
    return NAN;
  norm = &regions->norm[kind][task][expression][region];
  return norm->sd > 0 ? (share - norm->mean) / norm->sd : NAN;
}

/* The regions as the study has them. */
typedef struct
{
  FusRegions *drawn;
  char *hash;
} Chosen;

static void
unchoose (gpointer data)
{
  Chosen *chosen = data;

  g_clear_pointer (&chosen->drawn, fus_regions_free);
  g_free (chosen->hash);
  g_free (chosen);
}

/* What the tables are made from, besides the networks. */
static char *
hash_data (FusAnalysisWork *work, const char *template_hash)
{
  g_autoptr (GArray) all = fus_frame_list_select (work->frames, FUS_SET_IDENTITY, FUS_PART_TEST);
  g_autoptr (GArray) expression
      = fus_frame_list_select (work->frames, FUS_SET_EXPRESSION, FUS_PART_TEST);
  g_autofree char *frames = NULL, *text = NULL;

  g_array_append_vals (all, expression->data, expression->len);
  /* The regions lie on straight frames alone, but what is kept goes by all. */
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (GArray) straight = straight_frames (work->frames, task);

      fus_analysis_ask_frames (work, (const guint32 *) straight->data, straight->len);
    }
  frames = fus_note_hash_frames (work->study, (const guint32 *) all->data, all->len);
  text = g_strconcat (frames, template_hash, NULL);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  FusStudyRegions *regions = work->result;
  Chosen *chosen = work->chosen = g_new0 (Chosen, 1);
  g_autoptr (FusRegionTemplate) template_
      = fus_region_file_load (work->study, &chosen->hash, error);

  regions->rows = g_array_new (FALSE, FALSE, sizeof (FusRegionRow));
  if (template_ == NULL)
    return NULL;
  chosen->drawn = fus_regions_new (template_);
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    regions->area[r] = chosen->drawn->area[r];
  return hash_data (work, chosen->hash);
}

static gboolean
add_rows (FusAnalysisWork *work, FusPass *pass, FusNetworkKind kind, FusTask task,
          const GArray *test)
{
  const FusRegions *drawn = ((Chosen *) work->chosen)->drawn;
  GArray *rows = ((FusStudyRegions *) work->result)->rows;
  g_autoptr (FusMaps) maps
      = fus_maps (pass, &FUS_MAP_SPEC_PAPER, task, work->feeder, (const guint32 *) test->data,
                  test->len, work->poll, &work->part.progress);

  if (maps == NULL)
    return FALSE;
  for (gsize i = 0; i < maps->n; i++)
    {
      FusRegionRow row = { .frame = g_array_index (test, guint32, i),
                           .kind = (gint8) kind,
                           .task = (gint8) task,
                           .predicted = maps->predicted[i] };

      if (!fus_poll (work->poll))
        return FALSE;
      (void) fus_regions_shares (drawn, maps->raw + i * maps->side * maps->side, maps->side,
                                 row.share);
      g_array_append_val (rows, row);
    }
  return TRUE;
}

static gboolean
measure_network (FusAnalysisWork *work, FusNetworkKind kind)
{
  FusNetwork *network = work->origin->network[kind];
  const FusArchitecture *arch = fus_network_architecture (network);
  g_autoptr (FusTeam) team = fus_team_new (work->n_threads);
  g_autoptr (FusPass) pass
      = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), team);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (GArray) test = straight_frames (work->frames, task);

      if (arch->n_classes[task] == 0)
        continue;
      fus_progress_part_next (&work->part, 0.25); /* four heads in all */
      if (!add_rows (work, pass, kind, task, test))
        return FALSE;
    }
  return TRUE;
}

/* The study has its own copy of the regions from now on, to be moved there. */
static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  if (!fus_region_file_ensure (work->study, error))
    return FALSE;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((work->wanted & 1u << kind) != 0 && !measure_network (work, kind))
      return FALSE;
  return TRUE;
}

static void
conclude (FusAnalysisWork *work)
{
  find_norms (work->result, work->frames);
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  g_autofree char *hash = NULL;
  g_autoptr (FusRegionTemplate) template_ = fus_region_file_load (study, &hash, NULL);

  fus_json_add_string (note, "method", "Grad-CAM");
  fus_json_add_string (note, "layer", fus_layer_name (FUS_LAYER_CONV8));
  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "frames", "test frames seen from the front");
  fus_json_add_string (note, "regions-hash", hash);
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  GArray *rows = ((FusStudyRegions *) result)->rows;
  guint n = 0;

  if (rows == NULL)
    return;
  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, FusRegionRow, i).kind != (gint8) kind)
      g_array_index (rows, FusRegionRow, n++) = g_array_index (rows, FusRegionRow, i);
  g_array_set_size (rows, n);
}

static void
clear (gpointer result)
{
  g_clear_pointer (&((FusStudyRegions *) result)->rows, g_array_unref);
}

static const FusResultFigure figures[] = {
  { .name = "regions-joint", .draw = fus_study_figure_regions, .variant = TRUE },
  { .name = "regions-specialised", .draw = fus_study_figure_regions, .variant = FALSE },
  { .name = "regions-by-expression", .draw = fus_study_figure_regions_by_expression },
};

const FusAnalysis fus_regions_analysis
    = { .name = "regions",
        .title = N_ ("On which parts of the face the maps lie"),
        .job = N_ ("Regions"),
        .section = N_ ("Regions of the Face"),
        .question = N_ ("On which parts of the face do the maps lie? Measured on the straight test "
                        "frames; the regions are in the study’s regions.json, and can be moved "
                        "there."),
        .version = 1,
        .size = sizeof (FusStudyRegions),
        .whole = TRUE,
        .choose = choose,
        .unchoose = unchoose,
        .restore = fus_region_tables_restore,
        .measure = measure,
        .conclude = conclude,
        .describe = describe,
        .drop = drop,
        .clear = clear,
        .tables = fus_region_tables,
        .n_tables = FUS_N_REGION_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
