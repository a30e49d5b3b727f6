/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* Something that is found out about a whole study. Runs on the job's thread. Returns: (transfer
 * full): NULL with @error, or without when @poll cancelled. */
typedef gpointer (*FusStudyWork) (FusStudy *study, guint n_threads, const FusPoll *poll,
                                  const FusProgress *progress, GError **error);

/* Runs @work as a job at the level of analyses, whose result @free_result frees. Otherwise as
 * fus_job_start(). */
FusJob *fus_study_job_start (const char *title, FusStudy *study, guint n_threads, FusStudyWork work,
                             GDestroyNotify free_result,
                             void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

G_END_DECLS
