/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-store.h"

#include "note.h"
#include "npy.h"
#include "study-private.h"

#include <glib/gstdio.h>

#define FOLDER "analysis/maps"
#define FACE "average-face"

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

FusMeanMap *
fus_map_store_load (const FusMapOrigin *origin)
{
  g_autofree char *name = name_of (origin);
  g_autofree char *note_path = file_of (origin->study, name, ".json");
  g_autofree char *map_path = file_of (origin->study, name, ".npy");
  g_autofree char *frames = fus_note_hash_frames (
      origin->study, (const guint32 *) origin->frames->data, origin->frames->len);
  g_autoptr (JsonNode) note = fus_note_load (note_path);
  g_autofree float *values = NULL;
  gsize dims[8];
  guint n_dims;
  FusMeanMap *map;

  if (note == NULL || !fus_note_says (note, "network-hash", origin->network_hash)
      || !fus_note_says (note, "frames-hash", frames))
    return NULL;
  values = fus_npy_load (map_path, &n_dims, dims, NULL);
  if (values == NULL || n_dims != 2 || dims[0] != origin->side || dims[1] != origin->side)
    return NULL;

  map = g_new0 (FusMeanMap, 1);
  map->side = dims[0];
  map->map = g_steal_pointer (&values);
  map->n_frames = fus_note_count (note, "frames");
  map->n_empty = fus_note_count (note, "frames-without-evidence");
  map->n_unreadable = fus_note_count (note, "frames-unreadable");
  return map;
}

gboolean
fus_map_store_save (const FusMapOrigin *origin, const FusMeanMap *map, GError **error)
{
  g_autofree char *name = name_of (origin);
  g_autofree char *note_path = file_of (origin->study, name, ".json");
  g_autofree char *map_path = file_of (origin->study, name, ".npy");
  g_autofree char *folder = fus_study_file (origin->study, FOLDER, NULL);
  g_autofree char *frames = fus_note_hash_frames (
      origin->study, (const guint32 *) origin->frames->data, origin->frames->len);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  const gsize dims[] = { map->side, map->side };

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "network", fus_network_kind_name (origin->kind));
  fus_note_add_string (builder, "network-hash", origin->network_hash);
  fus_note_add_string (builder, "task", fus_task_name (origin->task));
  fus_note_add_string (builder, "method", "Grad-CAM");
  fus_note_add_string (builder, "layer", fus_layer_name (FUS_LAYER_CONV8));
  fus_note_add_string (builder, "target", "predicted");
  fus_note_add_string (builder, "scaling", "min-max of each frame");
  fus_note_add_string (builder, "part", fus_part_name (FUS_PART_TEST));
  fus_note_add_string (builder, "frames-hash", frames);
  fus_note_add_int (builder, "frames", map->n_frames);
  fus_note_add_int (builder, "frames-without-evidence", map->n_empty);
  fus_note_add_int (builder, "frames-unreadable", map->n_unreadable);
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (origin->study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  /* The note of an earlier map must not stand beside a new one. */
  g_unlink (note_path);
  return fus_make_folder (folder, error) && fus_npy_save (map_path, map->map, 2, dims, error)
         && fus_note_save (note_path, builder, error);
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
  return fus_note_hash_frames (study, indices, n);
}

FusPicture *
fus_map_store_load_face (FusStudy *study, const char *origin)
{
  g_autofree char *note_path = file_of (study, FACE, ".json");
  g_autofree char *face_path = file_of (study, FACE, ".png");
  g_autoptr (JsonNode) note = fus_note_load (note_path);

  if (note == NULL || !fus_note_says (note, "frames-hash", origin))
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
  fus_note_add_string (builder, "method", "mean of the straight frames");
  fus_note_add_string (builder, "crop", crop);
  fus_note_add_string (builder, "frames-hash", origin);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  g_unlink (note_path);
  return fus_make_folder (folder, error) && fus_picture_save_png (face, face_path, error)
         && fus_note_save (note_path, builder, error);
}
