/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/csv.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/error.h"
#include "faces/table-text.h"

#define MAX_ROW_BYTES (16 * 1024 * 1024)

struct _FusCsvReader
{
  FusTableText *table;
  char *path;
  char separator;
  guint64 row;
  GString *text;   /* the row's fields, each ended by NUL */
  GArray *offsets; /* gsize, of each field in @text */
};

FusCsvReader *
fus_csv_reader_open (const char *path, char separator, GError **error)
{
  FusTableText *table = fus_table_text_open (path, error);
  FusCsvReader *reader;

  if (table == NULL)
    return NULL;
  reader = g_new0 (FusCsvReader, 1);
  reader->table = table;
  reader->path = g_strdup (path);
  reader->separator = separator != FUS_CSV_ANY ? separator : table->separator;
  reader->text = g_string_new (NULL);
  reader->offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  return reader;
}

void
fus_csv_reader_free (FusCsvReader *reader)
{
  fus_table_text_free (reader->table);
  g_free (reader->path);
  g_string_free (reader->text, TRUE);
  g_array_unref (reader->offsets);
  g_free (reader);
}

void
fus_csv_reader_set_error (const FusCsvReader *reader, GError **error, const char *format, ...)
{
  g_autofree char *shown = g_filename_display_name (reader->path);
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, reader->row);
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
               _ ("Row %s of the table “%s” cannot be used: %s."), row, shown, reason);
}

/* Ends a field and notes where the next one starts. */
static void
end_field (FusCsvReader *reader)
{
  const gsize start = reader->text->len + 1;

  g_string_append_c (reader->text, '\0');
  g_array_append_val (reader->offsets, start);
}

/* After an opening quote. Returns: the character after the closing one; sets @error for none. */
static int
read_quoted (FusCsvReader *reader, GError **error)
{
  while (reader->text->len <= MAX_ROW_BYTES)
    {
      int c = fus_table_text_next (reader->table);

      if (c == EOF)
        {
          fus_csv_reader_set_error (reader, error, _ ("a quotation mark is never closed"));
          return EOF;
        }
      if (c == '"')
        {
          c = fus_table_text_next (reader->table);
          if (c != '"')
            return c;
        }
      g_string_append_c (reader->text, c);
    }
  /* The caller sees the length. */
  return EOF;
}

/* Reads to the end of a row. Returns: FALSE with @error. */
static gboolean
read_row (FusCsvReader *reader, GError **error)
{
  gboolean at_start = TRUE, was_quoted = FALSE;
  int c;

  for (;;)
    {
      GError *failure = NULL;

      c = fus_table_text_next (reader->table);
      if (at_start && c == '"')
        {
          c = read_quoted (reader, &failure);
          if (failure != NULL)
            {
              g_propagate_error (error, failure);
              return FALSE;
            }
          was_quoted = TRUE;
        }
      at_start = FALSE;
      if (reader->text->len > MAX_ROW_BYTES)
        {
          fus_csv_reader_set_error (reader, error, _ ("it is longer than 16 MB"));
          return FALSE;
        }
      if (c == '\r')
        {
          c = fus_table_text_next (reader->table);
          if (c != '\n' && c != EOF)
            fus_table_text_unread (reader->table, c);
          c = '\n';
        }
      if (c == EOF || c == '\n')
        break;
      if (c == reader->separator)
        {
          end_field (reader);
          at_start = TRUE;
          was_quoted = FALSE;
        }
      else if (was_quoted)
        {
          fus_csv_reader_set_error (reader, error,
                                    _ ("there is text after a closing quotation mark"));
          return FALSE;
        }
      else if (c == '\0')
        {
          fus_csv_reader_set_error (reader, error, _ ("it is not text"));
          return FALSE;
        }
      else
        g_string_append_c (reader->text, c);
    }
  end_field (reader);
  return TRUE;
}

/* Why nothing more could be read: whoever read last may not have asked. */
static const char *
read_failure (const FusCsvReader *reader)
{
  clearerr (reader->table->file);
  errno = 0;
  if (getc_unlocked (reader->table->file) == EOF && errno != 0)
    return g_strerror (errno);
  return g_strerror (EIO);
}

gboolean
fus_csv_reader_next (FusCsvReader *reader, GError **error)
{
  const gsize start = 0;

  do
    {
      const int c = fus_table_text_next (reader->table);

      if (c == EOF)
        {
          if (ferror (reader->table->file))
            fus_csv_reader_set_error (reader, error, "%s", read_failure (reader));
          return FALSE;
        }
      fus_table_text_unread (reader->table, c);
      reader->row++;
      g_string_truncate (reader->text, 0);
      g_array_set_size (reader->offsets, 0);
      g_array_append_val (reader->offsets, start);
      if (!read_row (reader, error))
        return FALSE;
    }
  while (reader->text->len == 1);

  for (guint i = 0; i < fus_csv_reader_n_fields (reader); i++)
    {
      const gsize from = g_array_index (reader->offsets, gsize, i);
      const gsize to = g_array_index (reader->offsets, gsize, i + 1);

      /* With its length, so that NUL within quotes is seen too. */
      if (!g_utf8_validate (reader->text->str + from, to - from - 1, NULL))
        {
          fus_csv_reader_set_error (reader, error, _ ("it is not text in UTF-8"));
          return FALSE;
        }
    }
  return TRUE;
}

guint
fus_csv_reader_n_fields (const FusCsvReader *reader)
{
  return reader->offsets->len - 1;
}

const char *
fus_csv_reader_field (const FusCsvReader *reader, guint index)
{
  if (index >= fus_csv_reader_n_fields (reader))
    return "";
  return reader->text->str + g_array_index (reader->offsets, gsize, index);
}

int
fus_csv_reader_find (const FusCsvReader *reader, const char *name)
{
  for (guint i = 0; i < fus_csv_reader_n_fields (reader); i++)
    {
      g_autofree char *field = g_strdup (fus_csv_reader_field (reader, i));

      if (g_ascii_strcasecmp (g_strstrip (field), name) == 0)
        return i;
    }
  return -1;
}

guint64
fus_csv_reader_row (const FusCsvReader *reader)
{
  return reader->row;
}

static void
append_field (GString *table, const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL)
    {
      g_string_append (table, field);
      return;
    }
  g_string_append_c (table, '"');
  for (; *field != '\0'; field++)
    {
      if (*field == '"')
        g_string_append_c (table, '"');
      g_string_append_c (table, *field);
    }
  g_string_append_c (table, '"');
}

void
fus_csv_append_row (GString *table, const char *const *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      if (i > 0)
        g_string_append_c (table, ',');
      append_field (table, fields[i]);
    }
  g_string_append_c (table, '\n');
}
