/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusAnalysis:
 * @name: the word on the command line; also whose rows of analysis/tests.csv are its own
 * @title: what it tells, one line; translatable
 * @run: computes it, or finds that what analysis/ holds of it is still true. Any thread. Returns
 *   FALSE with @error, or without when @poll cancelled
 * @tables: (array zero-terminated=1): the tables that it leaves in analysis/, without ending; the
 *   short ones, which say what came out
 * @applies: (nullable): whether the study's data allow it; NULL: every study's do
 *
 * One question that is asked of the networks of a study.
 */
typedef struct
{
  const char *name;
  const char *title;
  gboolean (*run) (FusStudy *study, guint n_threads, const FusPoll *poll,
                   const FusProgress *progress, GError **error);
  const char *const *tables;
  gboolean (*applies) (FusStudy *study);
} FusAnalysis;

/* All analyses, in the order in which they are best run. (transfer none) (array length=n) */
const FusAnalysis *fus_analyses (guint *n);
/* NULL for an unknown name. */
const FusAnalysis *fus_analysis_find (const char *name);

/**
 * fus_analysis_run:
 *
 * As the analysis's own run function, after making sure that the data set is there. Any thread.
 */
gboolean fus_analysis_run (const FusAnalysis *analysis, FusStudy *study, guint n_threads,
                           const FusPoll *poll, const FusProgress *progress, GError **error);

G_END_DECLS
