/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <math.h>
#include <stdio.h>

static void
add_number (JsonBuilder *builder, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
fus_json_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
fus_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
fus_json_add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  add_number (builder, value);
}

void
fus_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
fus_json_add_strings (JsonBuilder *builder, const char *name, char *const *values)
{
  fus_json_begin_array (builder, name);
  for (; values != NULL && *values != NULL; values++)
    json_builder_add_string_value (builder, *values);
  json_builder_end_array (builder);
}

void
fus_json_add_floats (JsonBuilder *builder, const char *name, const float *values, gsize n)
{
  fus_json_begin_array (builder, name);
  for (gsize i = 0; i < n; i++)
    add_number (builder, values[i]);
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
        add_number (builder, values[i * columns + j]);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

void
fus_json_begin_object (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

void
fus_json_begin_array (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

void
fus_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  puts (text);
}
