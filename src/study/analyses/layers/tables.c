/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/layers/tables.h"

#include "faces/csv.h"

#include <math.h>

#define LAYERS "layers"
#define ALIGNMENT "alignment"

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

typedef struct
{
  FusNetworkLayers *network[FUS_N_NETWORKS];
  guint n_rows[FUS_N_NETWORKS];
} Reading;

static void
reading_clear (Reading *reading)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&reading->network[kind], g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
read_number (FusCsvReader *reader, guint column, double *value)
{
  return fus_table_parse_double (fus_csv_reader_field (reader, column), value);
}

static gboolean
read_key (FusCsvReader *reader, FusNetworkKind *kind, FusLayer *layer)
{
  return fus_network_kind_parse (fus_csv_reader_field (reader, 0), kind)
         && fus_layer_parse (fus_csv_reader_field (reader, 1), layer) && *layer < FUS_LAYER_HEADS;
}

static gboolean
read_layer (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusLayer layer;
  FusTask task;
  FusLayerScore *score;

  if (!read_key (reader, &kind, &layer)
      || !fus_task_parse (fus_csv_reader_field (reader, 2), &task))
    return FALSE;
  score = &reading->network[kind]->decoding[layer][task];
  reading->n_rows[kind]++;
  return read_number (reader, 3, &score->accuracy) && read_number (reader, 4, &score->low)
         && read_number (reader, 5, &score->high);
}

static gboolean
read_alignment (Reading *reading, FusCsvReader *reader)
{
  FusNetworkKind kind;
  FusLayer layer;
  FusAlignment *alignment;

  if (!read_key (reader, &kind, &layer))
    return FALSE;
  alignment = &reading->network[kind]->alignment[layer];
  reading->n_rows[kind]++;
  return read_number (reader, 2, &alignment->congruence) && read_number (reader, 3, &alignment->low)
         && read_number (reader, 4, &alignment->high)
         && read_number (reader, 5, &alignment->shuffled);
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

void
fus_layers_load (FusStudyLayers *layers, FusStudy *study, const char *data_hash)
{
  g_auto (Reading) reading = { { NULL } };
  guint kinds = fus_network_set_known (&layers->set, study, LAYERS, data_hash)
                & fus_network_set_known (&layers->set, study, ALIGNMENT, data_hash);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    reading.network[kind] = fus_network_layers_new ();
  if (kinds == 0 || !read_table (&reading, study, LAYERS, layer_columns, read_layer)
      || !read_table (&reading, study, ALIGNMENT, alignment_columns, read_alignment))
    return;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((kinds & 1u << kind) != 0 && reading.n_rows[kind] == FUS_LAYER_HEADS * (FUS_N_TASKS + 1))
      layers->network[kind] = g_steal_pointer (&reading.network[kind]);
}

/* Writing */

static void
add_key (FusTable *table, guint kind, guint layer)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, fus_layer_name ((FusLayer) layer));
}

static char *
make_note (const FusStudyLayers *layers, FusStudy *study, const char *data_hash)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "study", fus_study_title (study));
  fus_network_set_add_to_note (&layers->set, builder);
  fus_note_add_string (builder, "activations", "after ReLU and pool, averaged over the map");
  fus_note_add_string (builder, "decoder",
                       "linear SVM, standardised features, C by 5-fold cross-validation on the "
                       "training part; interval: 2.5 to 97.5 percentile of 100 bootstraps over "
                       "test frames");
  fus_note_add_string (builder, "alignment",
                       "Tucker's congruence of the matrices of variance between people and between "
                       "expressions, tr(AB) / sqrt(tr(AA) tr(BB)), of the effects of person, "
                       "expression and angle by least squares; interval: 2.5 to 97.5 percentile "
                       "of 100 bootstraps over people; shuffled: mean of 20 shuffles of the "
                       "expressions");
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autofree char *train = g_strconcat (fus_task_name (task), "-train-frames", NULL);
      g_autofree char *test = g_strconcat (fus_task_name (task), "-test-frames", NULL);

      fus_note_add_int (builder, train, layers->n_train[task]);
      fus_note_add_int (builder, test, layers->n_test[task]);
    }
  fus_note_add_int (builder, "alignment-frames", layers->n_aligned);
  fus_note_add_string (builder, "data-hash", data_hash);
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_text (builder);
}

static void
add_layer (FusTable *decoding, FusTable *alignments, guint kind, guint layer,
           const FusNetworkLayers *network)
{
  const FusAlignment *alignment = &network->alignment[layer];

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusLayerScore *score = &network->decoding[layer][task];

      add_key (decoding, kind, layer);
      fus_table_add_string (decoding, fus_task_name ((FusTask) task));
      fus_table_add_double (decoding, score->accuracy);
      fus_table_add_double (decoding, score->low);
      fus_table_add_double (decoding, score->high);
    }
  add_key (alignments, kind, layer);
  fus_table_add_double (alignments, alignment->congruence);
  fus_table_add_double (alignments, alignment->low);
  fus_table_add_double (alignments, alignment->high);
  fus_table_add_double (alignments, alignment->shuffled);
}

gboolean
fus_layers_save (const FusStudyLayers *layers, FusStudy *study, const char *data_hash,
                 GError **error)
{
  g_autofree char *note = make_note (layers, study, data_hash);
  g_autoptr (FusTable) decoding = fus_table_new (layer_columns);
  g_autoptr (FusTable) alignments = fus_table_new (alignment_columns);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint layer = 0; layers->network[kind] != NULL && layer < FUS_LAYER_HEADS; layer++)
      add_layer (decoding, alignments, kind, layer, layers->network[kind]);
  return fus_analysis_save_table (study, LAYERS, decoding, note, error)
         && fus_analysis_save_table (study, ALIGNMENT, alignments, note, error);
}
