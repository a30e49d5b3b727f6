/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-store.h"

#include "npy.h"
#include "study-private.h"
#include "untrusted-json.h"

#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "analysis/maps"
#define FACE "average-face"

/* SHA-256 over the frames that went in, in order, and how they were cropped. */
static char *
hash_frames (FusStudy *study, const guint32 *indices, gsize n)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *crop = fus_study_crop_note (study);
  FusFrameList *frames = fus_study_frames (study);

  g_checksum_update (checksum, (const guchar *) crop, strlen (crop) + 1);
  for (gsize i = 0; i < n; i++)
    {
      const FusFrame *frame = &frames->frames[indices[i]];

      g_checksum_update (checksum, &frame->dataset, 1);
      g_checksum_update (checksum, (const guchar *) frame->path, strlen (frame->path) + 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
file_of (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

static char *
name_of (const FusMapOrigin *origin)
{
  return g_strdup_printf ("%s-%s", fus_network_kind_name (origin->kind),
                          fus_task_name (origin->task));
}

static void
write_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
write_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static gboolean
save_note (const char *path, JsonBuilder *builder, GError **error)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  return fus_write_file (path, text, strlen (text), error);
}

/* (transfer full) (nullable) */
static JsonNode *
load_note (const char *path)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (JsonNode) root = NULL;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  root = fus_untrusted_json_parse (text, length, NULL);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

static gboolean
says (JsonNode *note, const char *name, const char *value)
{
  JsonNode *node = json_object_get_member (json_node_get_object (note), name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_STRING
         && g_strcmp0 (json_node_get_string (node), value) == 0;
}

static guint
read_count (JsonNode *note, const char *name)
{
  JsonNode *node = json_object_get_member (json_node_get_object (note), name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return (guint) CLAMP (json_node_get_int (node), 0, G_MAXINT32);
}

FusMeanMap *
fus_map_store_load (const FusMapOrigin *origin)
{
  g_autofree char *name = name_of (origin);
  g_autofree char *note_path = file_of (origin->study, name, ".json");
  g_autofree char *map_path = file_of (origin->study, name, ".npy");
  g_autofree char *frames
      = hash_frames (origin->study, (const guint32 *) origin->frames->data, origin->frames->len);
  g_autoptr (JsonNode) note = load_note (note_path);
  g_autofree float *values = NULL;
  gsize dims[8];
  guint n_dims;
  FusMeanMap *map;

  if (note == NULL || !says (note, "network-hash", origin->network_hash)
      || !says (note, "frames-hash", frames))
    return NULL;
  values = fus_npy_load (map_path, &n_dims, dims, NULL);
  if (values == NULL || n_dims != 2 || dims[0] != origin->side || dims[1] != origin->side)
    return NULL;

  map = g_new0 (FusMeanMap, 1);
  map->side = dims[0];
  map->map = g_steal_pointer (&values);
  map->n_frames = read_count (note, "frames");
  map->n_empty = read_count (note, "frames-without-evidence");
  map->n_unreadable = read_count (note, "frames-unreadable");
  return map;
}

gboolean
fus_map_store_save (const FusMapOrigin *origin, const FusMeanMap *map, GError **error)
{
  g_autofree char *name = name_of (origin);
  g_autofree char *note_path = file_of (origin->study, name, ".json");
  g_autofree char *map_path = file_of (origin->study, name, ".npy");
  g_autofree char *folder = fus_study_file (origin->study, FOLDER, NULL);
  g_autofree char *frames
      = hash_frames (origin->study, (const guint32 *) origin->frames->data, origin->frames->len);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  const gsize dims[] = { map->side, map->side };

  json_builder_begin_object (builder);
  write_string (builder, "network", fus_network_kind_name (origin->kind));
  write_string (builder, "network-hash", origin->network_hash);
  write_string (builder, "task", fus_task_name (origin->task));
  write_string (builder, "method", "Grad-CAM");
  write_string (builder, "layer", fus_layer_name (FUS_LAYER_CONV8));
  write_string (builder, "target", "predicted");
  write_string (builder, "scaling", "min-max of each frame");
  write_string (builder, "part", fus_part_name (FUS_PART_TEST));
  write_string (builder, "frames-hash", frames);
  write_int (builder, "frames", map->n_frames);
  write_int (builder, "frames-without-evidence", map->n_empty);
  write_int (builder, "frames-unreadable", map->n_unreadable);
  write_int (builder, "seed", (gint64) fus_study_protocol (origin->study)->seed);
  write_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  /* The note of an earlier map must not stand beside a new one. */
  g_unlink (note_path);
  return fus_make_folder (folder, error) && fus_npy_save (map_path, map->map, 2, dims, error)
         && save_note (note_path, builder, error);
}

char *
fus_map_store_face_origin (FusStudy *study)
{
  FusFrameList *frames = fus_study_frames (study);
  g_autofree guint32 *indices = g_new (guint32, frames->n_frames);
  gsize n = 0;

  for (guint32 i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].fault == FUS_FAULT_NONE)
      indices[n++] = i;
  return hash_frames (study, indices, n);
}

FusPicture *
fus_map_store_load_face (FusStudy *study, const char *origin)
{
  g_autofree char *note_path = file_of (study, FACE, ".json");
  g_autofree char *face_path = file_of (study, FACE, ".png");
  g_autoptr (JsonNode) note = load_note (note_path);

  if (note == NULL || !says (note, "frames-hash", origin))
    return NULL;
  return fus_picture_load (face_path, 0, NULL);
}

gboolean
fus_map_store_save_face (FusStudy *study, const char *origin, const FusPicture *face,
                         GError **error)
{
  g_autofree char *note_path = file_of (study, FACE, ".json");
  g_autofree char *face_path = file_of (study, FACE, ".png");
  g_autofree char *folder = fus_study_file (study, FOLDER, NULL);
  g_autofree char *crop = fus_study_crop_note (study);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  write_string (builder, "method", "mean of the straight frames");
  write_string (builder, "crop", crop);
  write_string (builder, "frames-hash", origin);
  write_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  g_unlink (note_path);
  return fus_make_folder (folder, error) && fus_picture_save_png (face, face_path, error)
         && save_note (note_path, builder, error);
}
