/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/units/units.h"
#include "study/asking/unit-fate.h"

G_BEGIN_DECLS

/**
 * FusStudyStimuli:
 * @units: what the units make of the test frames
 * @n_units: [network, conv layer]; 0 where the network is not trained
 * @n_of: [network, conv layer, fate]: how many units are shown, dead, without a start, flat
 *
 * What gradient ascent by the paper's preset makes of every conv unit (paper, section 3.2: blank
 * filters grow in number towards the last layer), and why units stay blank.
 */
typedef struct
{
  FusStudyUnits *units;
  guint n_units[FUS_N_NETWORKS][FUS_N_CONV_LAYERS];
  guint n_of[FUS_N_NETWORKS][FUS_N_CONV_LAYERS][FUS_N_UNIT_FATES];
} FusStudyStimuli;

void fus_study_stimuli_free (FusStudyStimuli *stimuli);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyStimuli, fus_study_stimuli_free)

/**
 * fus_study_stimuli_compute:
 *
 * Makes the preferred stimulus of every conv unit of every network by preset paper and seed 1, or
 * reads those that analysis/stimuli holds, and writes analysis/stimuli.csv (a row for each unit:
 * steps, activation, what became of it) and analysis/blank-units.csv (counts by network and layer),
 * with a note of origin. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error
 */
FusStudyStimuli *fus_study_stimuli_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                            const FusProgress *progress, GError **error);

/* The counts that analysis/ holds and that are still true, with the frames and networks that they
 * are of, but no units (FusStudyUnits); networks of which it holds nothing have none. NULL where it
 * holds nothing at all. Any thread. */
FusStudyStimuli *fus_study_stimuli_load (FusStudy *study);
/* The same as an analysis (FusAnalysis). */
gboolean fus_study_stimuli_run (FusStudy *study, guint n_threads, const FusPoll *poll,
                                const FusProgress *progress, GError **error);

/* The same as a job whose result is a FusStudyStimuli. */
FusJob *fus_study_stimuli_start (FusStudy *study, guint n_threads,
                                 void (*done) (FusJob *job, gpointer user_data),
                                 gpointer user_data);

/* Share of a layer's units that are blank, for whatever reason; NaN where there are none. */
double fus_study_stimuli_blank (const FusStudyStimuli *stimuli, FusNetworkKind kind,
                                FusLayer layer);

G_END_DECLS
