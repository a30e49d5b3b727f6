/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/note.h"

#include "study/folder/study-private.h"
#include "engine/files/untrusted-json.h"

#include <string.h>

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

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  root = fus_untrusted_json_parse (text, length, NULL);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

gboolean
fus_note_says (JsonNode *note, const char *name, const char *value)
{
  JsonNode *node = json_object_get_member (json_node_get_object (note), name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_STRING
         && g_strcmp0 (json_node_get_string (node), value) == 0;
}

guint
fus_note_count (JsonNode *note, const char *name)
{
  JsonNode *node = json_object_get_member (json_node_get_object (note), name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return (guint) CLAMP (json_node_get_int (node), 0, G_MAXINT32);
}
