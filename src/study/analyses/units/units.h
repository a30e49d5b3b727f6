/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/units.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/**
 * FusStudyUnits:
 * @result: what it was made from
 * @frames: (element-type guint32): the test frames of both sets, in list order: every network is
 *   shown the same
 * @units: [network]: what its units make of them; NULL where it is not trained
 *
 * The units of a study's networks.
 */
typedef struct
{
  FusResult result;
  GArray *frames;
  FusUnits *units[FUS_N_NETWORKS];
} FusStudyUnits;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyUnits, fus_result_unref)

/**
 * fus_units_analysis:
 *
 * Shows every test frame to every network.
 *
 * Tables: units.csv (network, layer, unit, mean, max, share of frames on which it is active,
 * frames) and unit-frames.csv (the frames that drive each unit most, with the patch that does it).
 * Its result is a FusStudyUnits.
 */
extern const FusAnalysis fus_units_analysis;

/* The test frames of both sets, in list order. (transfer full) (element-type guint32) */
GArray *fus_units_frames (const FusFrameList *list);

G_END_DECLS
