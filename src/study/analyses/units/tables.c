/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/units/tables.h"

#include "faces/csv.h"
#include "study/folder/note.h"
#include "study/folder/study-private.h"
#include "study/folder/table.h"

#include <math.h>
#include <string.h>

#define FOLDER "analysis"
#define UNITS "units"
#define FRAMES "unit-frames"

static const char *const units_columns[]
    = { "network", "layer", "unit", "mean", "max", "active", "frames", NULL };
static const char *const frames_columns[]
    = { "network",    "layer", "unit", "rank",  "frame",  "path",
        "activation", "x",     "y",    "width", "height", NULL };

static char *
file_of (FusStudy *study, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (study, FOLDER, file);
}

/* Reading */

typedef struct
{
  const GArray *frames;
  FusUnits *units[FUS_N_NETWORKS]; /* of the networks that may be read */
  guint n_read[FUS_N_NETWORKS];
  const FusFrameList *list;
} Reading;

static void
reading_clear (Reading *reading)
{
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&reading->units[kind], fus_units_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
read_number (FusCsvReader *reader, guint column, double *value)
{
  const char *text = fus_csv_reader_field (reader, column);
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

static gboolean
read_whole (FusCsvReader *reader, guint column, guint64 most, guint64 *value)
{
  return g_ascii_string_to_unsigned (fus_csv_reader_field (reader, column), 10, 0, most, value,
                                     NULL);
}

/* The unit of a row; NULL in *unit for a network that is not asked for. */
static gboolean
read_key (Reading *reading, FusCsvReader *reader, FusNetworkKind *kind, FusUnit **unit)
{
  FusLayer layer;
  guint64 index;

  *unit = NULL;
  if (!fus_network_kind_parse (fus_csv_reader_field (reader, 0), kind)
      || !fus_layer_parse (fus_csv_reader_field (reader, 1), &layer)
      || !read_whole (reader, 2, G_MAXINT32, &index))
    return FALSE;
  if (reading->units[*kind] == NULL)
    return TRUE;
  if (index >= reading->units[*kind]->n_units[layer])
    return FALSE;
  *unit = &reading->units[*kind]->units[layer][index];
  return TRUE;
}

static gboolean
read_unit (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusUnit *unit;
  double max;
  guint64 n_frames;

  if (!read_key (reading, reader, &kind, &unit))
    return FALSE;
  if (unit == NULL)
    return TRUE;
  if (!read_number (reader, 3, &unit->mean) || !read_number (reader, 4, &max)
      || !read_number (reader, 5, &unit->active)
      || !read_whole (reader, 6, reading->frames->len, &n_frames))
    return FALSE;
  unit->max = (float) max;
  reading->units[kind]->n_frames = n_frames;
  reading->n_read[kind]++;
  return TRUE;
}

static gboolean
read_frame (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusUnit *unit;
  guint64 rank, frame, box[4];
  double value;
  FusUnitFrame *top;

  if (!read_key (reading, reader, &kind, &unit))
    return FALSE;
  if (unit == NULL)
    return TRUE;
  if (!read_whole (reader, 3, FUS_UNIT_N_TOP, &rank) || rank != unit->n_top + 1
      || !read_whole (reader, 4, reading->frames->len, &frame) || frame == 0
      || !read_number (reader, 6, &value))
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (!read_whole (reader, 7 + i, G_MAXINT16, &box[i]))
      return FALSE;
  top = &unit->top[unit->n_top++];
  *top = (FusUnitFrame){ .frame = g_array_index (reading->frames, guint32, frame - 1),
                         .value = (float) value,
                         .patch
                         = { (gint16) box[0], (gint16) box[1], (gint16) box[2], (gint16) box[3] } };
  return g_str_equal (fus_csv_reader_field (reader, 5), reading->list->frames[top->frame].path);
}

static gboolean
read_table (Reading *reading, FusStudy *study, const char *name, const char *const *columns,
            gboolean (*read_row) (Reading *reading, FusCsvReader *reader))
{
  g_autofree char *path = file_of (study, name, ".csv");
  g_autoptr (FusCsvReader) reader = fus_csv_reader_open (path, ',', NULL);
  g_autoptr (GError) failure = NULL;

  if (reader == NULL || !fus_csv_reader_next (reader, NULL))
    return FALSE;
  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (fus_csv_reader_field (reader, i), columns[i]))
      return FALSE;
  while (fus_csv_reader_next (reader, &failure))
    if (!read_row (reading, reader))
      return FALSE;
  return failure == NULL;
}

static char *
hash_member (guint kind)
{
  return g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);
}

guint
fus_units_store_load (FusStudyUnits *units, FusStudy *study,
                      const FusArchitecture archs[FUS_N_NETWORKS], const char *data_hash)
{
  g_autofree char *path = file_of (study, UNITS, ".json");
  g_autoptr (JsonNode) note = fus_note_load (path);
  g_auto (Reading) reading = { .frames = units->frames, .list = fus_study_frames (study) };
  guint known = 0;

  if (note == NULL || !fus_note_says (note, "data-hash", data_hash))
    return 0;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *member = hash_member (kind);

      if (units->network_hash[kind] != NULL
          && fus_note_says (note, member, units->network_hash[kind]))
        reading.units[kind] = fus_units_new (&archs[kind]);
    }
  if (!read_table (&reading, study, UNITS, units_columns, read_unit)
      || !read_table (&reading, study, FRAMES, frames_columns, read_frame))
    return 0;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      guint n = 0;

      for (guint layer = 0; layer < FUS_N_LAYERS && reading.units[kind] != NULL; layer++)
        n += reading.units[kind]->n_units[layer];
      if (n == 0 || reading.n_read[kind] != n)
        continue;
      units->units[kind] = g_steal_pointer (&reading.units[kind]);
      known |= 1u << kind;
    }
  return known;
}

/* Writing */

static void
add_key (FusTable *table, guint kind, FusLayer layer, guint unit)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, fus_layer_name (layer));
  fus_table_add_int (table, unit);
}

static void
add_top (FusTable *table, const FusStudyUnits *units, const FusFrameList *list,
         GHashTable *positions, guint kind, FusLayer layer, guint u)
{
  const FusUnit *unit = &units->units[kind]->units[layer][u];

  for (guint i = 0; i < unit->n_top; i++)
    {
      const FusUnitFrame *top = &unit->top[i];

      add_key (table, kind, layer, u);
      fus_table_add_int (table, i + 1);
      fus_table_add_int (
          table, GPOINTER_TO_INT (g_hash_table_lookup (positions, GUINT_TO_POINTER (top->frame))));
      fus_table_add_string (table, list->frames[top->frame].path);
      fus_table_add_double (table, top->value);
      fus_table_add_int (table, top->patch.x);
      fus_table_add_int (table, top->patch.y);
      fus_table_add_int (table, top->patch.width);
      fus_table_add_int (table, top->patch.height);
    }
}

static gboolean
save_note (const FusStudyUnits *units, FusStudy *study, const char *data_hash, GError **error)
{
  g_autofree char *path = file_of (study, UNITS, ".json");
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "study", fus_study_title (study));
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (units->units[kind] != NULL)
      {
        g_autofree char *member = hash_member (kind);

        fus_note_add_string (builder, member, units->network_hash[kind]);
      }
  fus_note_add_string (builder, "data-hash", data_hash);
  fus_note_add_string (builder, "part", fus_part_name (FUS_PART_TEST));
  fus_note_add_int (builder, "frames", units->frames->len);
  fus_note_add_string (builder, "activation", "after ReLU and pool; of heads, logits");
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_save (path, builder, error);
}

gboolean
fus_units_store_save (const FusStudyUnits *units, FusStudy *study, const char *data_hash,
                      GError **error)
{
  g_autoptr (FusTable) table = fus_table_new (units_columns);
  g_autoptr (FusTable) frames = fus_table_new (frames_columns);
  g_autoptr (GHashTable) positions = g_hash_table_new (NULL, NULL);
  g_autofree char *units_path = file_of (study, UNITS, ".csv");
  g_autofree char *frames_path = file_of (study, FRAMES, ".csv");
  const FusFrameList *list = fus_study_frames (study);

  for (guint i = 0; i < units->frames->len; i++)
    g_hash_table_insert (positions, GUINT_TO_POINTER (g_array_index (units->frames, guint32, i)),
                         GUINT_TO_POINTER (i + 1));
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_LAYERS && units->units[kind] != NULL; layer++)
      for (guint u = 0; u < units->units[kind]->n_units[layer]; u++)
        {
          const FusUnit *unit = &units->units[kind]->units[layer][u];

          add_key (table, kind, layer, u);
          fus_table_add_double (table, unit->mean);
          fus_table_add_double (table, unit->max);
          fus_table_add_double (table, unit->active);
          fus_table_add_int (table, (gint64) units->units[kind]->n_frames);
          add_top (frames, units, list, positions, kind, layer, u);
        }
  /* The note last: it is what vouches for the tables. */
  return fus_table_save (table, units_path, error) && fus_table_save (frames, frames_path, error)
         && save_note (units, study, data_hash, error);
}
