/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * TableFile:
 *
 * A CSV table that an analysis has left in a study, read as a person's script reads it: by the
 * names of its columns.
 */
typedef struct _TableFile TableFile;

/* analysis/NAME.csv; fails the test where that cannot be read. */
TableFile *table_file_read (FusStudy *study, const char *name);
void table_file_free (TableFile *table);

guint table_file_n_rows (const TableFile *table);
/* Owned by the table. Fails the test for a column that is not there. */
const char *table_file_field (const TableFile *table, guint row, const char *column);
/* The one row whose fields are these, given as column, value, …, NULL. Fails the test where there
 * is none, or several. */
guint table_file_find (const TableFile *table, ...) G_GNUC_NULL_TERMINATED;
/* A number; NaN for an empty field. */
double table_file_number (const TableFile *table, guint row, const char *column);
/* Asserts that a number of the table is @wanted but for rounding, or that both are unknown. */
void table_file_assert_number (const TableFile *table, guint row, const char *column,
                               double wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TableFile, table_file_free)

G_END_DECLS
