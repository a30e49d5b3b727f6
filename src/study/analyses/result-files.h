/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* What an analysis leaves in the study's folder analysis/: its tables, each with a note of origin
 * (JSON) of the same name, and its rows of tests.csv. */

/* Path of analysis/@name@suffix. (transfer full) */
char *fus_result_file (FusStudy *study, const char *name, const char *suffix);

/**
 * fus_result_files_read:
 *
 * Reads the rows of the networks of which all notes say that they were made of what work->origin
 * says.
 *
 * Returns: bit mask of the networks of which everything was there
 */
guint fus_result_files_read (FusAnalysisWork *work, const FusAnalysis *analysis);

/* Writes the tables and their notes, what the analysis saves beside, and the rows of tests.csv. A
 * note goes before its table does, and comes after it. */
gboolean fus_result_files_write (FusAnalysisWork *work, const FusAnalysis *analysis,
                                 GError **error);

G_END_DECLS
