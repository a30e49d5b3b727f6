/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/table-file.h"

#include "faces/csv.h"

#include <math.h>

struct _TableFile
{
  char *name;
  char **columns;
  GPtrArray *rows; /* (element-type GStrv) */
};

static char **
fields_of (const FusCsvReader *reader)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint i = 0; i < fus_csv_reader_n_fields (reader); i++)
    g_ptr_array_add (fields, g_strdup (fus_csv_reader_field (reader, i)));
  g_ptr_array_add (fields, NULL);
  return (char **) g_ptr_array_free (fields, FALSE);
}

TableFile *
table_file_read (FusStudy *study, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".csv", NULL);
  g_autofree char *path = fus_study_file (study, "analysis", file);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', &error);
  TableFile *table = g_new0 (TableFile, 1);

  g_assert_no_error (error);
  table->name = g_strdup (name);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_assert_true (fus_csv_reader_next (reader, &error));
  table->columns = fields_of (reader);
  while (fus_csv_reader_next (reader, &error))
    g_ptr_array_add (table->rows, fields_of (reader));
  g_assert_no_error (error);
  return table;
}

void
table_file_free (TableFile *table)
{
  g_free (table->name);
  g_strfreev (table->columns);
  g_ptr_array_unref (table->rows);
  g_free (table);
}

guint
table_file_n_rows (const TableFile *table)
{
  return table->rows->len;
}

const char *
table_file_field (const TableFile *table, guint row, const char *column)
{
  for (guint i = 0; table->columns[i] != NULL; i++)
    if (g_str_equal (table->columns[i], column))
      return ((char **) g_ptr_array_index (table->rows, row))[i];
  g_error ("%s.csv has no column “%s”", table->name, column);
}

guint
table_file_find (const TableFile *table, ...)
{
  guint found = 0, n_found = 0;

  for (guint row = 0; row < table->rows->len; row++)
    {
      gboolean same = TRUE;
      const char *column;
      va_list keys;

      va_start (keys, table);
      while ((column = va_arg (keys, const char *)) != NULL)
        {
          const char *value = va_arg (keys, const char *);

          same = same && g_str_equal (table_file_field (table, row, column), value);
        }
      va_end (keys);
      if (same)
        found = row;
      n_found += same;
    }
  if (n_found != 1)
    g_error ("%s.csv has %u such rows, not one", table->name, n_found);
  return found;
}

double
table_file_number (const TableFile *table, guint row, const char *column)
{
  const char *field = table_file_field (table, row, column);
  char *end;
  double value;

  if (*field == '\0')
    return NAN;
  value = g_ascii_strtod (field, &end);
  if (*end != '\0')
    g_error ("%s.csv: “%s” is no number", table->name, field);
  return value;
}

void
table_file_assert_number (const TableFile *table, guint row, const char *column, double wanted)
{
  double value = table_file_number (table, row, column);

  if (isnan (value) && isnan (wanted))
    return;
  if (!(fabs (value - wanted) <= 1e-5 * MAX (fabs (wanted), 1)))
    g_error ("%s.csv, row %u, %s: %g, not %g", table->name, row + 2, column, value, wanted);
}
