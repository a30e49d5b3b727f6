/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Parses JSON that anyone may have written. It is checked first, since the parser recurses and
 * takes more than JSON; so text in the tree is UTF-8 and ends where it seems to. Returns: (transfer
 * full): NULL with an error that does not yet name the file. */
JsonNode *fus_untrusted_json_parse (const char *text, gsize length, GError **error);

/* Members of an object, of whatever kind they may be: NULL, @fallback or FALSE where they are not
 * there or of another. */
const char *fus_untrusted_json_string (JsonObject *object, const char *name);
gint64 fus_untrusted_json_int (JsonObject *object, const char *name, gint64 fallback);
gboolean fus_untrusted_json_boolean (JsonObject *object, const char *name);
/* A finite number, whole or not. @node: (nullable) */
gboolean fus_untrusted_json_number (JsonNode *node, double *number);

G_END_DECLS
