/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/untrusted-json.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>

/* A header nests three deep. */
#define MAX_DEPTH 8

static gboolean
nests_too_deep (const char *text, gsize length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (in_string && c == '\\')
        i++;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && (c == '[' || c == '{'))
        {
          if (++depth > MAX_DEPTH)
            return TRUE;
        }
      else if (!in_string && (c == ']' || c == '}') && depth > 0)
        depth--;
    }
  return FALSE;
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
  if (nests_too_deep (text, length))
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE,
                           _ ("the header nests too deep"));
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
