/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/note.h"

#include "study/folder/study-private.h"
#include "engine/files/read-file.h"
#include "engine/files/untrusted-json.h"

#include <string.h>

/* The longest names some thousands of units. */
#define MAX_NOTE_BYTES (16 << 20)

char *
fus_note_hash_frames (FusStudy *study, const guint32 *frames, gsize n)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *crop = fus_study_crop_note (study);
  g_autoptr (FusFrameList) list = fus_study_ref_frames (study);

  g_checksum_update (checksum, (const guchar *) crop, strlen (crop) + 1);
  for (gsize i = 0; i < n; i++)
    {
      const FusFrame *frame = &list->frames[frames[i]];

      g_checksum_update (checksum, &frame->dataset, 1);
      g_checksum_update (checksum, (const guchar *) frame->path, strlen (frame->path) + 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

void
fus_note_add_counts (JsonBuilder *note, const char *what, const guint counts[FUS_N_TASKS])
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autofree char *member = g_strconcat (fus_task_name (task), what, NULL);

      fus_json_add_int (note, member, counts[task]);
    }
}

gboolean
fus_note_save (const char *path, JsonBuilder *builder, GError **error)
{
  g_autofree char *text = fus_json_text (builder, FUS_JSON_LINES);

  return fus_write_file (path, text, strlen (text), error);
}

JsonNode *
fus_note_load (const char *path)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (JsonNode) root = NULL;

  if (!fus_file_read (path, MAX_NOTE_BYTES, NULL, &text, &length, NULL))
    return NULL;
  root = fus_untrusted_json_parse (text, length, NULL);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

gboolean
fus_note_says (JsonNode *note, const char *name, const char *value)
{
  return g_strcmp0 (fus_untrusted_json_string (json_node_get_object (note), name), value) == 0;
}

guint
fus_note_count (JsonNode *note, const char *name)
{
  return (guint) CLAMP (fus_untrusted_json_int (json_node_get_object (note), name, 0), 0,
                        G_MAXINT32);
}
