/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/files/json-write.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* Notes of origin: a JSON object beside each result, which says what it was computed from, and by
 * which a result is known to be of use still. */

/* SHA-256 over frames, in order, and how they were cropped. (transfer full). Any thread. */
char *fus_note_hash_frames (FusStudy *study, const guint32 *frames, gsize n);

/* A note's members are added by fus_json_add_string() and so on. */

/* How many frames of each task there were: "identity" and @what are the member's name. */
void fus_note_add_counts (JsonBuilder *builder, const char *what, const guint counts[FUS_N_TASKS]);

gboolean fus_note_save (const char *path, JsonBuilder *builder, GError **error);
/* NULL where there is none that can be read. (transfer full) (nullable) */
JsonNode *fus_note_load (const char *path);
gboolean fus_note_says (JsonNode *note, const char *name, const char *value);
/* 0 where it is not there; never negative. */
guint fus_note_count (JsonNode *note, const char *name);

G_END_DECLS
