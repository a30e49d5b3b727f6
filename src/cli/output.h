/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A member of the object that @builder is in. A number that is not finite becomes null: JSON knows
 * no other way to say so. */
void fus_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void fus_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void fus_json_add_double (JsonBuilder *builder, const char *name, double value);
void fus_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void fus_json_add_strings (JsonBuilder *builder, const char *name, char *const *values);
/* Nested arrays of [rows, columns]. */
void fus_json_add_matrix (JsonBuilder *builder, const char *name, const float *values, gsize rows,
                          gsize columns);
void fus_json_add_floats (JsonBuilder *builder, const char *name, const float *values, gsize n);
void fus_json_begin_object (JsonBuilder *builder, const char *name);
void fus_json_begin_array (JsonBuilder *builder, const char *name);

/* Prints what was built on standard output, in one line. */
void fus_json_print (JsonBuilder *builder);

G_END_DECLS
