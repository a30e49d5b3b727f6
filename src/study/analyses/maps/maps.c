/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/maps.h"

#include "faces/average-face.h"
#include "study/analyses/maps/figures.h"
#include "study/analyses/maps/spec.h"
#include "study/analyses/maps/store.h"
#include "study/analyses/maps/tables.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

/* Side of the average face: enough for a page of the paper, and cheap to average. */
#define FACE_SIDE 512
/* The average face and four maps, about alike. */
#define N_PARTS 5

static gboolean
load_face (FusAnalysisWork *work, gboolean whole, char **frames_hash)
{
  FusStudyMaps *maps = work->result;

  *frames_hash = fus_map_store_hash_face (work->study);
  if (maps->average_face == NULL)
    maps->average_face = fus_map_store_load_face (work->study, *frames_hash, whole);
  return maps->average_face != NULL;
}

static gboolean
average_face (FusAnalysisWork *work, GError **error)
{
  FusStudyMaps *maps = work->result;
  g_autofree char *frames_hash = NULL;
  g_auto (GStrv) roots = NULL;
  g_autoptr (GArray) averaged = NULL;
  FusCrop crops[FUS_STUDY_MAX_DATASETS];

  if (load_face (work, TRUE, &frames_hash))
    return TRUE;
  averaged = fus_average_face_frames (work->frames);
  fus_analysis_ask_frames (work, (const guint32 *) averaged->data, averaged->len);
  roots = fus_study_dup_roots (work->study);
  fus_study_get_crops (work->study, crops);
  maps->average_face
      = fus_average_face (work->frames, (const char *const *) roots, crops, FACE_SIDE, FACE_SIDE,
                          work->feeder, work->n_threads, work->poll, &work->part.progress, error);
  return maps->average_face != NULL
         && fus_map_store_save_face (work->study, frames_hash, maps->average_face,
                                     fus_feeder_n_unread (work->feeder, NULL), error);
}

static FusMapKey
key_of (const FusAnalysisWork *work, FusNetworkKind kind, FusTask task)
{
  const FusNetwork *network = work->origin->network[kind];
  const FusStudyMaps *maps = work->result;

  return (FusMapKey){ .study = work->study,
                      .spec = maps->spec,
                      .kind = kind,
                      .task = task,
                      .network_hash = work->origin->hash[kind],
                      .version = work->origin->version,
                      .class_names = fus_network_class_names (network, task),
                      .side = fus_map_spec_side (&maps->spec, fus_network_architecture (network)),
                      .frames = maps->frames[task] };
}

/* Whether a frame that has no map can be read now; those that cannot count as missing. */
static gboolean
any_mended (FusAnalysisWork *work, const FusMaps *maps, const GArray *frames)
{
  for (gsize i = 0; i < maps->n; i++)
    if (maps->state[i] == FUS_MAP_UNREADABLE)
      {
        g_autoptr (FusPicture) picture
            = fus_feeder_fetch_picture (work->feeder, g_array_index (frames, guint32, i), NULL);

        if (picture != NULL)
          return TRUE;
      }
  return FALSE;
}

static gboolean
load_maps (FusAnalysisWork *work, FusNetworkKind kind, FusTask task)
{
  FusStudyMaps *maps = work->result;
  FusMapKey key = key_of (work, kind, task);

  maps->frame_maps[kind][task] = fus_map_store_load (&key);
  if (maps->frame_maps[kind][task] == NULL)
    return FALSE;
  if (any_mended (work, maps->frame_maps[kind][task], maps->frames[task]))
    {
      g_clear_pointer (&maps->frame_maps[kind][task], fus_maps_free);
      return FALSE;
    }
  maps->map[kind][task] = fus_maps_mean (maps->frame_maps[kind][task], NULL, 0);
  return TRUE;
}

static gboolean
make_maps (FusAnalysisWork *work, FusPass *pass, FusNetworkKind kind, FusTask task, GError **error)
{
  FusStudyMaps *maps = work->result;
  const GArray *frames = maps->frames[task];
  FusMaps *of_frames
      = fus_maps (pass, &maps->spec, task, work->feeder, (const guint32 *) frames->data,
                  frames->len, work->poll, &work->part.progress);
  FusMapKey key = key_of (work, kind, task);

  if (of_frames == NULL)
    return FALSE;
  maps->frame_maps[kind][task] = of_frames;
  maps->map[kind][task] = fus_maps_mean (of_frames, NULL, 0);
  return fus_map_store_save (&key, of_frames, maps->map[kind][task], error);
}

/* Maps of every frame by one network, and their mean. */
static gboolean
explain_frames (FusAnalysisWork *work, FusNetworkKind kind, GError **error)
{
  FusNetwork *network = work->origin->network[kind];
  const FusArchitecture *arch = fus_network_architecture (network);
  g_autoptr (FusTeam) team = NULL;
  g_autoptr (FusPass) pass = NULL;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      if (arch->n_classes[task] == 0)
        continue;
      fus_progress_part_next (&work->part, 1.0 / N_PARTS);
      if (load_maps (work, kind, task))
        continue;
      if (team == NULL)
        {
          team = fus_team_new (work->n_threads);
          pass = fus_pass_new (network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), team);
        }
      if (!make_maps (work, pass, kind, task, error))
        return FALSE;
    }
  return TRUE;
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  FusStudyMaps *maps = work->result;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  maps->spec = fus_maps_analysis_spec (maps->result.analysis);
  maps->frame_list = fus_frame_list_ref (work->frames);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      GArray *frames = maps->frames[task]
          = fus_frame_list_select (work->frames, (FusSet) task, FUS_PART_TEST);
      g_autofree char *hash
          = fus_analysis_hash_frames (work, (const guint32 *) frames->data, frames->len);

      g_checksum_update (checksum, (const guchar *) hash, -1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  FusStudyMaps *maps = result;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      g_clear_pointer (&maps->map[kind][task], fus_mean_map_free);
      g_clear_pointer (&maps->frame_maps[kind][task], fus_maps_free);
    }
}

static gboolean
restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  const FusArchitecture *arch = fus_network_architecture (work->origin->network[kind]);
  g_autofree char *frames_hash = NULL;

  if (!load_face (work, FALSE, &frames_hash))
    return FALSE;
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (arch->n_classes[task] > 0 && !load_maps (work, kind, task))
      return FALSE;
  return TRUE;
}

static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  fus_progress_part_next (&work->part, 1.0 / N_PARTS);
  if (!average_face (work, error))
    return FALSE;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((work->wanted & 1u << kind) != 0 && !explain_frames (work, kind, error))
      return FALSE;
  fus_map_tables_add_tests (work->result, work->tests);
  return TRUE;
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  fus_map_spec_add (&((const FusStudyMaps *) result)->spec, note);
  fus_json_add_string (note, "target", "predicted");
  fus_json_add_string (note, "scaling", "min-max of each frame");
  fus_json_add_double (note, "threshold-percentile", 100 * FUS_MAPS_SHARE);
  fus_json_add_int (note, "pixels-side", FUS_MAP_PIXELS_SIDE);
  fus_json_add_string (note, "part", fus_part_name (FUS_PART_TEST));
}

static void
clear (gpointer result)
{
  FusStudyMaps *maps = result;

  g_clear_pointer (&maps->average_face, fus_picture_unref);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_clear_pointer (&maps->frames[task], g_array_unref);
  g_clear_pointer (&maps->frame_list, fus_frame_list_unref);
}

static const FusResultFigure figures[] = {
  { .name = "figure-2a", .draw = fus_study_figure_mean_maps },
  { .name = "figure-2b", .draw = fus_study_figure_map_boxes, .variant = FUS_MAP_LEVEL_PIXELS },
  { .name = "figure-2b-cells", .draw = fus_study_figure_map_boxes, .variant = FUS_MAP_LEVEL_CELLS },
  { .name = "figure-2b-frames",
    .draw = fus_study_figure_map_boxes,
    .variant = FUS_MAP_LEVEL_FRAMES },
  { .name = "figure-2b-people",
    .draw = fus_study_figure_map_boxes,
    .variant = FUS_MAP_LEVEL_PEOPLE },
  { .name = "figure-2c", .draw = fus_study_figure_map_overlap },
  { .name = "figure-2d", .draw = fus_study_figure_example_maps },
  { .name = "map-differences", .draw = fus_study_figure_map_differences },
};

const FusAnalysis fus_maps_analysis
    = { .name = "maps",
        .title = N_ ("Where the networks find their evidence, on average and by groups of frames"),
        .job = N_ ("Mean maps"),
        .version = 1,
        .size = sizeof (FusStudyMaps),
        .untrained_too = TRUE,
        .choose = choose,
        .restore = restore,
        .measure = measure,
        .save = fus_map_tables_save,
        .describe = describe,
        .drop = drop,
        .clear = clear,
        .tables = fus_map_tables,
        .n_tables = FUS_N_MAP_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
