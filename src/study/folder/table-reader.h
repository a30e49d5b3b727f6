/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FusTableReader:
 *
 * Reads back, row by row, a table that was written as a FusTable. One thread at a time.
 */
typedef struct _FusTableReader FusTableReader;

/**
 * fus_table_reader_open:
 * @columns: (array zero-terminated=1): the names that its first row has to say, in this order
 *
 * Returns: (transfer full) (nullable): NULL where there is no such table
 */
FusTableReader *fus_table_reader_open (const char *path, const char *const *columns);
void fus_table_reader_free (FusTableReader *reader);

/* Goes to the next row; FALSE after the last, or where the table is damaged. */
gboolean fus_table_reader_next (FusTableReader *reader);
/* Whether the table was read to its end. */
gboolean fus_table_reader_is_whole (FusTableReader *reader);

/* A field of the present row: "" where there is none. (transfer none): until the next row */
const char *fus_table_reader_text (FusTableReader *reader, guint column);
/* FALSE for what is no finite number; an empty field is NaN. */
gboolean fus_table_reader_double (FusTableReader *reader, guint column, double *value);
/* FALSE for what is no whole number from 0 to @most. */
gboolean fus_table_reader_uint (FusTableReader *reader, guint column, guint most, guint *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTableReader, fus_table_reader_free)

G_END_DECLS
