/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Notes of origin: a JSON object beside each result, which says what it was computed from, and by
 * which a result is known to be of use still. */

/* SHA-256 over frames, in order, and how they were cropped. (transfer full). Any thread. */
char *fus_note_hash_frames (FusStudy *study, const guint32 *frames, gsize n);

/* A member of the object that @builder is in. A number that is not finite becomes null. */
void fus_note_add_string (JsonBuilder *builder, const char *name, const char *value);
void fus_note_add_int (JsonBuilder *builder, const char *name, gint64 value);
void fus_note_add_double (JsonBuilder *builder, const char *name, double value);

/* How many frames of each task there were: "identity" and @what are the member's name. */
void fus_note_add_counts (JsonBuilder *builder, const char *what, const guint counts[FUS_N_TASKS]);

/* The object's text. (transfer full) */
char *fus_note_text (JsonBuilder *builder);
gboolean fus_note_save (const char *path, JsonBuilder *builder, GError **error);
/* NULL where there is none that can be read. (transfer full) (nullable) */
JsonNode *fus_note_load (const char *path);
gboolean fus_note_says (JsonNode *note, const char *name, const char *value);
/* 0 where it is not there; never negative. */
guint fus_note_count (JsonNode *note, const char *name);

G_END_DECLS
