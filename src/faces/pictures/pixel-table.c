/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/pixel-table.h"

#include "faces/error.h"
#include "faces/pictures/picture-private.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest row of a table of 48x48 pixels needs 2304 numbers of at most 3 digits; a line beyond
 * this is not one of them, and is not kept in memory. */
#define MAX_LINE 65536
#define MAX_COLUMNS 16
#define MAX_USAGE 16

typedef struct
{
  int emotion, usage, pixels; /* positions, -1 = none */
} Columns;

/* A piece of a line. */
typedef struct
{
  const char *text;
  gsize length;
} Field;

static Field
trim (Field field)
{
  while (field.length > 0 && g_ascii_isspace (field.text[0]))
    field.text++, field.length--;
  while (field.length > 0 && g_ascii_isspace (field.text[field.length - 1]))
    field.length--;
  if (field.length >= 2 && field.text[0] == '"' && field.text[field.length - 1] == '"')
    field = (Field){ field.text + 1, field.length - 2 };
  return field;
}

/* No field of these tables holds a comma, quoted or not. */
static guint
split_fields (const char *line, gsize length, Field fields[MAX_COLUMNS])
{
  guint n = 0;

  while (n < MAX_COLUMNS)
    {
      const char *comma = memchr (line, ',', length);
      gsize field = comma != NULL ? (gsize) (comma - line) : length;

      fields[n++] = trim ((Field){ line, field });
      if (comma == NULL)
        break;
      line += field + 1;
      length -= field + 1;
    }
  return n;
}

static gboolean
is_word (Field field, const char *word)
{
  return field.length == strlen (word) && g_ascii_strncasecmp (field.text, word, field.length) == 0;
}

static gboolean
parse_header (const char *line, gsize length, Columns *columns)
{
  static const char byte_order_mark[] = "\xef\xbb\xbf";
  Field fields[MAX_COLUMNS];
  guint n;

  if (length >= 3 && memcmp (line, byte_order_mark, 3) == 0)
    line += 3, length -= 3;
  *columns = (Columns){ -1, -1, -1 };
  n = split_fields (line, length, fields);
  for (guint i = 0; i < n; i++)
    if (is_word (fields[i], "emotion"))
      columns->emotion = i;
    else if (is_word (fields[i], "usage"))
      columns->usage = i;
    else if (is_word (fields[i], "pixels"))
      columns->pixels = i;
  return columns->pixels >= 0;
}

/* A whole number of one to three digits; moves @field beyond it and the blanks that follow. */
static gboolean
take_number (Field *field, int *number)
{
  gsize digits = 0;

  *number = 0;
  while (digits < field->length && g_ascii_isdigit (field->text[digits]) && digits < 4)
    *number = 10 * *number + (field->text[digits++] - '0');
  if (digits == 0 || digits > 3)
    return FALSE;
  while (digits < field->length && field->text[digits] == ' ')
    digits++;
  field->text += digits;
  field->length -= digits;
  return TRUE;
}

static const char *
parse_pixels (Field field, guint8 pixels[FUS_PIXEL_TABLE_PIXELS])
{
  int value;

  for (guint i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
    {
      if (field.length == 0)
        return _ ("it has fewer than 2304 pixels");
      if (!take_number (&field, &value) || value > 255)
        return _ ("a pixel is no number from 0 to 255");
      pixels[i] = (guint8) value;
    }
  return field.length > 0 ? _ ("it has more than 2304 pixels") : NULL;
}

static const char *
parse_row (const char *line, gsize length, const Columns *columns, FusPixelRow *row,
           char usage[MAX_USAGE])
{
  Field fields[MAX_COLUMNS];
  int n = (int) split_fields (line, length, fields);
  int most = MAX (columns->pixels, MAX (columns->emotion, columns->usage));

  row->emotion = -1;
  row->usage = usage;
  usage[0] = '\0';
  if (n <= most)
    return _ ("it has too few columns");
  if (columns->emotion >= 0)
    {
      Field field = fields[columns->emotion];

      if (!take_number (&field, &row->emotion) || field.length > 0 || row->emotion > 6)
        return _ ("its emotion is no number from 0 to 6");
    }
  if (columns->usage >= 0)
    {
      Field field = fields[columns->usage];

      if (field.length >= MAX_USAGE)
        return _ ("its usage is none of Training, PublicTest, PrivateTest");
      memcpy (usage, field.text, field.length);
      usage[field.length] = '\0';
      if (!is_word (field, "Training") && !is_word (field, "PublicTest")
          && !is_word (field, "PrivateTest"))
        return _ ("its usage is none of Training, PublicTest, PrivateTest");
    }
  return parse_pixels (fields[columns->pixels], row->pixels);
}

static void
set_read_error (GError **error, const char *path, int code)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("The table “%s” cannot be read: %s."), shown, g_strerror (code));
}

/* Calls @line for each line of the file, with its number, its text without the line end, and where
 * it begins. A line longer than MAX_LINE is cut there. @line returns FALSE to stop. */
static gboolean
walk_lines (const char *path,
            gboolean (*line) (guint number, const char *text, gsize length, goffset offset,
                              gpointer data),
            gpointer data, GError **error)
{
  g_autofree char *text = g_malloc (MAX_LINE);
  goffset begin = 0, end = 0;
  gboolean go_on = TRUE;
  FILE *file = fopen (path, "re");

  if (file == NULL)
    {
      set_read_error (error, path, errno);
      return FALSE;
    }
  for (guint number = 1; go_on; number++)
    {
      gsize length = 0;
      int c;

      while ((c = getc_unlocked (file)) != EOF && c != '\n')
        {
          if (length < MAX_LINE)
            text[length++] = (char) c;
          end++;
        }
      if (c == EOF && end == begin)
        break;
      end += c == '\n';
      if (length > 0 && text[length - 1] == '\r')
        length--;
      go_on = line (number, text, length, begin, data) && c != EOF;
      begin = end;
    }
  int code = ferror_unlocked (file) ? errno : 0;
  fclose (file);
  if (code != 0)
    set_read_error (error, path, code);
  return code == 0;
}

typedef struct
{
  Columns columns;
  gboolean is_table;
  FusPixelRow row;
  void (*visit) (const FusPixelRow *row, gpointer data);
  gpointer data;
} Walk;

static gboolean
visit_line (guint number, const char *text, gsize length, goffset offset, gpointer data)
{
  Walk *walk = data;
  char usage[MAX_USAGE];

  if (number == 1)
    {
      walk->is_table = parse_header (text, length, &walk->columns);
      return walk->is_table && walk->visit != NULL;
    }
  if (length == 0)
    return TRUE;
  walk->row.row = number;
  walk->row.fault = parse_row (text, length, &walk->columns, &walk->row, usage);
  walk->visit (&walk->row, walk->data);
  return TRUE;
}

gboolean
fus_pixel_table_is (const char *path)
{
  g_autofree Walk *walk = g_new0 (Walk, 1);

  return walk_lines (path, visit_line, walk, NULL) && walk->is_table;
}

gboolean
fus_pixel_table_walk (const char *path, void (*visit) (const FusPixelRow *row, gpointer data),
                      gpointer data, GError **error)
{
  g_autofree Walk *walk = g_new0 (Walk, 1);

  walk->visit = visit;
  walk->data = data;
  if (!walk_lines (path, visit_line, walk, error))
    return FALSE;
  if (walk->is_table)
    return TRUE;
  g_autofree char *shown = g_filename_display_name (path);
  g_set_error (error, FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
               _ ("The first line of “%s” names no column “pixels”."), shown);
  return FALSE;
}

gboolean
fus_pixel_table_parse_address (const char *address, char **path, guint *row)
{
  const char *mark = g_strrstr (address, ".csv#");
  guint64 number;

  if (mark == NULL || !g_ascii_string_to_unsigned (mark + 5, 10, 1, G_MAXUINT, &number, NULL))
    return FALSE;
  *path = g_strndup (address, (gsize) (mark + 4 - address));
  *row = (guint) number;
  return TRUE;
}

/* Where the lines of one table begin. */
typedef struct
{
  gint64 modified; /* ns */
  goffset size;
  Columns columns;
  GArray *offsets; /* goffset, [0] = line 1, one more for the file's end */
} Index;

static GMutex indexes_lock;
static GHashTable *indexes; /* path → Index; a study has one table or two */

static void
index_free (gpointer data)
{
  Index *index = data;

  g_array_unref (index->offsets);
  g_free (index);
}

static gboolean
note_offset (guint number, const char *text, gsize length, goffset offset, gpointer data)
{
  Index *index = data;

  if (number == 1)
    parse_header (text, length, &index->columns);
  g_array_append_val (index->offsets, offset);
  return TRUE;
}

static gint64
modified_ns (const GStatBuf *info)
{
  return info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec;
}

/* The index of @path as it is on disk now; made when it is not there. Called under the lock. */
static Index *
find_index (const char *path, GError **error)
{
  GStatBuf info;
  Index *index;

  if (g_stat (path, &info) != 0)
    {
      set_read_error (error, path, errno);
      return NULL;
    }
  if (indexes == NULL)
    indexes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, index_free);
  index = g_hash_table_lookup (indexes, path);
  if (index != NULL && index->modified == modified_ns (&info) && index->size == info.st_size)
    return index;

  index = g_new0 (Index, 1);
  index->modified = modified_ns (&info);
  index->size = info.st_size;
  index->columns = (Columns){ -1, -1, -1 };
  index->offsets = g_array_new (FALSE, FALSE, sizeof (goffset));
  if (!walk_lines (path, note_offset, index, error))
    {
      index_free (index);
      return NULL;
    }
  g_array_append_val (index->offsets, index->size);
  g_hash_table_replace (indexes, g_strdup (path), index);
  return index;
}

static FusPicture *
picture_of_grey (const guint8 *grey)
{
  FusPicture *picture = fus_picture_new (FUS_PIXEL_TABLE_SIDE, FUS_PIXEL_TABLE_SIDE);

  for (guint i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
    memset (picture->pixels + 3 * i, grey[i], 3);
  return picture;
}

static gssize
read_at (const char *path, goffset offset, char *text, gsize length)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n;

  if (file < 0)
    return -1;
  n = pread (file, text, length, offset);
  close (file);
  return n;
}

FusPicture *
fus_pixel_table_load (const char *path, guint row, GError **error)
{
  g_autofree char *address = g_strdup_printf ("%s#%u", path, row);
  g_autofree FusPixelRow *parsed = g_new0 (FusPixelRow, 1);
  g_autofree char *text = NULL;
  char usage[MAX_USAGE];
  Columns columns = { -1, -1, -1 };
  goffset from = 0, to = 0;
  gssize n;

  g_mutex_lock (&indexes_lock);
  Index *index = find_index (path, error);
  if (index == NULL)
    {
      g_mutex_unlock (&indexes_lock);
      return NULL;
    }
  if (row >= 2 && row < index->offsets->len)
    {
      from = g_array_index (index->offsets, goffset, row - 1);
      to = g_array_index (index->offsets, goffset, row);
      columns = index->columns;
    }
  g_mutex_unlock (&indexes_lock);

  if (to <= from || columns.pixels < 0)
    {
      fus_picture_set_error (error, address, _ ("the table has no such row"));
      return NULL;
    }
  text = g_malloc (MIN (to - from, MAX_LINE));
  n = read_at (path, from, text, MIN (to - from, MAX_LINE));
  if (n < 0)
    {
      set_read_error (error, path, errno);
      return NULL;
    }
  while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
    n--;
  parsed->fault = parse_row (text, (gsize) n, &columns, parsed, usage);
  if (parsed->fault != NULL)
    {
      fus_picture_set_error (error, address, parsed->fault);
      return NULL;
    }
  return picture_of_grey (parsed->pixels);
}
