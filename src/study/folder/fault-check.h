/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * fus_fault_check:
 * @n_threads: 0 = all processors
 *
 * Decodes every frame of a study to find those that cannot be used. Any thread. Give what it
 * returns to fus_study_set_faults().
 *
 * Returns: (transfer full): the study's frames with their faults; NULL when @poll cancelled, or
 *   with FUS_STUDY_ERROR_DATA when a data set is not there
 */
FusFrameList *fus_fault_check (FusStudy *study, guint n_threads, const FusPoll *poll,
                               const FusProgress *progress, GError **error);

/* The same as a job whose result is a FusFrameList. */
FusJob *fus_fault_check_start (FusStudy *study, guint n_threads,
                               void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

G_END_DECLS
