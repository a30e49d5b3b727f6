/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/npy.h"

#include "analysis/analysis-error.h"
#include "engine/files/read-file.h"
#include "faces/write-file.h"
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAGIC "\x93NUMPY"
#define MAGIC_SIZE 6
#define MAX_DIMS 8
#define MAX_VALUES_BYTES (G_GUINT64_CONSTANT (4) << 30)
/* More than a header of eight dimensions takes. */
#define MAX_HEADER_BYTES 65536

gboolean
fus_npy_save (const char *path, const float *values, guint n_dims, const gsize *dims,
              GError **error)
{
  g_assert (n_dims <= MAX_DIMS);
  g_autoptr (GString) head = g_string_new ("{'descr': '<f4', 'fortran_order': False, 'shape': (");
  gsize n = 1;
  for (guint d = 0; d < n_dims; d++)
    {
      g_string_append_printf (head, "%" G_GSIZE_FORMAT ",%s", dims[d], d + 1 < n_dims ? " " : "");
      n *= dims[d];
    }
  /* NumPy writes (3,) but (3, 4). */
  if (n_dims > 1)
    g_string_truncate (head, head->len - 1);
  g_string_append (head, "), }");
  /* The format wants the values to begin at a multiple of 64, after a line feed. */
  while ((MAGIC_SIZE + 4 + head->len + 1) % 64 != 0)
    g_string_append_c (head, ' ');
  g_string_append_c (head, '\n');

  gsize size = MAGIC_SIZE + 4 + head->len + n * sizeof (float);
  g_autofree char *file = g_malloc (size);
  char *at = file;
  memcpy (at, MAGIC, MAGIC_SIZE);
  at += MAGIC_SIZE;
  *at++ = 1;
  *at++ = 0;
  *at++ = (char) (head->len & 0xff);
  *at++ = (char) (head->len >> 8);
  memcpy (at, head->str, head->len);
  at += head->len;
  for (gsize i = 0; i < n; i++, at += sizeof (float))
    {
      guint32 bits;
      memcpy (&bits, &values[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      memcpy (at, &bits, sizeof bits);
    }
  return fus_write_file_quickly (path, file, size, error);
}

/* What a header says. */
typedef struct
{
  gboolean is_double;
  guint n_dims;
  gsize dims[MAX_DIMS];
} Header;

static void
skip_space (const char **at)
{
  while (**at == ' ' || **at == '\t' || **at == '\n')
    (*at)++;
}

static gboolean
accept (const char **at, const char *token)
{
  skip_space (at);
  if (!g_str_has_prefix (*at, token))
    return FALSE;
  *at += strlen (token);
  return TRUE;
}

/* 'text' or "text", without escapes: NumPy writes none for plain numbers. */
static char *
parse_string (const char **at)
{
  skip_space (at);
  char quote = **at;
  if (quote != '\'' && quote != '"')
    return NULL;
  const char *end = strchr (*at + 1, quote);
  if (end == NULL)
    return NULL;
  char *text = g_strndup (*at + 1, end - *at - 1);
  *at = end + 1;
  return text;
}

static gboolean
parse_shape (const char **at, Header *header)
{
  if (!accept (at, "("))
    return FALSE;
  header->n_dims = 0;
  while (!accept (at, ")"))
    {
      skip_space (at);
      if (header->n_dims == MAX_DIMS || !g_ascii_isdigit (**at))
        return FALSE;
      char *end;
      guint64 dim = g_ascii_strtoull (*at, &end, 10);
      if (dim > MAX_VALUES_BYTES)
        return FALSE;
      header->dims[header->n_dims++] = dim;
      *at = end;
      if (!accept (at, ","))
        return accept (at, ")");
    }
  return TRUE;
}

static gboolean
parse_header (const char *text, Header *header)
{
  gboolean has_type = FALSE, has_order = FALSE, has_shape = FALSE;
  if (!accept (&text, "{"))
    return FALSE;
  while (!accept (&text, "}"))
    {
      g_autofree char *key = parse_string (&text);
      if (key == NULL || !accept (&text, ":"))
        return FALSE;
      if (g_str_equal (key, "descr"))
        {
          g_autofree char *type = parse_string (&text);
          if (g_strcmp0 (type, "<f4") != 0 && g_strcmp0 (type, "<f8") != 0)
            return FALSE;
          header->is_double = type[2] == '8';
          has_type = TRUE;
        }
      else if (g_str_equal (key, "fortran_order"))
        has_order = accept (&text, "False");
      else if (g_str_equal (key, "shape"))
        has_shape = parse_shape (&text, header);
      else
        return FALSE;
      if (!accept (&text, ","))
        {
          if (!accept (&text, "}"))
            return FALSE;
          break;
        }
    }
  return has_type && has_order && has_shape;
}

/* Number of values that a header stands for, or FALSE where they would not be @bytes long. */
static gboolean
count_values (const Header *header, gsize bytes, gsize *n)
{
  guint64 count = 1;
  for (guint d = 0; d < header->n_dims; d++)
    {
      if (header->dims[d] != 0 && count > MAX_VALUES_BYTES / header->dims[d])
        return FALSE;
      count *= header->dims[d];
    }
  *n = count;
  return count * (header->is_double ? 8 : 4) == bytes;
}

static float
read_value (const char *at, gboolean is_double)
{
  if (is_double)
    {
      guint64 bits;
      double value;
      memcpy (&bits, at, sizeof bits);
      bits = GUINT64_FROM_LE (bits);
      memcpy (&value, &bits, sizeof value);
      return (float) value;
    }
  guint32 bits;
  float value;
  memcpy (&bits, at, sizeof bits);
  bits = GUINT32_FROM_LE (bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

float *
fus_npy_load (const char *path, guint *n_dims, gsize *dims, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *bytes = NULL;
  gsize size;
  /* Read, not mapped: a file that is cut short meanwhile would end the program. */
  if (!fus_file_read (path, MAX_VALUES_BYTES + MAX_HEADER_BYTES, NULL, &bytes, &size, &failure))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, failure->domain, failure->code, _ ("“%s” cannot be read: %s."), shown,
                   failure->message);
      return NULL;
    }

  /* Version 1 states the header's length in two bytes, 2 and 3 in four. */
  if (size < MAGIC_SIZE + 6 || memcmp (bytes, MAGIC, MAGIC_SIZE) != 0)
    {
      g_set_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_FILE,
                   _ ("%s is not a NumPy array file (.npy)."), path);
      return NULL;
    }
  const guint8 *head = (const guint8 *) bytes + MAGIC_SIZE;
  gboolean is_short = head[0] == 1;
  gsize start = MAGIC_SIZE + (is_short ? 4 : 6);
  gsize length = head[2] | (gsize) head[3] << 8;
  if (!is_short)
    length |= (gsize) head[4] << 16 | (gsize) head[5] << 24;
  if (head[0] < 1 || head[0] > 3 || length > size - start)
    {
      g_set_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_FILE,
                   _ ("%s is cut short or damaged: its header does not fit into the file."), path);
      return NULL;
    }

  Header header = { 0 };
  g_autofree char *text = g_strndup (bytes + start, length);
  if (!parse_header (text, &header))
    {
      g_set_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_FILE,
                   _ ("%s holds another kind of array. Save it with NumPy as float32 or float64 in "
                      "C order, with at most %d dimensions."),
                   path, MAX_DIMS);
      return NULL;
    }
  gsize n, values_size = size - start - length;
  if (!count_values (&header, values_size, &n) || values_size > MAX_VALUES_BYTES)
    {
      g_set_error (error, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_FILE,
                   _ ("%s is cut short or damaged: it holds %zu bytes of values, which is not what "
                      "its shape needs."),
                   path, values_size);
      return NULL;
    }

  float *values = g_new (float, MAX (n, 1));
  const char *at = bytes + start + length;
  gsize step = header.is_double ? 8 : 4;
  for (gsize i = 0; i < n; i++)
    values[i] = read_value (at + i * step, header.is_double);
  *n_dims = header.n_dims;
  memcpy (dims, header.dims, header.n_dims * sizeof *dims);
  return values;
}
