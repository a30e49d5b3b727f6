/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/untrusted-json.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A header nests three deep. */
#define MAX_DEPTH 8

/* Four digits, base 16. Returns: -1 for anything else. */
static int
read_unit (const char *text, const char *end)
{
  int unit = 0;

  if (end - text < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return -1;
      unit = unit << 4 | g_ascii_xdigit_value (text[i]);
    }
  return unit;
}

/* @text is behind a backslash. Returns: the length of an escape that JSON has and that stands for a
 * character which text can hold; 0 for others, which the parser would take. */
static gsize
escape_length (const char *text, const char *end)
{
  int unit;

  if (text == end)
    return 0;
  if (*text != 'u')
    return *text != '\0' && strchr ("\"\\/bfnrt", *text) != NULL;
  unit = read_unit (text + 1, end);
  if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
    return 0;
  if (unit < 0xd800 || unit >= 0xe000)
    return 5;
  /* The first half of a pair. */
  if (end - text < 7 || text[5] != '\\' || text[6] != 'u')
    return 0;
  unit = read_unit (text + 7, end);
  return unit >= 0xdc00 && unit < 0xe000 ? 11 : 0;
}

/* The parser recurses, and takes more than JSON: comments, other quotation marks, escapes of any
 * byte. Returns: (nullable): what is wrong, translated */
static const char *
find_fault (const char *text, gsize length)
{
  const char *const end = text + length;
  gboolean in_string = FALSE;
  guint depth = 0;

  for (; text < end; text++)
    if (*text == '"')
      in_string = !in_string;
    else if (in_string && *text == '\\')
      {
        const gsize escape = escape_length (text + 1, end);

        if (escape == 0)
          return _ ("the header holds an escape that is no character of UTF-8");
        text += escape;
      }
    else if (in_string)
      continue;
    else if ((*text == '[' || *text == '{') && ++depth > MAX_DEPTH)
      return _ ("the header nests too deep");
    else if ((*text == ']' || *text == '}') && depth > 0)
      depth--;
    else if (*text == '\0' || strchr ("/'#\\", *text) != NULL)
      return _ ("the header is not JSON");
  return NULL;
}

/* Whether all text in it is UTF-8 still, now that what was written as escapes is bytes: "\612" and
 * half a surrogate pair are not. */
static gboolean
holds_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!holds_text (json_array_get_element (array, i)))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        if (!g_utf8_validate (name, -1, NULL) || !holds_text (member))
          return FALSE;
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_utf8_validate (json_node_get_string (node), -1, NULL);
  return TRUE;
}

JsonNode *
fus_untrusted_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) reason = NULL;
  const char *fault;

  if (length == 0)
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE,
                           _ ("the header is empty"));
      return NULL;
    }
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE,
                           _ ("the header is not UTF-8 text"));
      return NULL;
    }
  fault = find_fault (text, length);
  if (fault != NULL)
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE, fault);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, (gssize) length, &reason))
    {
      /* It quotes the text, and may cut it anywhere. */
      g_autofree char *message = g_utf8_make_valid (reason->message, -1);

      g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE, _ ("the header is not JSON: %s"),
                   message);
      return NULL;
    }
  if (json_parser_get_root (parser) == NULL)
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE,
                           _ ("the header is empty"));
      return NULL;
    }
  if (!holds_text (json_parser_get_root (parser)))
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE,
                           _ ("the header is not UTF-8 text"));
      return NULL;
    }
  return json_parser_steal_root (parser);
}

/* The member where it holds a value of @type. */
static JsonNode *
find_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type
             ? node
             : NULL;
}

const char *
fus_untrusted_json_string (JsonObject *object, const char *name)
{
  JsonNode *node = find_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

gint64
fus_untrusted_json_int (JsonObject *object, const char *name, gint64 fallback)
{
  JsonNode *node = find_value (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : fallback;
}

gboolean
fus_untrusted_json_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = find_value (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

gboolean
fus_untrusted_json_number (JsonNode *node, double *number)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *number = json_node_get_double (node);
  return isfinite (*number);
}
