/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Parses JSON that anyone may have written: UTF-8 and nesting are checked first, since the parser
 * recurses; and UTF-8 once more of what escapes stand for. Returns: (transfer full): NULL with an
 * error that does not yet name the file. */
JsonNode *fus_untrusted_json_parse (const char *text, gsize length, GError **error);

G_END_DECLS
