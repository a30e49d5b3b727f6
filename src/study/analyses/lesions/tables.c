/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/lesions/tables.h"

#include <math.h>
#include <string.h>

#define ALL_LAYERS "all"
#define RANDOM "random"

static const char *const unit_columns[]
    = { "network",         "layer", "unit", "loss_identity", "loss_expression", "rank_identity",
        "rank_expression", "index", NULL };
static const char *const curve_columns[]
    = { "network", "layer", "removed", "share", "task", "accuracy", "low", "high", NULL };
static const char *const layer_columns[]
    = { "network", "layer", "index", "between_halves", "within_halves", NULL };

FusNetworkLesions *
fus_network_lesions_new (const FusArchitecture *arch)
{
  FusNetworkLesions *lesions = g_new0 (FusNetworkLesions, 1);

  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    for (guint choice = 0; choice < FUS_N_LESION_CHOICES; choice++)
      for (guint task = 0; task < FUS_N_TASKS; task++)
        for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
          {
            FusLesionCurve *curve = &lesions->curve[place][choice][task];

            curve->accuracy[share] = curve->low[share] = curve->high[share] = NAN;
          }
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      FusLayerLesions *of_layer = &lesions->layer[layer];

      of_layer->n_units = fus_architecture_units (arch, (FusLayer) layer);
      of_layer->distance = of_layer->between = of_layer->within = NAN;
    }
  return lesions;
}

void
fus_network_lesions_free (FusNetworkLesions *lesions)
{
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          g_free (lesions->layer[layer].increase[task]);
          g_free (lesions->layer[layer].rank[task]);
        }
      g_free (lesions->layer[layer].index);
    }
  g_free (lesions);
}

void
fus_network_lesions_conclude (FusNetworkLesions *lesions)
{
  for (guint i = 0; i < FUS_LAYER_HEADS; i++)
    {
      FusLayerLesions *layer = &lesions->layer[i];
      const double *identity = layer->increase[FUS_TASK_IDENTITY];
      const double *expression = layer->increase[FUS_TASK_EXPRESSION];

      for (guint task = 0; task < FUS_N_TASKS; task++)
        if (layer->increase[task] != NULL)
          {
            layer->rank[task] = g_new (guint, layer->n_units);
            fus_lesion_rank (layer->rank[task], layer->increase[task], layer->n_units);
          }
      if (identity == NULL || expression == NULL)
        continue;
      layer->index = g_new (double, layer->n_units);
      fus_lesion_specificity (layer->index, identity, expression, layer->n_units);
      layer->distance = fus_lesion_distance (identity, expression, layer->n_units);
    }
}

/* Reading */

static FusNetworkLesions *
network_of (const FusAnalysisWork *work, FusNetworkKind kind)
{
  return ((FusStudyLesions *) work->result)->network[kind];
}

static gboolean
read_unit (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  FusLayerLesions *of_layer;
  FusLayer layer;
  guint unit;

  if (!fus_layer_parse (fus_table_reader_text (row, 1), &layer) || layer == FUS_LAYER_HEADS)
    return FALSE;
  of_layer = &network_of (work, kind)->layer[layer];
  if (!fus_table_reader_uint (row, 2, of_layer->n_units - 1, &unit))
    return FALSE;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      double value;

      if (!fus_table_reader_double (row, 3 + task, &value))
        return FALSE;
      if (of_layer->increase[task] != NULL)
        of_layer->increase[task][unit] = value;
    }
  return TRUE;
}

static gboolean
read_curve (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  const char *place_name = fus_table_reader_text (row, 1);
  const char *choice_name = fus_table_reader_text (row, 2);
  FusLayer place = FUS_LESION_ALL_LAYERS;
  FusTask task, ranked = (FusTask) FUS_LESION_RANDOM;
  double share;
  FusLesionCurve *curve;

  if ((!g_str_equal (place_name, ALL_LAYERS)
       && (!fus_layer_parse (place_name, &place) || place == FUS_LAYER_HEADS))
      || (!g_str_equal (choice_name, RANDOM) && !fus_task_parse (choice_name, &ranked))
      || !fus_table_reader_double (row, 3, &share)
      || !fus_task_parse (fus_table_reader_text (row, 4), &task))
    return FALSE;
  curve = &network_of (work, kind)->curve[place][ranked][task];
  for (guint i = 0; i < FUS_N_LESION_SHARES; i++)
    if (share == fus_lesion_shares[i])
      return fus_table_reader_double (row, 5, &curve->accuracy[i])
             && fus_table_reader_double (row, 6, &curve->low[i])
             && fus_table_reader_double (row, 7, &curve->high[i]);
  return FALSE;
}

static gboolean
read_layer (FusAnalysisWork *work, FusNetworkKind kind, FusTableReader *row)
{
  FusLayer layer;

  return fus_layer_parse (fus_table_reader_text (row, 1), &layer) && layer < FUS_LAYER_HEADS
         && fus_table_reader_double (row, 3, &network_of (work, kind)->layer[layer].between)
         && fus_table_reader_double (row, 4, &network_of (work, kind)->layer[layer].within);
}

void
fus_lesion_tables_begin (FusAnalysisWork *work, FusNetworkKind kind)
{
  const FusArchitecture *arch = fus_network_architecture (work->origin->network[kind]);
  FusNetworkLesions *lesions = fus_network_lesions_new (arch);

  for (guint i = 0; i < FUS_LAYER_HEADS; i++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      if (arch->n_classes[task] > 0)
        {
          FusLayerLesions *layer = &lesions->layer[i];

          layer->increase[task] = g_new (double, layer->n_units);
          for (guint unit = 0; unit < layer->n_units; unit++)
            layer->increase[task][unit] = NAN;
        }
  ((FusStudyLesions *) work->result)->network[kind] = lesions;
}

/* Whether every unit has its row, once. */
static gboolean
is_whole (const FusNetworkLesions *lesions, guint n_rows)
{
  for (guint i = 0; i < FUS_LAYER_HEADS; i++)
    {
      const FusLayerLesions *layer = &lesions->layer[i];

      for (guint task = 0; task < FUS_N_TASKS; task++)
        for (guint unit = 0; layer->increase[task] != NULL && unit < layer->n_units; unit++)
          if (isnan (layer->increase[task][unit]))
            return FALSE;
      n_rows -= layer->n_units;
    }
  return n_rows == 0;
}

gboolean
fus_lesion_tables_restore (FusAnalysisWork *work, FusNetworkKind kind)
{
  FusNetworkLesions *lesions = network_of (work, kind);

  if (!is_whole (lesions, work->n_rows[0][kind]))
    return FALSE;
  fus_network_lesions_conclude (lesions);
  return TRUE;
}

/* Writing */

static void
add_key (FusTable *table, guint kind, guint place)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, place == FUS_LESION_ALL_LAYERS ? ALL_LAYERS
                                                              : fus_layer_name ((FusLayer) place));
}

static void
add_units (FusTable *table, guint kind, guint layer, const FusLayerLesions *of_layer)
{
  for (guint unit = 0; unit < of_layer->n_units; unit++)
    {
      add_key (table, kind, layer);
      fus_table_add_int (table, unit);
      for (guint task = 0; task < FUS_N_TASKS; task++)
        fus_table_add_double (
            table, of_layer->increase[task] != NULL ? of_layer->increase[task][unit] : NAN);
      for (guint task = 0; task < FUS_N_TASKS; task++)
        if (of_layer->rank[task] != NULL)
          fus_table_add_int (table, of_layer->rank[task][unit]);
        else
          fus_table_add_string (table, NULL);
      fus_table_add_double (table, of_layer->index != NULL ? of_layer->index[unit] : NAN);
    }
}

static void
add_curves (FusTable *table, guint kind, guint place, const FusNetworkLesions *lesions)
{
  for (guint choice = 0; choice < FUS_N_LESION_CHOICES; choice++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      {
        const FusLesionCurve *curve = &lesions->curve[place][choice][task];

        for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
          {
            if (isnan (curve->accuracy[share]))
              continue;
            add_key (table, kind, place);
            fus_table_add_string (
                table, choice == FUS_LESION_RANDOM ? RANDOM : fus_task_name ((FusTask) choice));
            fus_table_add_double (table, fus_lesion_shares[share]);
            fus_table_add_string (table, fus_task_name ((FusTask) task));
            fus_table_add_double (table, curve->accuracy[share]);
            fus_table_add_double (table, curve->low[share]);
            fus_table_add_double (table, curve->high[share]);
          }
      }
}

static void
add_layer (FusTable *table, guint kind, guint layer, const FusLayerLesions *of_layer)
{
  if (of_layer->index == NULL)
    return;
  add_key (table, kind, layer);
  fus_table_add_double (table, of_layer->distance);
  fus_table_add_double (table, of_layer->between);
  fus_table_add_double (table, of_layer->within);
}

static void
write_units (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyLesions *lesions = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; lesions->network[kind] != NULL && layer < FUS_LAYER_HEADS; layer++)
      add_units (table, kind, layer, &lesions->network[kind]->layer[layer]);
}

static void
write_curves (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyLesions *lesions = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint place = 0; lesions->network[kind] != NULL && place < FUS_N_LESION_PLACES; place++)
      add_curves (table, kind, place, lesions->network[kind]);
}

static void
write_layers (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyLesions *lesions = result;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; lesions->network[kind] != NULL && layer < FUS_LAYER_HEADS; layer++)
      add_layer (table, kind, layer, &lesions->network[kind]->layer[layer]);
}

const FusResultTable fus_lesion_tables[FUS_N_LESION_TABLES] = {
  { "lesions", unit_columns, FALSE, write_units, read_unit },
  { "lesion_curves", curve_columns, TRUE, write_curves, read_curve },
  { "lesion_layers", layer_columns, TRUE, write_layers, read_layer },
};
