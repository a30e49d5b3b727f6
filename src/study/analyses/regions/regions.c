/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/regions.h"

#include "analysis/frame-maps.h"
#include "study/jobs/progress-part.h"
#include "study/analyses/regions/tables.h"
#include "study/folder/study-job.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

FusStudyRegions *
fus_study_regions_ref (FusStudyRegions *regions)
{
  g_atomic_ref_count_inc (&regions->refs);
  return regions;
}

void
fus_study_regions_unref (FusStudyRegions *regions)
{
  if (!g_atomic_ref_count_dec (&regions->refs))
    return;
  g_array_unref (regions->rows);
  fus_network_set_clear (&regions->networks);
  g_free (regions);
}

static FusStudyRegions *
regions_new (void)
{
  FusStudyRegions *regions = g_new0 (FusStudyRegions, 1);

  regions->rows = g_array_new (FALSE, FALSE, sizeof (FusRegionRow));
  g_atomic_ref_count_init (&regions->refs);
  return regions;
}

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

static gboolean
add_rows (FusStudyRegions *regions, const FusRegions *drawn, FusPass *pass, FusNetworkKind kind,
          FusTask task, FusFeeder *feeder, const GArray *test, const FusPoll *poll,
          const FusProgress *progress)
{
  g_autoptr (FusMaps) maps
      = fus_maps (pass, task, feeder, (const guint32 *) test->data, test->len, poll, progress);

  if (maps == NULL)
    return FALSE;
  for (gsize i = 0; i < maps->n; i++)
    {
      FusRegionRow row = { .frame = g_array_index (test, guint32, i),
                           .kind = (gint8) kind,
                           .task = (gint8) task,
                           .predicted = maps->predicted[i] };

      (void) fus_regions_shares (drawn, maps->raw + i * maps->side * maps->side, maps->side,
                                 row.share);
      g_array_append_val (regions->rows, row);
    }
  return TRUE;
}

static gboolean
run_network (FusStudy *study, FusStudyRegions *regions, const FusRegions *drawn,
             FusNetworkKind kind, FusNetwork *network, guint n_threads, FusProgressPart *part,
             const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (network);
  g_autoptr (FusFrameList) frames = fus_frame_list_ref (fus_study_frames (study));
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  FusTeam *team = fus_team_new (n_threads);
  FusPass *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), team);
  gboolean going = TRUE;

  for (FusTask task = 0; task < FUS_N_TASKS && going; task++)
    {
      g_autoptr (GArray) test = straight_frames (frames, task);

      if (arch->n_classes[task] == 0)
        continue;
      fus_progress_part_next (part, 0.25); /* four heads in all */
      going = add_rows (regions, drawn, pass, kind, task, feeder, test, poll, &part->progress);
    }
  fus_pass_free (pass);
  fus_team_free (team);
  return going;
}

static gboolean
run_networks (FusStudy *study, FusStudyRegions *regions, const FusRegions *drawn, guint n_threads,
              const FusPoll *poll, const FusProgress *progress)
{
  FusProgressPart part;
  gboolean going = TRUE;

  fus_progress_part_init (&part, progress);
  g_array_set_size (regions->rows, 0);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS && going; kind++)
    if (regions->networks.network[kind] != NULL)
      going = run_network (study, regions, drawn, kind, regions->networks.network[kind], n_threads,
                           &part, poll);
  return going;
}

/* @only_kept: NULL is returned, without @error, rather than anything computed. */
static FusStudyRegions *
find_regions (FusStudy *study, gboolean only_kept, guint n_threads, const FusPoll *poll,
              const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyRegions) regions = regions_new ();
  g_autoptr (FusFrameList) frames = fus_frame_list_ref (fus_study_frames (study));
  g_autoptr (FusRegionTemplate) template_ = NULL;
  g_autoptr (FusRegions) drawn = NULL;
  g_autofree char *template_hash = NULL;
  gboolean kept;

  if (!only_kept && !fus_region_file_ensure (study, error))
    return NULL;
  template_ = fus_region_file_load (study, &template_hash, error);
  if (template_ == NULL || !fus_network_set_read (&regions->networks, study, error))
    return NULL;
  drawn = fus_regions_new (template_);
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    regions->area[r] = drawn->area[r];

  kept = fus_region_store_load (study, regions, template_hash);
  if (!kept && (only_kept || !run_networks (study, regions, drawn, n_threads, poll, progress)))
    return NULL;
  fus_network_set_forget_networks (&regions->networks);
  find_norms (regions, frames);
  if (!kept && !fus_region_store_save (study, regions, template_hash, error))
    return NULL;
  return g_steal_pointer (&regions);
}

FusStudyRegions *
fus_study_regions_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                           const FusProgress *progress, GError **error)
{
  return find_regions (study, FALSE, n_threads, poll, progress, error);
}

FusStudyRegions *
fus_study_regions_load (FusStudy *study)
{
  return find_regions (study, TRUE, 1, NULL, NULL, NULL);
}

static gpointer
work_regions (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
              GError **error)
{
  return fus_study_regions_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_study_regions_start (FusStudy *study, guint n_threads,
                         void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Regions"), study, n_threads, work_regions,
                              (GDestroyNotify) fus_study_regions_unref, done, user_data);
}

gboolean
fus_study_regions_outdated (FusStudyRegions *regions, FusStudy *study)
{
  return fus_network_set_outdated (&regions->networks, study);
}
