/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/layers/tables.h"

#include <math.h>

static const char *const layer_columns[]
    = { "network", "layer", "task", "accuracy", "low", "high", NULL };
static const char *const alignment_columns[]
    = { "network", "layer", "congruence", "low", "high", "shuffled", NULL };

FusNetworkLayers *
fus_network_layers_new (void)
{
  FusNetworkLayers *layers = g_new0 (FusNetworkLayers, 1);

  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      for (guint task = 0; task < FUS_N_TASKS; task++)
        layers->decoding[layer][task] = (FusLayerScore){ NAN, NAN, NAN };
      layers->alignment[layer] = (FusAlignment){ NAN, NAN, NAN, NAN };
    }
  return layers;
}

/* Reading */

static FusNetworkLayers *
network_of (const FusAnalysisWork *work, FusNetworkKind kind)
{
  return ((FusStudyLayers *) work->result)->network[kind];
}

static gboolean
read_layer_name (FusTableReader *row, FusLayer *layer)
{
  return fus_layer_parse (fus_table_reader_text (row, 1), layer) && *layer < FUS_LAYER_HEADS;
}

static gboolean
read_layer (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  FusLayer layer;
  FusTask task;
  FusLayerScore *score;

  if (!read_layer_name (row, &layer) || !fus_task_parse (fus_table_reader_text (row, 2), &task))
    return FALSE;
  score = &network_of (work, kind)->decoding[layer][task];
  return fus_table_reader_double (row, 3, &score->accuracy)
         && fus_table_reader_double (row, 4, &score->low)
         && fus_table_reader_double (row, 5, &score->high);
}

static gboolean
read_alignment (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  FusLayer layer;
  FusAlignment *alignment;

  if (!read_layer_name (row, &layer))
    return FALSE;
  alignment = &network_of (work, kind)->alignment[layer];
  return fus_table_reader_double (row, 2, &alignment->congruence)
         && fus_table_reader_double (row, 3, &alignment->low)
         && fus_table_reader_double (row, 4, &alignment->high)
         && fus_table_reader_double (row, 5, &alignment->shuffled);
}

void
fus_layer_tables_begin (FusAnalysisWork *work, FusNetworkKind kind)
{
  ((FusStudyLayers *) work->result)->network[kind] = fus_network_layers_new ();
}

gboolean
fus_layer_tables_restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  return work->n_rows[0][kind] == FUS_LAYER_HEADS * FUS_N_TASKS
         && work->n_rows[1][kind] == FUS_LAYER_HEADS;
}

/* Writing */

static void
add_key (FusTable *table, guint kind, guint layer)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, fus_layer_name ((FusLayer) layer));
}

static void
write_layers (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyLayers *layers = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; layers->network[kind] != NULL && layer < FUS_LAYER_HEADS; layer++)
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          const FusLayerScore *score = &layers->network[kind]->decoding[layer][task];

          add_key (table, kind, layer);
          fus_table_add_string (table, fus_task_name ((FusTask) task));
          fus_table_add_double (table, score->accuracy);
          fus_table_add_double (table, score->low);
          fus_table_add_double (table, score->high);
        }
}

static void
write_alignment (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyLayers *layers = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; layers->network[kind] != NULL && layer < FUS_LAYER_HEADS; layer++)
      {
        const FusAlignment *alignment = &layers->network[kind]->alignment[layer];

        add_key (table, kind, layer);
        fus_table_add_double (table, alignment->congruence);
        fus_table_add_double (table, alignment->low);
        fus_table_add_double (table, alignment->high);
        fus_table_add_double (table, alignment->shuffled);
      }
}

const FusResultTable fus_layer_tables[FUS_N_LAYER_TABLES] = {
  { "layers", layer_columns, TRUE, write_layers, read_layer },
  { "alignment", alignment_columns, TRUE, write_alignment, read_alignment },
};
