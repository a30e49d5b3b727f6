/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FusTable:
 *
 * A CSV table in the making, the same bytes in every locale.
 */
typedef struct _FusTable FusTable;

/* @columns: (array zero-terminated=1) */
FusTable *fus_table_new (const char *const *columns);
void fus_table_free (FusTable *table);

/* The next field of the present row; a row ends by itself with its last field. NULL and NaN are
 * empty fields; a double has as many digits as are needed to read it back unchanged. */
void fus_table_add_string (FusTable *table, const char *value);
void fus_table_add_int (FusTable *table, gint64 value);
void fus_table_add_double (FusTable *table, double value);

/* (transfer none) */
const char *fus_table_text (FusTable *table);
gboolean fus_table_save (FusTable *table, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusTable, fus_table_free)

/* The text of a double as in a table; "" for NaN. @text: G_ASCII_DTOSTR_BUF_SIZE. Returns: @text */
const char *fus_table_double (double value, char *text);
/* And back: "" is NaN. FALSE for what is no finite number. */
gboolean fus_table_parse_double (const char *text, double *value);

G_END_DECLS
