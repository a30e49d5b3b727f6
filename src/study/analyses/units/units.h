/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include "study/folder/study.h"
#include "analysis/units.h"

G_BEGIN_DECLS

/**
 * FusStudyUnits:
 * @frames: (element-type guint32): the test frames of both sets, in list order: every network is
 *   shown the same
 * @units: [network]: what its units make of them; NULL where it is not trained
 * @network_hash: [network]: NULL likewise
 *
 * The units of a study's networks. Immutable, reference counted (atomically).
 */
typedef struct
{
  GArray *frames;
  FusUnits *units[FUS_N_NETWORKS];
  char *network_hash[FUS_N_NETWORKS];
  guint64 network_serial[FUS_N_NETWORKS]; /* for fus_study_units_outdated() */
  gatomicrefcount refs;
} FusStudyUnits;

FusStudyUnits *fus_study_units_ref (FusStudyUnits *units);
void fus_study_units_unref (FusStudyUnits *units);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyUnits, fus_study_units_unref)

/**
 * fus_study_units_compute:
 *
 * Shows every test frame to every network, or reads what analysis/ holds where network and frames
 * are unchanged, and writes analysis/units.csv (network, layer, unit, mean, max, share of frames on
 * which it is active, frames) and analysis/unit-frames.csv (the frames that drive each unit most,
 * with the patch that does it), with a note of origin. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error, as when no network is
 * trained
 */
FusStudyUnits *fus_study_units_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                        const FusProgress *progress, GError **error);

/* The frames and the networks, hash and serial, that they would be shown to; no units. NULL with
 * @error, as when no network is trained. Any thread. */
FusStudyUnits *fus_study_units_begin (FusStudy *study, GError **error);
/* The same as a job whose result is a FusStudyUnits. */
FusJob *fus_study_units_start (FusStudy *study, guint n_threads,
                               void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

/* Whether any network's weights are no longer those it was computed with. */
gboolean fus_study_units_outdated (FusStudyUnits *units, FusStudy *study);

G_END_DECLS
