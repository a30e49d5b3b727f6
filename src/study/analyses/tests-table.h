/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/statistics.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusTestsTable:
 *
 * The rows that one analysis has in analysis/tests.csv: what is compared, by which test, at which
 * level (bootstrap rounds, frames, people, pixels); statistic, p, its logarithm, effect size.
 */
typedef struct _FusTestsTable FusTestsTable;

/* @analysis: whose rows: "decoding", "maps" */
FusTestsTable *fus_tests_table_new (const char *analysis);
void fus_tests_table_free (FusTestsTable *tests);

/* @effect is named by the test. A test with n = {0, 0} was not made and is left out. */
void fus_tests_table_add (FusTestsTable *tests, const char *quantity, const char *task,
                          const char *first, const char *second, const char *test,
                          const char *level, const FusTest *result);

/* Puts these rows in the place of those that the analysis had before; the others' stay. Their
 * origin, @note, becomes analysis/tests-ANALYSIS.json. */
gboolean fus_tests_table_save (FusTestsTable *tests, FusStudy *study, const char *note,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTestsTable, fus_tests_table_free)

G_END_DECLS
