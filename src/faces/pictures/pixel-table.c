/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/pixel-table.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "faces/error.h"
#include "faces/pictures/picture-private.h"
#include "faces/table-text.h"

/* The longest row of a table of 48x48 pixels needs 2304 numbers of at most 3 digits; a line beyond
 * this is not one of them, and is not kept in memory. */
#define MAX_LINE 65536
/* What a line may have that is passed over; beyond this the file is no table at all. */
#define MAX_SKIPPED ((gsize) 16 * 1024 * 1024)
#define LINES_PER_POLL 64
#define MAX_COLUMNS 16
#define MAX_USAGE 16

typedef struct
{
  int emotion, usage, pixels; /* positions, -1 = none */
  char separator;
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

/* Where the field ends that @line begins with: at a separator that is not within quotes. */
static gsize
field_length (const char *line, gsize length, char separator)
{
  const char *end;
  gsize from = 0;

  while (from < length && line[from] == ' ')
    from++;
  if (from < length && line[from] == '"'
      && (end = memchr (line + from + 1, '"', length - from - 1)))
    from = (gsize) (end - line);
  end = memchr (line + from, separator, length - from);
  return end != NULL ? (gsize) (end - line) : length;
}

static guint
split_fields (const char *line, gsize length, char separator, Field fields[MAX_COLUMNS])
{
  guint n = 0;

  while (n < MAX_COLUMNS)
    {
      const gsize field = field_length (line, length, separator);

      fields[n++] = trim ((Field){ line, field });
      if (field == length)
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
parse_header (const char *line, gsize length, char separator, Columns *columns)
{
  Field fields[MAX_COLUMNS];
  guint n;

  *columns = (Columns){ -1, -1, -1, separator };
  n = split_fields (line, length, separator, fields);
  for (guint i = 0; i < n; i++)
    if (is_word (fields[i], "emotion"))
      columns->emotion = i;
    else if (is_word (fields[i], "usage"))
      columns->usage = i;
    else if (is_word (fields[i], "pixels"))
      columns->pixels = i;
  return columns->pixels >= 0;
}

static gboolean
is_between (char c)
{
  return c == ' ' || c == ',' || c == ';' || c == '\t';
}

/* A whole number of one to three digits, which a spreadsheet may have written as 120.0; moves
 * @field beyond it and what separates it from the next. */
static gboolean
take_number (Field *field, int *number)
{
  gsize at = 0;

  *number = 0;
  while (at < field->length && g_ascii_isdigit (field->text[at]) && at < 4)
    *number = 10 * *number + (field->text[at++] - '0');
  if (at == 0 || at > 3)
    return FALSE;
  if (at < field->length && field->text[at] == '.')
    for (at++; at < field->length && field->text[at] == '0';)
      at++;
  if (at < field->length && !is_between (field->text[at]))
    return FALSE;
  while (at < field->length && is_between (field->text[at]))
    at++;
  field->text += at;
  field->length -= at;
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
  int n = (int) split_fields (line, length, columns->separator, fields);
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
set_read_error (GError **error, const char *path, const char *reason)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, _ ("The table “%s” cannot be read: %s."),
               shown, reason);
}

/* Reads a line without its end, cut at MAX_LINE, and how many bytes it has. Returns: FALSE at the
 * end of the file. */
static gboolean
read_line (FusTableText *table, char text[MAX_LINE], gsize *length, gsize longest)
{
  gsize n = 0;
  int c;

  while ((c = fus_table_text_next (table)) != EOF && c != '\n' && c != '\r' && n <= longest)
    {
      if (n < MAX_LINE)
        text[n] = (char) c;
      n++;
    }
  if (c == '\r' && (c = fus_table_text_next (table)) != '\n' && c != EOF)
    fus_table_text_unread (table, c);
  *length = n;
  return c != EOF || n > 0;
}

typedef gboolean (*LineVisit) (guint number, const char *text, gsize length, goffset offset,
                               gpointer data);

/* Calls @line for each line of the table from its first on, with its number, its text, cut at
 * MAX_LINE, and where it begins. @line returns FALSE to stop. Returns: FALSE with @error, or
 * without when @poll cancelled. */
static gboolean
walk_lines (FusTableText *table, LineVisit line, gpointer data, const FusPoll *poll, GError **error)
{
  g_autofree char *text = g_malloc (MAX_LINE);
  goffset offset = table->start;
  gsize length;

  /* A first line longer than that is no row of headings: where it ends does not matter. */
  for (guint number = 1; read_line (table, text, &length, number == 1 ? MAX_LINE : MAX_SKIPPED);
       number++)
    {
      if (length > MAX_SKIPPED)
        {
          set_read_error (error, table->path, _ ("a line of it is longer than 16 MB"));
          return FALSE;
        }
      if (!line (number, text, MIN (length, MAX_LINE), offset, data))
        break;
      if (number % LINES_PER_POLL == 0 && !fus_poll (poll))
        return FALSE;
      offset = fus_table_text_tell (table);
    }
  if (!ferror_unlocked (table->file))
    return TRUE;
  set_read_error (error, table->path, g_strerror (errno));
  return FALSE;
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
      walk->is_table = parse_header (text, length, walk->columns.separator, &walk->columns);
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
  g_autoptr (FusTableText) table = fus_table_text_open (path, NULL);
  g_autofree Walk *walk = g_new0 (Walk, 1);

  if (table == NULL)
    return FALSE;
  walk->columns.separator = table->separator;
  return walk_lines (table, visit_line, walk, NULL, NULL) && walk->is_table;
}

gboolean
fus_pixel_table_walk (const char *path, void (*visit) (const FusPixelRow *row, gpointer data),
                      gpointer data, const FusPoll *poll, GError **error)
{
  g_autoptr (FusTableText) table = fus_table_text_open (path, error);
  g_autofree Walk *walk = g_new0 (Walk, 1);
  g_autofree char *shown = g_filename_display_name (path);

  if (table == NULL)
    return FALSE;
  walk->columns.separator = table->separator;
  walk->visit = visit;
  walk->data = data;
  if (!walk_lines (table, visit_line, walk, poll, error))
    return FALSE;
  if (walk->is_table)
    return TRUE;
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
  FusFileStamp stamp;
  Columns columns;
  GArray *offsets; /* goffset, [0] = line 1 */
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
    parse_header (text, length, index->columns.separator, &index->columns);
  g_array_append_val (index->offsets, offset);
  return TRUE;
}

/* The index of @table as it is on disk now; made when it is not there. Called under the lock. */
static Index *
find_index (FusTableText *table, GError **error)
{
  Index *index;

  if (indexes == NULL)
    indexes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, index_free);
  index = g_hash_table_lookup (indexes, table->path);
  if (index != NULL && fus_file_stamp_equal (&index->stamp, &table->stamp))
    return index;

  index = g_new0 (Index, 1);
  index->stamp = table->stamp;
  index->columns.separator = table->separator;
  index->offsets = g_array_new (FALSE, FALSE, sizeof (goffset));
  if (!walk_lines (table, note_offset, index, NULL, error))
    {
      index_free (index);
      return NULL;
    }
  g_hash_table_replace (indexes, g_strdup (table->path), index);
  return index;
}

/* Where row @row begins and what its columns are; -1 where there is none. Returns: FALSE with
 * @error. */
static gboolean
find_row (FusTableText *table, guint row, goffset *offset, Columns *columns, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&indexes_lock);
  const Index *index = find_index (table, error);

  if (index == NULL)
    return FALSE;
  *columns = index->columns;
  *offset = row >= 2 && row <= index->offsets->len && columns->pixels >= 0
                ? g_array_index (index->offsets, goffset, row - 1)
                : -1;
  return TRUE;
}

static FusPicture *
picture_of_grey (const guint8 *grey)
{
  FusPicture *picture = fus_picture_new (FUS_PIXEL_TABLE_SIDE, FUS_PIXEL_TABLE_SIDE);

  for (guint i = 0; i < FUS_PIXEL_TABLE_PIXELS; i++)
    memset (picture->pixels + 3 * i, grey[i], 3);
  return picture;
}

FusPicture *
fus_pixel_table_load (const char *path, guint row, GError **error)
{
  g_autofree char *address = g_strdup_printf ("%s#%u", path, row);
  g_autoptr (FusTableText) table = fus_table_text_open (path, error);
  g_autofree FusPixelRow *parsed = g_new0 (FusPixelRow, 1);
  g_autofree char *text = g_malloc (MAX_LINE);
  char usage[MAX_USAGE];
  Columns columns;
  goffset offset;
  gsize length;

  if (table == NULL || !find_row (table, row, &offset, &columns, error))
    return NULL;
  if (offset < 0 || !fus_table_text_seek (table, offset)
      || !read_line (table, text, &length, MAX_LINE))
    {
      fus_picture_set_error (error, address, _ ("the table has no such row"));
      return NULL;
    }
  parsed->fault = parse_row (text, MIN (length, MAX_LINE), &columns, parsed, usage);
  if (parsed->fault != NULL)
    {
      fus_picture_set_error (error, address, parsed->fault);
      return NULL;
    }
  return picture_of_grey (parsed->pixels);
}
