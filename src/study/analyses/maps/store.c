/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/store.h"

#include "analysis/map.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/picture-file.h"
#include "study/analyses/maps/spec.h"
#include "study/folder/note.h"
#include "analysis/npy.h"
#include "study/folder/study-private.h"
#include "study/folder/table-reader.h"
#include "study/folder/table.h"

#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "analysis/maps"
#define FACE "average-face"
#define RAW "-raw"
#define SCALED "-scaled"
#define UNREADABLE "frames-unreadable"

static const char *const columns[] = { "path", "predicted", "map", NULL };
/* FusMapState */
static const char *const states[] = { "found", "empty", "unreadable" };

static char *
file_of (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

static char *
name_of (const FusMapKey *key)
{
  return g_strdup_printf ("%s-%s", fus_network_kind_name (key->kind), fus_task_name (key->task));
}

static char *
map_file (const FusMapKey *key, const char *what, const char *suffix)
{
  g_autofree char *name = name_of (key);
  g_autofree char *file = g_strconcat (name, what, suffix, NULL);
  g_autofree char *folder = fus_map_folder (&key->spec);

  return fus_study_file (key->study, folder, file);
}

static const FusFrame *
frame_at (const FusMapKey *key, gsize i)
{
  return &fus_study_frames (key->study)->frames[g_array_index (key->frames, guint32, i)];
}

static int
find (const char *const *words, gsize n, const char *word)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (words[i], word))
      return (int) i;
  return -1;
}

/* Which class each map explains, and how it came out. */
static gboolean
load_rows (const FusMapKey *key, FusMaps *maps)
{
  g_autofree char *path = map_file (key, "", ".csv");
  g_autoptr (FusTableReader) reader = fus_table_reader_open (path, columns);
  g_autoptr (GHashTable) classes = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n = 0;

  if (reader == NULL)
    return FALSE;
  for (guint i = 0; key->class_names[i] != NULL; i++)
    g_hash_table_insert (classes, (gpointer) key->class_names[i], GUINT_TO_POINTER (i + 1));
  for (; fus_table_reader_next (reader); n++)
    {
      int state = find (states, G_N_ELEMENTS (states), fus_table_reader_text (reader, 2));

      if (n == maps->n || state < 0
          || !g_str_equal (fus_table_reader_text (reader, 0), frame_at (key, n)->path))
        return FALSE;
      maps->state[n] = (guint8) state;
      maps->predicted[n] = (gint32) GPOINTER_TO_UINT (
                               g_hash_table_lookup (classes, fus_table_reader_text (reader, 1)))
                           - 1;
    }
  return n == maps->n;
}

FusMaps *
fus_map_store_load (const FusMapKey *key)
{
  g_autofree char *note_path = map_file (key, "", ".json");
  g_autofree char *raw_path = map_file (key, RAW, ".npy");
  g_autofree char *frames
      = fus_note_hash_frames (key->study, (const guint32 *) key->frames->data, key->frames->len);
  g_autoptr (JsonNode) note = fus_note_load (note_path);
  g_autoptr (FusMaps) maps = NULL;
  gsize dims[8], area = (gsize) key->side * key->side;
  guint n_dims;

  if (note == NULL || !fus_note_says (note, "network-hash", key->network_hash)
      || !fus_note_says (note, "frames-hash", frames)
      || MAX (fus_note_count (note, "method-version"), 1) != key->version)
    return NULL;
  maps = g_new0 (FusMaps, 1);
  maps->n = key->frames->len;
  maps->side = key->side;
  maps->state = g_new0 (guint8, MAX (maps->n, 1));
  maps->predicted = g_new (gint32, MAX (maps->n, 1));
  maps->raw = fus_npy_load (raw_path, &n_dims, dims, NULL);
  if (maps->raw == NULL || n_dims != 3 || dims[0] != maps->n || dims[1] != key->side
      || dims[2] != key->side || !load_rows (key, maps))
    return NULL;
  /* The same numbers as in the file of scaled maps, without reading it. */
  maps->scaled = g_new (float, MAX (maps->n * area, 1));
  memcpy (maps->scaled, maps->raw, maps->n * area * sizeof *maps->raw);
  for (gsize i = 0; i < maps->n; i++)
    if (maps->state[i] == FUS_MAP_FOUND)
      fus_map_scale (maps->scaled + i * area, area);
  return g_steal_pointer (&maps);
}

static gboolean
save_rows (const FusMapKey *key, const FusMaps *maps, GError **error)
{
  g_autofree char *path = map_file (key, "", ".csv");
  g_autoptr (FusTable) table = fus_table_new (columns);

  for (gsize i = 0; i < maps->n; i++)
    {
      fus_table_add_string (table, frame_at (key, i)->path);
      fus_table_add_string (table,
                            maps->predicted[i] >= 0 ? key->class_names[maps->predicted[i]] : NULL);
      fus_table_add_string (table, states[maps->state[i]]);
    }
  return fus_table_save (table, path, error);
}

static char *
make_note (const FusMapKey *key, const FusMeanMap *mean)
{
  g_autofree char *frames
      = fus_note_hash_frames (key->study, (const guint32 *) key->frames->data, key->frames->len);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "network", fus_network_kind_name (key->kind));
  fus_json_add_string (builder, "network-hash", key->network_hash);
  fus_json_add_string (builder, "task", fus_task_name (key->task));
  fus_map_spec_add (&key->spec, builder);
  fus_json_add_string (builder, "target", "predicted");
  fus_json_add_string (builder, "scaling", "min-max of each frame");
  fus_json_add_string (builder, "part", fus_part_name (FUS_PART_TEST));
  fus_json_add_string (builder, "frames-hash", frames);
  fus_json_add_int (builder, "method-version", key->version);
  fus_json_add_int (builder, "frames", mean->n_frames);
  fus_json_add_int (builder, "frames-without-evidence", mean->n_empty);
  fus_json_add_int (builder, UNREADABLE, mean->n_unreadable);
  fus_json_add_int (builder, "seed", (gint64) fus_study_protocol (key->study)->seed);
  fus_json_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_json_text (builder, FUS_JSON_LINES);
}

gboolean
fus_map_store_save (const FusMapKey *key, const FusMaps *maps, const FusMeanMap *mean,
                    GError **error)
{
  g_autofree char *note_path = map_file (key, "", ".json");
  g_autofree char *mean_path = map_file (key, "", ".npy");
  g_autofree char *raw_path = map_file (key, RAW, ".npy");
  g_autofree char *scaled_path = map_file (key, SCALED, ".npy");
  g_autofree char *own_folder = fus_map_folder (&key->spec);
  g_autofree char *folder = fus_study_file (key->study, own_folder, NULL);
  g_autofree char *note = make_note (key, mean);
  const gsize dims[] = { maps->n, maps->side, maps->side };
  const gboolean is_paper = fus_map_spec_equal (&key->spec, &FUS_MAP_SPEC_PAPER);

  /* The note of earlier maps must not stand beside new ones. */
  g_unlink (note_path);
  return fus_make_folder (folder, error) && fus_npy_save (mean_path, mean->map, 2, dims + 1, error)
         && fus_npy_save (raw_path, maps->raw, 3, dims, error)
         /* They follow from the raw ones; maps of the size of the frames are large enough once. */
         && (!is_paper || fus_npy_save (scaled_path, maps->scaled, 3, dims, error))
         && save_rows (key, maps, error) && fus_write_file (note_path, note, strlen (note), error);
}

char *
fus_map_store_hash_face (FusStudy *study)
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
fus_map_store_load_face (FusStudy *study, const char *frames_hash, gboolean whole)
{
  g_autofree char *note_path = file_of (study, FACE, ".json");
  g_autofree char *face_path = file_of (study, FACE, ".png");
  g_autoptr (JsonNode) note = fus_note_load (note_path);

  if (note == NULL || !fus_note_says (note, "frames-hash", frames_hash)
      || (whole && fus_note_count (note, UNREADABLE) > 0))
    return NULL;
  return fus_picture_load (face_path, 0, NULL);
}

gboolean
fus_map_store_save_face (FusStudy *study, const char *frames_hash, const FusPicture *face,
                         guint n_unread, GError **error)
{
  g_autofree char *note_path = file_of (study, FACE, ".json");
  g_autofree char *face_path = file_of (study, FACE, ".png");
  g_autofree char *folder = fus_study_file (study, FOLDER, NULL);
  g_autofree char *crop = fus_study_crop_note (study);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "method", "mean of the straight frames");
  fus_json_add_string (builder, "crop", crop);
  fus_json_add_string (builder, "frames-hash", frames_hash);
  fus_json_add_int (builder, UNREADABLE, n_unread);
  fus_json_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  g_unlink (note_path);
  return fus_make_folder (folder, error) && fus_picture_save_png (face, face_path, error)
         && fus_note_save (note_path, builder, error);
}
