/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/units/tables.h"

#include <math.h>

static const char *const units_columns[]
    = { "network", "layer", "unit", "mean", "max", "active", "frames", NULL };
static const char *const frames_columns[]
    = { "network",    "layer", "unit", "rank",  "frame",  "path",
        "activation", "x",     "y",    "width", "height", NULL };

/* Reading */

static FusUnits *
units_of (const FusAnalysisWork *work, FusNetworkKind kind)
{
  return ((FusStudyUnits *) work->result)->units[kind];
}

/* The unit of a row. */
static gboolean
read_key (const FusUnits *units, FusTableReader *row, FusUnit **unit)
{
  FusLayer layer;
  guint index;

  if (!fus_layer_parse (fus_table_reader_text (row, 1), &layer)
      || !fus_table_reader_uint (row, 2, G_MAXINT32, &index) || index >= units->n_units[layer])
    return FALSE;
  *unit = &units->units[layer][index];
  return TRUE;
}

static gboolean
read_number (FusTableReader *row, guint column, double *value)
{
  return fus_table_reader_double (row, column, value) && !isnan (*value);
}

static gboolean
read_unit (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  FusUnits *units = units_of (work, kind);
  FusUnit *unit;
  double max;
  guint n_frames;

  if (!read_key (units, row, &unit) || !read_number (row, 3, &unit->mean)
      || !read_number (row, 4, &max) || !read_number (row, 5, &unit->active)
      || !fus_table_reader_uint (row, 6, ((FusStudyUnits *) work->result)->frames->len, &n_frames))
    return FALSE;
  unit->max = (float) max;
  units->n_frames = n_frames;
  return TRUE;
}

static gboolean
read_frame (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  const GArray *frames = ((FusStudyUnits *) work->result)->frames;
  FusUnit *unit;
  guint rank, frame, box[4];
  double value;
  FusUnitFrame *top;

  if (!read_key (units_of (work, kind), row, &unit)
      || !fus_table_reader_uint (row, 3, FUS_UNIT_N_TOP, &rank) || rank != unit->n_top + 1
      || !fus_table_reader_uint (row, 4, frames->len, &frame) || frame == 0
      || !read_number (row, 6, &value))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (box); i++)
    if (!fus_table_reader_uint (row, 7 + i, G_MAXINT16, &box[i]))
      return FALSE;
  top = &unit->top[unit->n_top++];
  *top = (FusUnitFrame){ .frame = g_array_index (frames, guint32, frame - 1),
                         .value = (float) value,
                         .patch
                         = { (gint16) box[0], (gint16) box[1], (gint16) box[2], (gint16) box[3] } };
  return g_str_equal (fus_table_reader_text (row, 5), work->frames->frames[top->frame].path);
}

void
fus_unit_tables_begin (FusAnalysisWork *work, FusNetworkKind kind)
{
  ((FusStudyUnits *) work->result)->units[kind]
      = fus_units_new (fus_network_architecture (work->origin->network[kind]));
}

gboolean
fus_unit_tables_restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  guint n = 0;

  for (guint layer = 0; layer < FUS_N_LAYERS; layer++)
    n += units_of (work, kind)->n_units[layer];
  return n > 0 && work->n_rows[0][kind] == n;
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

static void
write_units (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyUnits *units = result;

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
        }
}

static void
write_frames (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyUnits *units = result;
  const FusFrameList *list = fus_study_frames (study);
  g_autoptr (GHashTable) positions = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < units->frames->len; i++)
    g_hash_table_insert (positions, GUINT_TO_POINTER (g_array_index (units->frames, guint32, i)),
                         GUINT_TO_POINTER (i + 1));
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusLayer layer = 0; layer < FUS_N_LAYERS && units->units[kind] != NULL; layer++)
      for (guint u = 0; u < units->units[kind]->n_units[layer]; u++)
        add_top (table, units, list, positions, kind, layer, u);
}

const FusResultTable fus_unit_tables[FUS_N_UNIT_TABLES] = {
  { "units", units_columns, FALSE, write_units, read_unit },
  { "unit-frames", frames_columns, FALSE, write_frames, read_frame },
};
