/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/table-reader.h"

#include "faces/csv.h"
#include "study/folder/table.h"

struct _FusTableReader
{
  FusCsvReader *csv;
  gboolean damaged;
};

FusTableReader *
fus_table_reader_open (const char *path, const char *const *columns)
{
  g_autoptr (FusCsvReader) csv = fus_csv_reader_open (path, ',', NULL);
  FusTableReader *reader;

  if (csv == NULL || !fus_csv_reader_next (csv, NULL))
    return NULL;
  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (fus_csv_reader_field (csv, i), columns[i]))
      return NULL;
  reader = g_new0 (FusTableReader, 1);
  reader->csv = g_steal_pointer (&csv);
  return reader;
}

void
fus_table_reader_free (FusTableReader *reader)
{
  fus_csv_reader_free (reader->csv);
  g_free (reader);
}

gboolean
fus_table_reader_next (FusTableReader *reader)
{
  g_autoptr (GError) failure = NULL;

  if (fus_csv_reader_next (reader->csv, &failure))
    return TRUE;
  reader->damaged = failure != NULL;
  return FALSE;
}

gboolean
fus_table_reader_is_whole (FusTableReader *reader)
{
  return !reader->damaged;
}

const char *
fus_table_reader_text (FusTableReader *reader, guint column)
{
  return fus_csv_reader_field (reader->csv, column);
}

gboolean
fus_table_reader_double (FusTableReader *reader, guint column, double *value)
{
  return fus_table_parse_double (fus_csv_reader_field (reader->csv, column), value);
}

gboolean
fus_table_reader_uint (FusTableReader *reader, guint column, guint most, guint *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (fus_csv_reader_field (reader->csv, column), 10, 0, most, &number,
                                   NULL))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}
