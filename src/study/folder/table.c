/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/table.h"

#include "faces/csv.h"
#include "study/folder/study-file.h"

#include <math.h>

struct _FusTable
{
  GString *text;
  GPtrArray *row; /* char *, of the row that is not whole yet */
  guint n_columns;
};

FusTable *
fus_table_new (const char *const *columns)
{
  FusTable *table = g_new0 (FusTable, 1);

  table->text = g_string_new (NULL);
  table->row = g_ptr_array_new_with_free_func (g_free);
  table->n_columns = g_strv_length ((char **) columns);
  fus_csv_append_row (table->text, columns, table->n_columns);
  return table;
}

void
fus_table_free (FusTable *table)
{
  g_string_free (table->text, TRUE);
  g_ptr_array_unref (table->row);
  g_free (table);
}

void
fus_table_add_string (FusTable *table, const char *value)
{
  g_ptr_array_add (table->row, g_strdup (value != NULL ? value : ""));
  if (table->row->len < table->n_columns)
    return;
  fus_csv_append_row (table->text, (const char *const *) table->row->pdata, table->n_columns);
  g_ptr_array_set_size (table->row, 0);
}

void
fus_table_add_int (FusTable *table, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  fus_table_add_string (table, text);
}

const char *
fus_table_double (double value, char *text)
{
  if (isnan (value))
    {
      *text = '\0';
      return text;
    }
  g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", value);
  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.17g", value);
  return text;
}

void
fus_table_add_double (FusTable *table, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  fus_table_add_string (table, fus_table_double (value, text));
}

const char *
fus_table_text (FusTable *table)
{
  g_assert (table->row->len == 0);
  return table->text->str;
}

gboolean
fus_table_save (FusTable *table, const char *path, GError **error)
{
  g_assert (table->row->len == 0);
  return fus_write_file (path, table->text->str, table->text->len, error);
}

gboolean
fus_table_parse_double (const char *text, double *value)
{
  char *end;

  *value = NAN;
  if (*text == '\0')
    return TRUE;
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*value);
}
