/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/units/units.h"
#include "study/asking/unit-fate.h"

G_BEGIN_DECLS

/* What became of one unit. */
typedef struct
{
  guint step;
  double activation;
  FusUnitFate fate;
} FusUnitAscent;

/**
 * FusStudyStimuli:
 * @result: what it was made from
 * @n_frames: test frames on which a unit may be active
 * @ascent: [network, conv layer]: [units]; NULL where they were not measured now
 * @n_units: [network, conv layer]; 0 where the network is not trained
 * @n_of: [network, conv layer, fate]: how many units are shown, dead, without a start, flat
 *
 * What gradient ascent by the paper's preset makes of every conv unit (paper, section 3.2: blank
 * filters grow in number towards the last layer), and why units stay blank.
 */
typedef struct
{
  FusResult result;
  guint n_frames;
  FusUnitAscent *ascent[FUS_N_NETWORKS][FUS_N_CONV_LAYERS];
  guint n_units[FUS_N_NETWORKS][FUS_N_CONV_LAYERS];
  guint n_of[FUS_N_NETWORKS][FUS_N_CONV_LAYERS][FUS_N_UNIT_FATES];
} FusStudyStimuli;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyStimuli, fus_result_unref)

/**
 * fus_stimuli_analysis:
 *
 * Makes the preferred stimulus of every conv unit of every network by preset paper and seed 1, or
 * reads those that analysis/stimuli holds.
 *
 * Tables: stimuli.csv (a row for each unit: steps, activation, what became of it) and
 * blank-units.csv (counts by network and layer). Its result is a FusStudyStimuli.
 */
extern const FusAnalysis fus_stimuli_analysis;

/* Share of a layer's units that are blank, for whatever reason; NaN where there are none. */
double fus_study_stimuli_blank (const FusStudyStimuli *stimuli, FusNetworkKind kind,
                                FusLayer layer);

G_END_DECLS
