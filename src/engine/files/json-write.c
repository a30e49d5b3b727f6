/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/json-write.h"

#include <math.h>

void
fus_json_put_double (JsonBuilder *builder, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
fus_json_put_string (JsonBuilder *builder, const char *value)
{
  /* Names of people and folders come from file systems, which know no encoding. */
  if (value == NULL || g_utf8_validate (value, -1, NULL))
    {
      json_builder_add_string_value (builder, value);
      return;
    }
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_builder_add_string_value (builder, valid);
}

void
fus_json_set_name (JsonBuilder *builder, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  json_builder_set_member_name (builder, valid);
}

void
fus_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  fus_json_set_name (builder, name);
  fus_json_put_string (builder, value);
}

void
fus_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  fus_json_set_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
fus_json_add_double (JsonBuilder *builder, const char *name, double value)
{
  fus_json_set_name (builder, name);
  fus_json_put_double (builder, value);
}

void
fus_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  fus_json_set_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
fus_json_add_strings (JsonBuilder *builder, const char *name, char *const *values)
{
  fus_json_begin_array (builder, name);
  for (; values != NULL && *values != NULL; values++)
    fus_json_put_string (builder, *values);
  json_builder_end_array (builder);
}

void
fus_json_add_floats (JsonBuilder *builder, const char *name, const float *values, gsize n)
{
  fus_json_begin_array (builder, name);
  for (gsize i = 0; i < n; i++)
    fus_json_put_double (builder, values[i]);
  json_builder_end_array (builder);
}

void
fus_json_add_matrix (JsonBuilder *builder, const char *name, const float *values, gsize rows,
                     gsize columns)
{
  fus_json_begin_array (builder, name);
  for (gsize i = 0; i < rows; i++)
    {
      json_builder_begin_array (builder);
      for (gsize j = 0; j < columns; j++)
        fus_json_put_double (builder, values[i * columns + j]);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

void
fus_json_begin_object (JsonBuilder *builder, const char *name)
{
  fus_json_set_name (builder, name);
  json_builder_begin_object (builder);
}

void
fus_json_begin_array (JsonBuilder *builder, const char *name)
{
  fus_json_set_name (builder, name);
  json_builder_begin_array (builder);
}

char *
fus_json_text (JsonBuilder *builder, FusJsonStyle style)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, style == FUS_JSON_LINES);
}
