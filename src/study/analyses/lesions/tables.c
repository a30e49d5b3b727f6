/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/lesions/tables.h"

#include "faces/csv.h"
#include "study/folder/study-private.h"

#include <math.h>
#include <string.h>

#define UNITS "lesions"
#define CURVES "lesion_curves"
#define LAYERS "lesion_layers"
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
fus_network_lesions_new (void)
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

typedef struct
{
  FusNetworkLesions *network[FUS_N_NETWORKS];
  GArray *increase[FUS_N_NETWORKS][FUS_LAYER_HEADS][FUS_N_TASKS]; /* double */
} Reading;

static void
reading_clear (Reading *reading)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_clear_pointer (&reading->network[kind], fus_network_lesions_free);
      for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
        for (guint task = 0; task < FUS_N_TASKS; task++)
          g_clear_pointer (&reading->increase[kind][layer][task], g_array_unref);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
read_number (FusCsvReader *reader, guint column, double *value)
{
  return fus_table_parse_double (fus_csv_reader_field (reader, column), value);
}

static gboolean
read_unit (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusLayer layer;

  if (!fus_network_kind_parse (fus_csv_reader_field (reader, 0), &kind)
      || !fus_layer_parse (fus_csv_reader_field (reader, 1), &layer) || layer == FUS_LAYER_HEADS)
    return FALSE;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      GArray **increase = &reading->increase[kind][layer][task];
      double value;

      if (!read_number (reader, 3 + task, &value))
        return FALSE;
      if (isnan (value))
        continue;
      if (*increase == NULL)
        *increase = g_array_new (FALSE, FALSE, sizeof (double));
      g_array_append_val (*increase, value);
    }
  return TRUE;
}

static gboolean
read_curve (Reading *reading, FusCsvReader *reader)
{
  const char *place_name = fus_csv_reader_field (reader, 1);
  const char *choice_name = fus_csv_reader_field (reader, 2);
  FusNetworkKind kind;
  FusLayer place = FUS_LESION_ALL_LAYERS;
  FusTask task, ranked = (FusTask) FUS_LESION_RANDOM;
  double share;
  FusLesionCurve *curve;

  if (!fus_network_kind_parse (fus_csv_reader_field (reader, 0), &kind)
      || (!g_str_equal (place_name, ALL_LAYERS)
          && (!fus_layer_parse (place_name, &place) || place == FUS_LAYER_HEADS))
      || (!g_str_equal (choice_name, RANDOM) && !fus_task_parse (choice_name, &ranked))
      || !read_number (reader, 3, &share)
      || !fus_task_parse (fus_csv_reader_field (reader, 4), &task))
    return FALSE;
  curve = &reading->network[kind]->curve[place][ranked][task];
  for (guint i = 0; i < FUS_N_LESION_SHARES; i++)
    if (share == fus_lesion_shares[i])
      return read_number (reader, 5, &curve->accuracy[i]) && read_number (reader, 6, &curve->low[i])
             && read_number (reader, 7, &curve->high[i]);
  return FALSE;
}

static gboolean
read_layer (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusLayer layer;

  return fus_network_kind_parse (fus_csv_reader_field (reader, 0), &kind)
         && fus_layer_parse (fus_csv_reader_field (reader, 1), &layer) && layer < FUS_LAYER_HEADS
         && read_number (reader, 3, &reading->network[kind]->layer[layer].between)
         && read_number (reader, 4, &reading->network[kind]->layer[layer].within);
}

static gboolean
read_table (Reading *reading, FusStudy *study, const char *name, const char *const *columns,
            gboolean (*read_row) (Reading *reading, FusCsvReader *reader))
{
  g_autofree char *file = g_strconcat (name, ".csv", NULL);
  g_autofree char *path = fus_study_file (study, "analysis", file);
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

/* Whether the rows of a network are all there; takes them over. */
static gboolean
take_increases (Reading *reading, FusNetworkKind kind, const FusNetwork *network)
{
  const FusArchitecture *arch = fus_network_architecture (network);

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      {
        FusLayerLesions *of_layer = &reading->network[kind]->layer[layer];
        GArray *increase = reading->increase[kind][layer][task];

        of_layer->n_units = fus_architecture_units (arch, layer);
        if ((increase != NULL ? increase->len : 0)
            != (arch->n_classes[task] > 0 ? of_layer->n_units : 0))
          return FALSE;
        if (increase != NULL)
          of_layer->increase[task]
              = g_memdup2 (increase->data, of_layer->n_units * sizeof (double));
      }
  return TRUE;
}

void
fus_lesions_load (FusStudyLesions *lesions, FusStudy *study, const char *data_hash)
{
  g_auto (Reading) reading = { { NULL } };
  guint kinds = fus_network_set_known (&lesions->set, study, UNITS, data_hash)
                & fus_network_set_known (&lesions->set, study, CURVES, data_hash)
                & fus_network_set_known (&lesions->set, study, LAYERS, data_hash);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    reading.network[kind] = fus_network_lesions_new ();
  if (kinds == 0 || !read_table (&reading, study, UNITS, unit_columns, read_unit)
      || !read_table (&reading, study, CURVES, curve_columns, read_curve)
      || !read_table (&reading, study, LAYERS, layer_columns, read_layer))
    return;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((kinds & 1u << kind) != 0 && take_increases (&reading, kind, lesions->set.network[kind]))
      {
        lesions->network[kind] = g_steal_pointer (&reading.network[kind]);
        fus_network_lesions_conclude (lesions->network[kind]);
      }
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

static char *
make_note (const FusStudyLesions *lesions, FusStudy *study, const char *data_hash)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "study", fus_study_title (study));
  fus_network_set_add_to_note (&lesions->set, builder);
  fus_note_add_string (builder, "lesion", "the output of a unit is set to zero");
  fus_note_add_string (builder, "loss",
                       "rise of the mean cross-entropy on training frames without the unit");
  fus_note_add_string (builder, "index",
                       "(e - i) / (e + i) of a unit's shares i and e of the rise of the identity "
                       "and of the expression loss within its layer; of a layer: half the sum of "
                       "|e - i|");
  fus_note_add_string (builder, "curves",
                       "accuracy on test frames without the units ranked first, and of 10 random "
                       "removals mean, worst and best");
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autofree char *train = g_strconcat (fus_task_name (task), "-train-frames", NULL);
      g_autofree char *test = g_strconcat (fus_task_name (task), "-test-frames", NULL);

      fus_note_add_int (builder, train, lesions->n_train[task]);
      fus_note_add_int (builder, test, lesions->n_test[task]);
    }
  fus_note_add_string (builder, "frames", "drawn at random with the seed, of each class as many");
  fus_note_add_string (builder, "data-hash", data_hash);
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_text (builder);
}

gboolean
fus_lesions_save (const FusStudyLesions *lesions, FusStudy *study, const char *data_hash,
                  GError **error)
{
  g_autofree char *note = make_note (lesions, study, data_hash);
  g_autoptr (FusTable) units = fus_table_new (unit_columns);
  g_autoptr (FusTable) curves = fus_table_new (curve_columns);
  g_autoptr (FusTable) layers = fus_table_new (layer_columns);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint place = 0; lesions->network[kind] != NULL && place < FUS_N_LESION_PLACES; place++)
      {
        const FusNetworkLesions *network = lesions->network[kind];

        add_curves (curves, kind, place, network);
        if (place == FUS_LESION_ALL_LAYERS)
          continue;
        add_units (units, kind, place, &network->layer[place]);
        add_layer (layers, kind, place, &network->layer[place]);
      }
  return fus_analysis_save_table (study, UNITS, units, note, error)
         && fus_analysis_save_table (study, CURVES, curves, note, error)
         && fus_analysis_save_table (study, LAYERS, layers, note, error);
}
