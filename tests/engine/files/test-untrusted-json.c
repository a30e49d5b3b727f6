/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/files/untrusted-json.h"

#include <string.h>

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "{",
    "[[[[[[[[[1]]]]]]]]]",
    /* Octal and other escapes that the parser takes: the first gives a byte that is no UTF-8. */
    "{\"title\":\"caf\\351\"}",
    "{\"a\":\"\\x41\"}",
    "{\"a\":\"\\u00\"}",
    "{\"a\":\"\\u0000\"}",
    "{\"a\\u0000b\":1}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\\ud800\":1}",
    "{\"a\":\"\\udc00\\ud800\"}",
    "{\"a\":\"\\ud800\\u0041\"}",
    "{\"a\":\"\\",
    /* A comment's quotation mark would hide brackets from whoever counts them. */
    "/*\"*/[[[[[[[[[[[[1]]]]]]]]]]]]",
    "{'a':1}",
    "\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fus_untrusted_json_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
    }
  g_assert_null (fus_untrusted_json_parse ("{}\0", 3, NULL));
}

static void
test_taken (void)
{
  static const char text[] = "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 / ' # "
                             "\xc3\xa9\",\"n\":[1,-2.5e1]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = fus_untrusted_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (fus_untrusted_json_string (json_node_get_object (root), "a"), ==,
                   "\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80 / ' # \xc3\xa9");
}

/* Members of other kinds than what is asked for: no critical, which would end the test. */
static void
test_kinds (void)
{
  static const char text[]
      = "{\"s\":\"x\",\"i\":3,\"d\":1.5,\"b\":true,\"o\":{},\"l\":[],\"n\":null,"
        "\"huge\":1e999}";
  g_autoptr (JsonNode) root = fus_untrusted_json_parse (text, strlen (text), NULL);
  JsonObject *object = json_node_get_object (root);
  static const char *const names[] = { "s", "i", "d", "b", "o", "l", "n", "none" };
  double number = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = names[i];
      const gboolean is_number = *name == 'i' || *name == 'd';

      g_assert_cmpstr (fus_untrusted_json_string (object, name), ==, *name == 's' ? "x" : NULL);
      g_assert_cmpint (fus_untrusted_json_int (object, name, -7), ==, *name == 'i' ? 3 : -7);
      g_assert_cmpint (fus_untrusted_json_boolean (object, name), ==, *name == 'b');
      g_assert_cmpint (fus_untrusted_json_number (json_object_get_member (object, name), &number),
                       ==, is_number);
    }
  g_assert_false (fus_untrusted_json_number (json_object_get_member (object, "huge"), &number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/untrusted-json/refused", test_refused);
  g_test_add_func ("/engine/untrusted-json/taken", test_taken);
  g_test_add_func ("/engine/untrusted-json/kinds", test_kinds);
  return g_test_run ();
}
