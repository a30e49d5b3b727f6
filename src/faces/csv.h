/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FusCsvReader:
 *
 * Reads a table row by row (RFC 4180; LF, CRLF or CR; UTF-8, or UTF-16 with a byte order mark),
 * holding one row at a time, so that a table of any length takes little memory. Not thread-safe.
 */
typedef struct _FusCsvReader FusCsvReader;

#define FUS_CSV_ANY '\0'

/**
 * fus_csv_reader_open:
 * @separator: as the program writes it itself, ','; FUS_CSV_ANY takes what the first row has most
 *   of, ',', ';' or a tab
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_DATASET when the file cannot be opened
 */
FusCsvReader *fus_csv_reader_open (const char *path, char separator, GError **error);
void fus_csv_reader_free (FusCsvReader *reader);

/**
 * fus_csv_reader_next:
 *
 * Goes to the next row that is not blank.
 *
 * Returns: FALSE at the end, or with FUS_FACES_ERROR_DATASET, naming the row, for an open quote,
 *   text after a closing quote, bytes that are not UTF-8, or a row larger than 16 MB
 */
gboolean fus_csv_reader_next (FusCsvReader *reader, GError **error);
guint fus_csv_reader_n_fields (const FusCsvReader *reader);
/* Owned by the reader until the next row; "" beyond the last field. */
const char *fus_csv_reader_field (const FusCsvReader *reader, guint index);
/* Column whose field in the present row (the heading) is @name, without blanks about it and in any
 * case; -1 when there is none. */
int fus_csv_reader_find (const FusCsvReader *reader, const char *name);
/* Number of the present row, as a spreadsheet counts: the heading is 1. */
guint64 fus_csv_reader_row (const FusCsvReader *reader);

/* Sets FUS_FACES_ERROR_DATASET: table, row, then @format (translated, no full stop). */
void fus_csv_reader_set_error (const FusCsvReader *reader, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Adds one row to @table, quoted where RFC 4180 asks for it, ended by LF. */
void fus_csv_append_row (GString *table, const char *const *fields, guint n_fields);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusCsvReader, fus_csv_reader_free)

G_END_DECLS
