/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/units/units.h"

#include "study/analyses/units/tables.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>

GArray *
fus_units_frames (const FusFrameList *list)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < list->n_frames; i++)
    if (list->frames[i].part == FUS_PART_TEST)
      g_array_append_val (frames, i);
  return frames;
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  FusStudyUnits *units = work->result;

  units->frames = fus_units_frames (work->frames);
  return fus_analysis_hash_frames (work, (const guint32 *) units->frames->data, units->frames->len);
}

static FusUnits *
measure_network (FusAnalysisWork *work, FusNetwork *network)
{
  const GArray *frames = ((FusStudyUnits *) work->result)->frames;
  g_autoptr (FusTeam) team = fus_team_new (work->n_threads);
  g_autoptr (FusPass) pass = fus_pass_new (
      network, FUS_PASS_FORWARD, fus_analysis_batch (fus_network_architecture (network)), team);

  return fus_units_measure (pass, work->feeder, (const guint32 *) frames->data, frames->len,
                            work->poll, &work->part.progress);
}

static gboolean
measure (FusAnalysisWork *work, GError **error)
{
  FusStudyUnits *units = work->result;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      fus_progress_part_next (&work->part, 1.0 / FUS_N_NETWORKS);
      if ((work->wanted & 1u << kind) == 0)
        continue;
      units->units[kind] = measure_network (work, work->origin->network[kind]);
      if (units->units[kind] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  const FusStudyUnits *units = result;

  fus_json_add_string (note, "part", fus_part_name (FUS_PART_TEST));
  fus_json_add_int (note, "frames", units->frames->len);
  fus_json_add_string (note, "activation", "after ReLU and pool; of heads, logits");
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  g_clear_pointer (&((FusStudyUnits *) result)->units[kind], fus_units_free);
}

static void
clear (gpointer result)
{
  g_clear_pointer (&((FusStudyUnits *) result)->frames, g_array_unref);
}

const FusAnalysis fus_units_analysis
    = { .name = "units",
        .title = N_ ("How strongly each unit answers, and the frames that drive it most"),
        .job = N_ ("Units"),
        .version = 1,
        .size = sizeof (FusStudyUnits),
        .choose = choose,
        .begin = fus_unit_tables_begin,
        .restore = fus_unit_tables_restore,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .clear = clear,
        .tables = fus_unit_tables,
        .n_tables = FUS_N_UNIT_TABLES };
