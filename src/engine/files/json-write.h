/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How the program writes JSON, in files and on standard output. What is written is valid UTF-8
 * whatever the strings hold: a byte that is none becomes U+FFFD. Any thread that has @builder to
 * itself. */

/* The name of the member that comes next in the object that @builder is in. */
void fus_json_set_name (JsonBuilder *builder, const char *name);

/* A member of the object that @builder is in. A number that is not finite becomes null: JSON knows
 * no other way to say so; so does a string that is NULL. */
void fus_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void fus_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void fus_json_add_double (JsonBuilder *builder, const char *name, double value);
void fus_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void fus_json_add_strings (JsonBuilder *builder, const char *name, char *const *values);
/* Nested arrays of [rows, columns]. */
void fus_json_add_matrix (JsonBuilder *builder, const char *name, const float *values, gsize rows,
                          gsize columns);
void fus_json_add_floats (JsonBuilder *builder, const char *name, const float *values, gsize n);
/* An element of the array that @builder is in; null where it would be so for a member. */
void fus_json_put_double (JsonBuilder *builder, double value);
void fus_json_put_string (JsonBuilder *builder, const char *value);
/* Ended by json_builder_end_object() and json_builder_end_array(). */
void fus_json_begin_object (JsonBuilder *builder, const char *name);
void fus_json_begin_array (JsonBuilder *builder, const char *name);

/**
 * FusJsonStyle:
 * @FUS_JSON_LINE: all in one line, for programs
 * @FUS_JSON_LINES: a line for each member, indented, for people too
 */
typedef enum
{
  FUS_JSON_LINE,
  FUS_JSON_LINES,
} FusJsonStyle;

/* What was built, without a line feed at the end. (transfer full) */
char *fus_json_text (JsonBuilder *builder, FusJsonStyle style);

G_END_DECLS
