/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/maps.h"

#include "faces/average-face.h"
#include "study/analyses/maps/store.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-job.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

/* Side of the average face: enough for a page of the paper, and cheap to average. */
#define FACE_SIDE 512
/* The average face and four maps, about alike. */
#define N_PARTS 5

FusStudyMaps *
fus_study_maps_ref (FusStudyMaps *maps)
{
  g_atomic_ref_count_inc (&maps->refs);
  return maps;
}

void
fus_study_maps_unref (FusStudyMaps *maps)
{
  if (!g_atomic_ref_count_dec (&maps->refs))
    return;
  g_clear_pointer (&maps->average_face, fus_picture_unref);
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      for (int task = 0; task < FUS_N_TASKS; task++)
        {
          g_clear_pointer (&maps->map[kind][task], fus_mean_map_free);
          g_clear_pointer (&maps->frame_maps[kind][task], fus_maps_free);
        }
      g_free (maps->network_hash[kind]);
    }
  for (int task = 0; task < FUS_N_TASKS; task++)
    g_clear_pointer (&maps->frames[task], g_array_unref);
  g_clear_pointer (&maps->frame_list, fus_frame_list_unref);
  g_free (maps);
}

typedef struct
{
  FusStudy *study;
  FusFeeder *feeder;
  guint n_threads;
  const FusPoll *poll;
  FusProgressPart part;
} FusMapWork;

static gboolean
average_face (FusMapWork *work, FusStudyMaps *maps, GError **error)
{
  g_autofree char *origin = fus_map_store_face_origin (work->study);
  g_auto (GStrv) roots = NULL;
  FusCrop crops[FUS_STUDY_MAX_DATASETS];

  maps->average_face = fus_map_store_load_face (work->study, origin);
  if (maps->average_face != NULL)
    return TRUE;
  roots = fus_study_dup_roots (work->study);
  fus_study_get_crops (work->study, crops);
  maps->average_face
      = fus_average_face (maps->frame_list, (const char *const *) roots, crops, FACE_SIDE,
                          FACE_SIDE, work->n_threads, work->poll, &work->part.progress, error);
  return maps->average_face != NULL
         && fus_map_store_save_face (work->study, origin, maps->average_face, error);
}

/* Maps of every frame, and their mean. */
static gboolean
explain_frames (FusMapWork *work, FusStudyMaps *maps, FusNetworkKind kind, FusNetwork *network,
                GError **error)
{
  const FusArchitecture *arch = fus_network_architecture (network);
  gboolean going = TRUE;
  FusTeam *team = NULL;
  FusPass *pass = NULL;

  for (FusTask task = 0; task < FUS_N_TASKS && going; task++)
    {
      FusMapOrigin origin = { .study = work->study,
                              .kind = kind,
                              .task = task,
                              .network_hash = maps->network_hash[kind],
                              .class_names = fus_network_class_names (network, task),
                              .side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE),
                              .frames = maps->frames[task] };
      FusMaps **of_frames = &maps->frame_maps[kind][task];

      if (arch->n_classes[task] == 0)
        continue;
      *of_frames = fus_map_store_load (&origin);
      if (*of_frames != NULL)
        {
          maps->map[kind][task] = fus_maps_mean (*of_frames, NULL, 0);
          fus_progress_part_next (&work->part, 1.0 / N_PARTS);
          continue;
        }
      if (team == NULL)
        {
          team = fus_team_new (work->n_threads);
          pass = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), team);
        }
      *of_frames = fus_maps (pass, task, work->feeder, (const guint32 *) maps->frames[task]->data,
                             maps->frames[task]->len, work->poll, &work->part.progress);
      going = *of_frames != NULL;
      if (going)
        {
          maps->map[kind][task] = fus_maps_mean (*of_frames, NULL, 0);
          going = fus_map_store_save (&origin, *of_frames, maps->map[kind][task], error);
        }
      fus_progress_part_next (&work->part, 1.0 / N_PARTS);
    }
  g_clear_pointer (&pass, fus_pass_free);
  g_clear_pointer (&team, fus_team_free);
  return going;
}

static gboolean
compute (FusMapWork *work, FusStudyMaps *maps, GError **error)
{
  fus_progress_part_next (&work->part, 1.0 / N_PARTS);
  if (!average_face (work, maps, error))
    return FALSE;
  fus_progress_part_next (&work->part, 1.0 / N_PARTS);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (FusNetwork) network = fus_study_network_with_serial (
          work->study, kind, &maps->network_serial[kind], &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (network == NULL)
        continue;
      maps->network_hash[kind] = fus_network_hash (network);
      if (!explain_frames (work, maps, kind, network, error))
        return FALSE;
    }
  return TRUE;
}

FusStudyMaps *
fus_study_maps_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                        const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyMaps) maps = g_new0 (FusStudyMaps, 1);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  FusMapWork work = { .study = study, .feeder = feeder, .n_threads = n_threads, .poll = poll };

  g_atomic_ref_count_init (&maps->refs);
  maps->frame_list = fus_frame_list_ref (fus_study_frames (study));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    maps->frames[task] = fus_frame_list_select (maps->frame_list, (FusSet) task, FUS_PART_TEST);
  fus_progress_part_init (&work.part, progress);
  return compute (&work, maps, error) ? g_steal_pointer (&maps) : NULL;
}

static gpointer
work_maps (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
           GError **error)
{
  return fus_study_maps_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_study_maps_start (FusStudy *study, guint n_threads,
                      void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Mean maps"), study, n_threads, work_maps,
                              (GDestroyNotify) fus_study_maps_unref, done, user_data);
}

gboolean
fus_study_maps_outdated (FusStudyMaps *maps, FusStudy *study, FusNetworkKind kind)
{
  guint64 serial;
  g_autoptr (FusNetwork) network = fus_study_network_with_serial (study, kind, &serial, NULL);

  return network != NULL && serial != maps->network_serial[kind];
}
