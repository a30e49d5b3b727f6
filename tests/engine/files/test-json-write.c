/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/json-write.h"

#include <math.h>

static JsonBuilder *
build (void)
{
  JsonBuilder *builder = json_builder_new ();
  const float values[] = { 0.5f, NAN, -1, 2 };
  char *words[] = { "a", "b", NULL };

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "s", "“ä”");
  fus_json_add_string (builder, "none", NULL);
  fus_json_add_int (builder, "i", -3);
  fus_json_add_double (builder, "d", INFINITY);
  fus_json_add_boolean (builder, "b", TRUE);
  fus_json_add_strings (builder, "words", words);
  fus_json_add_matrix (builder, "m", values, 2, 2);
  fus_json_begin_object (builder, "o");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return builder;
}

static void
test_line (void)
{
  g_autoptr (JsonBuilder) builder = build ();
  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINE);

  g_assert_cmpstr (text, ==,
                   "{\"s\":\"“ä”\",\"none\":null,\"i\":-3,\"d\":null,\"b\":true,"
                   "\"words\":[\"a\",\"b\"],\"m\":[[0.5,null],[-1.0,2.0]],\"o\":{}}");
}

static void
test_lines (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "a", "b");
  fus_json_begin_array (builder, "c");
  fus_json_put_string (builder, "d");
  fus_json_put_double (builder, 1.5);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINES);
  g_assert_cmpstr (text, ==, "{\n  \"a\" : \"b\",\n  \"c\" : [\n    \"d\",\n    1.5\n  ]\n}");
}

/* A path may hold any byte. */
static void
test_no_utf8 (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  char *paths[] = { "x\xff.png", NULL };

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "n\xfe", "/tmp/\xe4.png");
  fus_json_add_strings (builder, "paths", paths);
  json_builder_end_object (builder);
  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINE);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpstr (text, ==, "{\"n\uFFFD\":\"/tmp/\uFFFD.png\",\"paths\":[\"x\uFFFD.png\"]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/json-write/line", test_line);
  g_test_add_func ("/engine/json-write/lines", test_lines);
  g_test_add_func ("/engine/json-write/no-utf8", test_no_utf8);
  return g_test_run ();
}
