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
      g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE, _ ("the header is not JSON: %s"),
                   reason->message);
      return NULL;
    }
  if (json_parser_get_root (parser) == NULL)
    {
      g_set_error_literal (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE,
                           _ ("the header is empty"));
      return NULL;
    }
  return json_parser_steal_root (parser);
}
