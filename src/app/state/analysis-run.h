/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/**
 * FusAnalysisRun:
 *
 * One analysis of the open study, shared by all that show it: its latest result, the job that
 * makes a new one, why the last one failed. Main thread.
 *
 * Signals: "changed" (): any of these; "progress" (): of the job.
 */
#define FUS_TYPE_ANALYSIS_RUN (fus_analysis_run_get_type ())
G_DECLARE_FINAL_TYPE (FusAnalysisRun, fus_analysis_run, FUS, ANALYSIS_RUN, GObject)

FusAnalysisRun *fus_analysis_run_new (FusStudy *study, guint n_threads,
                                      const FusAnalysis *analysis);
/* (transfer none) */
const FusAnalysis *fus_analysis_run_analysis (FusAnalysisRun *run);

/* Starts the job unless one runs. */
void fus_analysis_run_start (FusAnalysisRun *run);
/* Reads what the study has kept, off the main thread, unless there is a result or a job. What
 * stands in its way (a damaged weight file) becomes the failure. */
void fus_analysis_run_load (FusAnalysisRun *run);
/* Whether it is being read: until then nobody knows whether there is anything. */
gboolean fus_analysis_run_is_loading (FusAnalysisRun *run);
/* The result so far stays. */
void fus_analysis_run_cancel (FusAnalysisRun *run);

/* (transfer none) (nullable): begins with a FusResult; until the next "changed" */
gpointer fus_analysis_run_result (FusAnalysisRun *run);
/* What the result says of frames that could not be read; NULL where there is nothing to say.
 * (transfer full) (nullable) */
char *fus_analysis_run_missing (FusAnalysisRun *run);
/* Whether networks have changed since the result, or, without one, what is kept is of others. */
gboolean fus_analysis_run_is_outdated (FusAnalysisRun *run);
/* (transfer none) (nullable) */
FusJob *fus_analysis_run_job (FusAnalysisRun *run);
/* Why the last job failed, until the next is started; or NULL. */
const char *fus_analysis_run_failure (FusAnalysisRun *run);

G_END_DECLS
