/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/table-text.h"

#include <glib/gi18n-lib.h>

#include "engine/files/read-file.h"
#include "faces/error.h"

/* Enough of a first line to tell what separates its columns. */
#define MAX_LOOKED_AT 4096

static guint
skip_mark (FILE *file, FusEncoding *encoding)
{
  guint8 head[3] = { 0 };
  const gsize n = fread (head, 1, sizeof head, file);

  *encoding = FUS_ENCODING_UTF8;
  if (n == 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf)
    return 3;
  if (n < 2 || head[0] + head[1] != 0xff + 0xfe || MAX (head[0], head[1]) != 0xff)
    return 0;
  *encoding = head[0] == 0xff ? FUS_ENCODING_UTF16_LE : FUS_ENCODING_UTF16_BE;
  return 2;
}

/* Those within quotes are part of a name. A comma where there is none of the three. */
static char
find_separator (FusTableText *text)
{
  static const char separators[] = { ',', ';', '\t' };
  guint counts[G_N_ELEMENTS (separators)] = { 0 };
  gboolean quoted = FALSE;
  guint most = 0;
  int c;

  for (guint n = 0; n < MAX_LOOKED_AT && (c = fus_table_text_next (text)) != EOF; n++)
    {
      if (c == '"')
        quoted = !quoted;
      if (!quoted && (c == '\n' || c == '\r'))
        break;
      for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
        counts[i] += !quoted && c == separators[i];
    }
  for (guint i = 1; i < G_N_ELEMENTS (separators); i++)
    if (counts[i] > counts[most])
      most = i;
  return separators[most];
}

FusTableText *
fus_table_text_open (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  FusTableText *text = g_new0 (FusTableText, 1);

  text->file = fus_file_open (path, &text->stamp, &failure);
  if (text->file == NULL)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                   _ ("The table “%s” cannot be opened: %s."), shown, failure->message);
      g_free (text);
      return NULL;
    }
  text->path = g_strdup (path);
  text->start = skip_mark (text->file, &text->encoding);
  fus_table_text_seek (text, text->start);
  text->separator = find_separator (text);
  fus_table_text_seek (text, text->start);
  return text;
}

void
fus_table_text_free (FusTableText *text)
{
  fclose (text->file);
  g_free (text->path);
  g_free (text);
}

/* Returns: a unit of UTF-16, or EOF. */
static int
next_unit (FusTableText *text)
{
  const int first = getc_unlocked (text->file), second = getc_unlocked (text->file);

  if (second == EOF)
    return EOF;
  text->at += 2;
  return text->encoding == FUS_ENCODING_UTF16_LE ? second << 8 | first : first << 8 | second;
}

int
fus_table_text_convert (FusTableText *text)
{
  if (text->next_pending == text->n_pending)
    {
      const goffset before = text->at;
      int unit = next_unit (text), low;
      gunichar character;

      if (unit == EOF)
        return EOF;
      character = (gunichar) unit;
      /* Half a pair alone is no character, and becomes none that is valid. */
      if (unit >= 0xd800 && unit < 0xdc00 && (low = next_unit (text)) != EOF)
        character = low >= 0xdc00 && low < 0xe000
                        ? 0x10000 + ((gunichar) (unit - 0xd800) << 10) + (gunichar) (low - 0xdc00)
                        : 0xfffd;
      text->before = before;
      text->n_pending = (guint) g_unichar_to_utf8 (character, (char *) text->pending);
      text->next_pending = 0;
    }
  return text->pending[text->next_pending++];
}

void
fus_table_text_unread (FusTableText *text, int c)
{
  if (text->encoding == FUS_ENCODING_UTF8)
    ungetc (c, text->file);
  else
    text->next_pending--;
}

goffset
fus_table_text_tell (FusTableText *text)
{
  if (text->encoding == FUS_ENCODING_UTF8)
    return ftello (text->file);
  return text->next_pending < text->n_pending ? text->before : text->at;
}

gboolean
fus_table_text_seek (FusTableText *text, goffset offset)
{
  text->n_pending = text->next_pending = 0;
  text->at = offset;
  return fseeko (text->file, offset, SEEK_SET) == 0;
}
