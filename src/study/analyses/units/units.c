/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/units/units.h"

#include "study/folder/note.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-job.h"
#include "study/folder/study-private.h"
#include "study/analyses/units/tables.h"

#include <glib/gi18n-lib.h>

FusStudyUnits *
fus_study_units_ref (FusStudyUnits *units)
{
  g_atomic_ref_count_inc (&units->refs);
  return units;
}

void
fus_study_units_unref (FusStudyUnits *units)
{
  if (!g_atomic_ref_count_dec (&units->refs))
    return;
  g_clear_pointer (&units->frames, g_array_unref);
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_clear_pointer (&units->units[kind], fus_units_free);
      g_free (units->network_hash[kind]);
    }
  g_free (units);
}

/* Test frames of both sets, in list order. */
static GArray *
test_frames (const FusFrameList *list)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < list->n_frames; i++)
    if (list->frames[i].part == FUS_PART_TEST)
      g_array_append_val (frames, i);
  return frames;
}

typedef struct
{
  FusNetwork *network[FUS_N_NETWORKS];
} FusUnitNetworks;

static void
networks_clear (FusUnitNetworks *networks)
{
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&networks->network[kind], fus_network_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusUnitNetworks, networks_clear)

/* FALSE with @error, also where no network is trained. */
static gboolean
take_networks (FusStudyUnits *units, FusStudy *study, FusUnitNetworks *networks,
               FusArchitecture archs[FUS_N_NETWORKS], GError **error)
{
  gboolean any = FALSE;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) failure = NULL;

      networks->network[kind]
          = fus_study_network_with_serial (study, kind, &units->network_serial[kind], &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (networks->network[kind] == NULL)
        continue;
      units->network_hash[kind] = fus_network_hash (networks->network[kind]);
      archs[kind] = *fus_network_architecture (networks->network[kind]);
      any = TRUE;
    }
  if (!any)
    g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                 _ ("No network of the study “%s” is trained yet. Train one first."),
                 fus_study_title (study));
  return any;
}

static FusUnits *
measure (FusStudyUnits *units, FusNetwork *network, FusFeeder *feeder, guint n_threads,
         const FusPoll *poll, const FusProgress *progress)
{
  g_autoptr (FusTeam) team = fus_team_new (n_threads);
  g_autoptr (FusPass) pass = fus_pass_new (
      network, FUS_PASS_FORWARD, fus_analysis_batch (fus_network_architecture (network)), team);

  return fus_units_measure (pass, feeder, (const guint32 *) units->frames->data, units->frames->len,
                            poll, progress);
}

FusStudyUnits *
fus_study_units_begin (FusStudy *study, GError **error)
{
  g_autoptr (FusStudyUnits) units = g_new0 (FusStudyUnits, 1);
  g_auto (FusUnitNetworks) networks = { { NULL } };
  FusArchitecture archs[FUS_N_NETWORKS];

  g_atomic_ref_count_init (&units->refs);
  units->frames = test_frames (fus_study_frames (study));
  return take_networks (units, study, &networks, archs, error) ? g_steal_pointer (&units) : NULL;
}

FusStudyUnits *
fus_study_units_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                         const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyUnits) units = g_new0 (FusStudyUnits, 1);
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  g_auto (FusUnitNetworks) networks = { { NULL } };
  FusArchitecture archs[FUS_N_NETWORKS];
  g_autofree char *data_hash = NULL;
  gboolean any = FALSE;
  FusProgressPart part;
  guint known;

  g_atomic_ref_count_init (&units->refs);
  fus_progress_part_init (&part, progress);
  units->frames = test_frames (fus_study_frames (study));
  if (!take_networks (units, study, &networks, archs, error))
    return NULL;
  data_hash
      = fus_note_hash_frames (study, (const guint32 *) units->frames->data, units->frames->len);
  known = fus_units_store_load (units, study, archs, data_hash);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      fus_progress_part_next (&part, 1.0 / FUS_N_NETWORKS);
      if (networks.network[kind] == NULL || (known & 1u << kind) != 0)
        continue;
      units->units[kind]
          = measure (units, networks.network[kind], feeder, n_threads, poll, &part.progress);
      if (units->units[kind] == NULL)
        return NULL;
      any = TRUE;
    }
  if (any && !fus_units_store_save (units, study, data_hash, error))
    return NULL;
  return g_steal_pointer (&units);
}

static gpointer
work_units (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
            GError **error)
{
  return fus_study_units_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_study_units_start (FusStudy *study, guint n_threads,
                       void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Units"), study, n_threads, work_units,
                              (GDestroyNotify) fus_study_units_unref, done, user_data);
}

gboolean
fus_study_units_outdated (FusStudyUnits *units, FusStudy *study)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      guint64 serial;
      g_autoptr (FusNetwork) network = fus_study_network_with_serial (study, kind, &serial, NULL);

      if (network != NULL && serial != units->network_serial[kind])
        return TRUE;
    }
  return FALSE;
}
