/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * fus_study_copy:
 * @path: a folder that does not exist yet or is empty
 *
 * Copies a study with its networks and results; its data set stays where it is. Any thread.
 *
 * Returns: (transfer full): the copy's path; NULL with @error, or when @poll cancelled; then
 *   nothing is left behind
 */
char *fus_study_copy (FusStudy *study, const char *path, const FusPoll *poll,
                      const FusProgress *progress, GError **error);

/* The same as a job whose result is that path. */
FusJob *fus_study_copy_start (FusStudy *study, const char *path,
                              void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

G_END_DECLS
