/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/analysis.h"

#include "study/analyses/maps/tables.h"
#include "study/analyses/decoding/specialization.h"
#include "study/analyses/layers/layers.h"
#include "study/analyses/lesions/lesions.h"
#include "study/analyses/regions/regions.h"
#include "study/analyses/trust/trust.h"
#include "study/analyses/truth/truth.h"
#include "study/analyses/stimuli/stimuli.h"
#include "study/analyses/units/units.h"

#include <glib/gi18n-lib.h>

static const char *const stimuli_tables[] = { "blank-units", NULL };

static gboolean
run_decoding (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
              GError **error)
{
  g_autoptr (FusSpecialization) specialization
      = fus_specialization_compute (study, n_threads, poll, progress, error);

  return specialization != NULL;
}

static gboolean
run_maps (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
          GError **error)
{
  g_autoptr (FusStudyMaps) maps = fus_study_maps_compute (study, n_threads, poll, progress, error);

  return maps != NULL && fus_map_tables_save (maps, study, error);
}

static gboolean
run_truth (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
           GError **error)
{
  g_autoptr (FusStudyTruth) truth
      = fus_study_truth_compute (study, n_threads, poll, progress, error);

  return truth != NULL;
}

static const char *const truth_tables[] = { "truth", NULL };
static const char *const maps_tables[] = { FUS_MAP_GROUPS_TABLE, FUS_MAP_OVERLAP_TABLE, NULL };
static const char *const decoding_tables[] = { "decoding", "accuracy", NULL };

static gboolean
run_units (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
           GError **error)
{
  g_autoptr (FusStudyUnits) units
      = fus_study_units_compute (study, n_threads, poll, progress, error);

  return units != NULL;
}

static gboolean
run_regions (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
             GError **error)
{
  g_autoptr (FusStudyRegions) regions
      = fus_study_regions_compute (study, n_threads, poll, progress, error);

  return regions != NULL;
}

static const char *const region_tables[] = { "region_norms", NULL };

static gboolean
run_trust (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
           GError **error)
{
  g_autoptr (FusStudyTrust) trust
      = fus_study_trust_compute (study, n_threads, poll, progress, error);

  return trust != NULL;
}

static const char *const trust_tables[]
    = { "trust_scores", "trust_randomization", "trust_flip", NULL };

static const char *const no_tables[] = { NULL };

static gboolean
run_lesions (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
             GError **error)
{
  g_autoptr (FusStudyLesions) lesions
      = fus_study_lesions_compute (study, n_threads, poll, progress, error);

  return lesions != NULL;
}

static const char *const lesions_tables[] = { "lesion_layers", "lesion_curves", NULL };

static gboolean
run_layers (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
            GError **error)
{
  g_autoptr (FusStudyLayers) layers
      = fus_study_layers_compute (study, n_threads, poll, progress, error);

  return layers != NULL;
}

static const char *const layers_tables[] = { "layers", "alignment", NULL };

static const FusAnalysis analyses[] = {
  { "decoding", N_ ("How well identity and expression can be told from each network"), run_decoding,
    decoding_tables, NULL },
  { "maps", N_ ("Where the networks find their evidence, on average and by groups of frames"),
    run_maps, maps_tables, NULL },
  { "truth", N_ ("On drawn faces: whether the maps find what really tells faces apart"), run_truth,
    truth_tables, fus_study_has_truth },
  { "units", N_ ("How strongly each unit answers, and the frames that drive it most"), run_units,
    no_tables, NULL },
  { "layers", N_ ("What each layer tells of identity and of expression, and how they are aligned"),
    run_layers, layers_tables, NULL },
  { "stimuli", N_ ("What each unit prefers to see, and which units stay blank"),
    fus_study_stimuli_run, stimuli_tables, NULL },
  { "lesions", N_ ("What each network loses without single units and without many"), run_lesions,
    lesions_tables, NULL },
  { "regions", N_ ("On which parts of the face the maps lie"), run_regions, region_tables, NULL },
  { "trust", N_ ("Whether the maps can be trusted"), run_trust, trust_tables, NULL },
};

const FusAnalysis *
fus_analyses (guint *n)
{
  *n = G_N_ELEMENTS (analyses);
  return analyses;
}

const FusAnalysis *
fus_analysis_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    if (g_str_equal (analyses[i].name, name))
      return &analyses[i];
  return NULL;
}

gboolean
fus_analysis_run (const FusAnalysis *analysis, FusStudy *study, guint n_threads,
                  const FusPoll *poll, const FusProgress *progress, GError **error)
{
  if (fus_study_data_missing (study))
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA,
                   _ ("The data set of the study “%s” is gone. Bring it back or show where it is "
                      "now."),
                   fus_study_title (study));
      return FALSE;
    }
  return analysis->run (study, n_threads, poll, progress, error);
}
