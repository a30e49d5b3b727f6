/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/activations.h"
#include "analysis/alignment.h"
#include "analysis/bootstrap.h"
#include "analysis/decoding.h"
#include "analysis/deletion.h"
#include "analysis/flip.h"
#include "analysis/frame-maps.h"
#include "analysis/lesions.h"
#include "analysis/map-similarity.h"
#include "analysis/predictions.h"
#include "analysis/randomization.h"
#include "analysis/statistics.h"
#include "faces/pictures/load-picture.h"
#include "faces/pictures/picture-file.h"
#include "faces/split.h"
#include "study/analyses/list.h"
#include "study/analyses/lesions/lesions.h"
#include "study/folder/frame-choice.h"
#include "tests/study/fixture.h"
#include "tests/study/table-file.h"

#include <math.h>
#include <string.h>

/* What the analyses leave in a study's tables is what their titles say: the same questions are put
 * here to the same networks, one frame, unit or map at a time, and by the plain way. */

#define PEOPLE 12
#define BATCH 16
/* As the trust tables' notes have it. */
#define RANDOM_MAPS 3

/* A study with all three networks, made once. */
static FusStudy *study;
static FusTeam *team;

static void
analyze (const char *name)
{
  g_autoptr (GError) error = NULL;
  gpointer result = fus_analysis_compute (fus_analysis_find (name), study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  fus_result_unref (result);
}

static guint64
seed (void)
{
  return fus_study_protocol (study)->seed;
}

static FusNetwork *
network_of (FusNetworkKind kind)
{
  FusNetwork *network = fus_study_network (study, kind, NULL);

  g_assert_nonnull (network);
  return network;
}

static gboolean
has_head (const FusNetwork *network, FusTask task)
{
  return fus_network_architecture (network)->n_classes[task] > 0;
}

/* Decoding */

/* Frames of a part of a task's set that have a class, and what it is called. */
typedef struct
{
  GArray *frames;   /* guint32 */
  GPtrArray *names; /* of the class of each */
  GArray *labels;   /* gint32, by the order of the study's classes */
  GArray *people;   /* gint32 */
} Part;

static Part
part_of (FusTask task, FusPart which)
{
  const FusFrameList *list = fus_study_frames (study);
  g_autoptr (FusTaskClasses) classes = fus_task_classes_new (list, task);
  Part part
      = { g_array_new (FALSE, FALSE, sizeof (guint32)), g_ptr_array_new_with_free_func (g_free),
          g_array_new (FALSE, FALSE, sizeof (gint32)),
          g_array_new (FALSE, FALSE, sizeof (gint32)) };

  for (guint32 i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];
      gint32 label = fus_task_classes_of (classes, task, frame);
      gint32 person = frame->identity;

      if ((int) frame->set != (int) task || frame->part != which || label < 0)
        continue;
      g_array_append_val (part.frames, i);
      g_array_append_val (part.labels, label);
      g_array_append_val (part.people, person);
      g_ptr_array_add (part.names, g_strdup (classes->names[label]));
    }
  return part;
}

static void
part_clear (Part *part)
{
  g_array_unref (part->frames);
  g_ptr_array_unref (part->names);
  g_array_unref (part->labels);
  g_array_unref (part->people);
}

static float *
fc2_of (FusPass *pass, FusFeeder *feeder, const Part *part)
{
  gsize units
      = fus_architecture_units (fus_network_architecture (fus_pass_network (pass)), FUS_LAYER_FC2);
  float *values = g_new (float, part->frames->len *units);

  g_assert_true (fus_activations (pass, FUS_LAYER_FC2, feeder, (const guint32 *) part->frames->data,
                                  part->frames->len, values, NULL, NULL));
  return values;
}

/* In the expression set everybody is in both parts or in one, as the protocol has it. */
static gboolean
are_apart (const Part *train, const Part *test)
{
  for (guint i = 0; i < train->people->len; i++)
    for (guint k = 0; k < test->people->len; k++)
      if (g_array_index (train->people, gint32, i) == g_array_index (test->people, gint32, k))
        return FALSE;
  return TRUE;
}

static FusDecoding *
decode (FusPass *pass, FusFeeder *feeder, const Part *train, const Part *test)
{
  g_autofree float *of_train = fc2_of (pass, feeder, train);
  g_autofree float *of_test = fc2_of (pass, feeder, test);
  const FusDecodingInput input
      = { .train = of_train,
          .test = of_test,
          .n_train = train->frames->len,
          .n_test = test->frames->len,
          .n_features = fus_architecture_units (fus_network_architecture (fus_pass_network (pass)),
                                                FUS_LAYER_FC2),
          .train_labels = (const gint32 *) train->labels->data,
          .test_labels = (const gint32 *) test->labels->data,
          .train_people = are_apart (train, test) ? (const gint32 *) train->people->data : NULL,
          .max_train = 4000,
          .seed = seed () };

  return fus_decode (&input, NULL, NULL, NULL);
}

/* Rounds of the share that is right. (nullable): where there is no prediction */
static FusBootstrap *
rounds_of (const guint8 *right, gsize n)
{
  g_autofree double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    values[i] = right[i];
  return fus_bootstrap (values, NULL, n, 100, 0.95, seed ());
}

static void
check_test (FusTask task, const char *quantity, const char *first, const guint8 *a, const guint8 *b,
            gsize n)
{
  g_autoptr (TableFile) tests = table_file_read (study, "tests");
  g_autoptr (FusBootstrap) rounds_a = rounds_of (a, n), rounds_b = rounds_of (b, n);
  FusTest t = fus_paired_t (rounds_a->rounds, rounds_b->rounds, 100);
  FusTest mcnemar = fus_mcnemar (a, b, n);
  guint row = table_file_find (tests, "quantity", quantity, "task", fus_task_name (task), "first",
                               first, "test", "paired t", NULL);

  table_file_assert_number (tests, row, "statistic", t.statistic);
  row = table_file_find (tests, "quantity", quantity, "task", fus_task_name (task), "first", first,
                         "test", "exact McNemar", NULL);
  table_file_assert_number (tests, row, "p", mcnemar.p);
  table_file_assert_number (tests, row, "effect", mcnemar.effect);
}

static void
check_decoding (FusTask task)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  g_autoptr (TableFile) decoding = table_file_read (study, "decoding");
  g_autoptr (TableFile) predictions = table_file_read (study, "predictions");
  Part train = part_of (task, FUS_PART_TRAIN), test = part_of (task, FUS_PART_TEST);
  guint n = test.frames->len;
  guint8 *decoded_right[FUS_N_NETWORKS] = { NULL }, *right[FUS_N_NETWORKS] = { NULL };
  FusNetworkKind own = task == FUS_TASK_IDENTITY ? FUS_NETWORK_IDENTITY : FUS_NETWORK_EXPRESSION;

  g_assert_cmpuint (train.frames->len, >, 0);
  g_assert_cmpuint (n, >, 0);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (FusNetwork) network = network_of (kind);
      g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_FORWARD, BATCH, team);
      g_autoptr (FusDecoding) mine = decode (pass, feeder, &train, &test);
      g_autofree gint32 *predicted = g_new (gint32, n);
      const char *name = fus_network_kind_name (kind);
      guint row = table_file_find (decoding, "network", name, "task", fus_task_name (task), NULL);

      table_file_assert_number (decoding, row, "accuracy", mine->accuracy);
      table_file_assert_number (decoding, row, "n_train", train.frames->len);
      decoded_right[kind] = g_memdup2 (mine->right, n);
      if (has_head (network, task))
        {
          right[kind] = g_new0 (guint8, n);
          g_assert_true (fus_predict_frames (
              pass, task, feeder, (const guint32 *) test.frames->data, n, predicted, NULL, NULL));
        }
      for (guint i = 0; i < n; i++)
        {
          const FusFrame *frame
              = &fus_study_frames (study)->frames[g_array_index (test.frames, guint32, i)];
          const char *truth = g_ptr_array_index (test.names, i);

          row = table_file_find (predictions, "network", name, "task", fus_task_name (task), "path",
                                 frame->path, NULL);
          g_assert_cmpstr (table_file_field (predictions, row, "truth"), ==, truth);
          g_assert_cmpint (g_str_equal (table_file_field (predictions, row, "decoded"), truth), ==,
                           mine->right[i]);
          if (!has_head (network, task))
            continue;
          g_assert_cmpstr (table_file_field (predictions, row, "predicted"), ==,
                           fus_network_class_names (network, task)[predicted[i]]);
          right[kind][i]
              = g_str_equal (fus_network_class_names (network, task)[predicted[i]], truth);
        }
    }
  check_test (task, "decoding", "identity network", decoded_right[FUS_NETWORK_IDENTITY],
              decoded_right[FUS_NETWORK_EXPRESSION], n);
  check_test (task, "accuracy", "joint network", right[FUS_NETWORK_JOINT], right[own], n);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_free (decoded_right[kind]);
      g_free (right[kind]);
    }
  part_clear (&train);
  part_clear (&test);
}

static void
test_decoding (void)
{
  analyze ("decoding");
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    check_decoding (task);
}

/* Lesions */

static FusIntact *
read_intact (FusPass *pass, FusTask task, const FusFrameChoice *frames)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  g_autofree gint32 *labels = fus_frame_choice_labels (frames, fus_pass_network (pass), task);
  FusIntact *intact = fus_intact_new (fus_pass_network (pass), task, labels, frames->frames->len);

  g_assert_true (
      fus_intact_read (intact, pass, feeder, (const guint32 *) frames->frames->data, NULL, NULL));
  return intact;
}

static FusFrameChoice *
frames_of (FusTask task, FusPart part)
{
  const FusArchitecture arch = fus_study_architecture (study, FUS_NETWORK_JOINT);

  return fus_frame_choice_new (study, task, part, fus_frame_choice_default (&arch));
}

/* Sums of the rise of the loss without one unit, of all frames. */
static double
rise_without (const FusIntact *intact, FusPass *pass, FusLayer layer, guint unit)
{
  g_autofree guint8 *mask = g_new0 (guint8, fus_architecture_units (&intact->arch, layer));
  FusRemoval removal = { { NULL } };
  FusLesionResult without = { 0, 0, 0 }, with = { 0, 0, 0 };

  mask[unit] = 1;
  removal.removed[layer] = mask;
  g_assert_true (fus_lesion_remove (intact, pass, &removal, &without, NULL));
  fus_lesion_intact (intact, &with);
  return (without.loss - with.loss) / (double) with.n;
}

static void
check_singles (FusPass *pass, FusNetworkKind kind, FusTask task)
{
  static const char *const losses[] = { "loss_identity", "loss_expression" };
  g_autoptr (TableFile) units = table_file_read (study, "lesions");
  g_autoptr (FusFrameChoice) frames = frames_of (task, FUS_PART_TRAIN);
  g_autoptr (FusIntact) intact = read_intact (pass, task, frames);

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer += 3)
    for (guint unit = 0; unit < fus_architecture_units (&intact->arch, layer); unit += 5)
      {
        g_autofree char *number = g_strdup_printf ("%u", unit);
        guint row = table_file_find (units, "network", fus_network_kind_name (kind), "layer",
                                     fus_layer_name (layer), "unit", number, NULL);

        table_file_assert_number (units, row, losses[task],
                                  rise_without (intact, pass, layer, unit));
      }
}

/* How much either task misses each unit of a layer, as the table has it. */
static double *
read_damage (const TableFile *units, FusNetworkKind kind, FusLayer layer, FusTask task, guint n)
{
  static const char *const losses[] = { "loss_identity", "loss_expression" };
  double *damage = g_new (double, n);
  guint first = table_file_find (units, "network", fus_network_kind_name (kind), "layer",
                                 fus_layer_name (layer), "unit", "0", NULL);

  for (guint unit = 0; unit < n; unit++)
    damage[unit] = table_file_number (units, first + unit, losses[task]);
  return damage;
}

/* A mask of the units that are missed most; of equals the first. */
static guint8 *
most_missed (const double *damage, guint n_units, guint n)
{
  guint8 *mask = g_new0 (guint8, MAX (n_units, 1));

  for (guint k = 0; k < n; k++)
    {
      guint worst = G_MAXUINT;

      for (guint unit = 0; unit < n_units; unit++)
        if (!mask[unit] && (worst == G_MAXUINT || damage[unit] > damage[worst]))
          worst = unit;
      mask[worst] = 1;
    }
  return mask;
}

static void
check_share (const TableFile *units, const TableFile *curves, FusPass *pass,
             const FusIntact *intact, guint place, FusTask ranked, guint share)
{
  const FusNetworkKind kind = FUS_NETWORK_JOINT;
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  guint8 *masks[FUS_LAYER_HEADS] = { NULL };
  FusLesionResult result = { 0, 0, 0 };
  FusRemoval removal = { { NULL } };
  guint row;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    if (place == FUS_LESION_ALL_LAYERS || place == layer)
      {
        guint n = fus_architecture_units (&intact->arch, layer);
        g_autofree double *damage = read_damage (units, kind, layer, ranked, n);

        removal.removed[layer] = masks[layer]
            = most_missed (damage, n, fus_lesion_count (fus_lesion_shares[share], n));
      }
  g_assert_true (fus_lesion_remove (intact, pass, &removal, &result, NULL));
  row = table_file_find (curves, "network", fus_network_kind_name (kind), "layer",
                         place == FUS_LESION_ALL_LAYERS ? "all" : fus_layer_name ((FusLayer) place),
                         "removed", fus_task_name (ranked), "share",
                         g_ascii_formatd (text, sizeof text, "%g", fus_lesion_shares[share]),
                         "task", fus_task_name (intact->task), NULL);
  table_file_assert_number (curves, row, "accuracy", (double) result.n_right / (double) result.n);
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    g_free (masks[layer]);
}

/* Damage of the layer's units on the frames of one half. */
static double *
damage_of_half (FusPass *pass, FusLayer layer, FusTask task, guint half)
{
  g_autoptr (FusFrameChoice) frames = frames_of (task, FUS_PART_TRAIN);
  g_autoptr (FusIntact) intact = read_intact (pass, task, frames);
  guint n = fus_architecture_units (&intact->arch, layer);
  double *damage = g_new (double, n);

  for (guint i = 0; i < intact->n; i++)
    if (frames->half[i] != half)
      intact->labels[i] = -1;
  for (guint unit = 0; unit < n; unit++)
    damage[unit] = rise_without (intact, pass, layer, unit);
  return damage;
}

static double
distance_of_halves (FusPass *pass, FusLayer layer, FusTask first, FusTask second)
{
  g_autofree double *a = damage_of_half (pass, layer, first, 0);
  g_autofree double *b = damage_of_half (pass, layer, second, 1);

  return fus_lesion_distance (
      a, b, fus_architecture_units (fus_network_architecture (fus_pass_network (pass)), layer));
}

static void
check_halves (FusPass *pass, FusLayer layer)
{
  g_autoptr (TableFile) layers = table_file_read (study, "lesion_layers");
  guint row = table_file_find (layers, "network", "joint", "layer", fus_layer_name (layer), NULL);
  double distance[FUS_N_TASKS][FUS_N_TASKS];

  for (FusTask a = 0; a < FUS_N_TASKS; a++)
    for (FusTask b = 0; b < FUS_N_TASKS; b++)
      distance[a][b] = distance_of_halves (pass, layer, a, b);
  table_file_assert_number (layers, row, "between_halves", (distance[0][1] + distance[1][0]) / 2);
  table_file_assert_number (layers, row, "within_halves", (distance[0][0] + distance[1][1]) / 2);
}

/* Every share of every place, ranked by either task: accuracies of @task. */
static void
check_curves (FusPass *pass, FusTask task)
{
  g_autoptr (TableFile) units = table_file_read (study, "lesions");
  g_autoptr (TableFile) curves = table_file_read (study, "lesion_curves");
  g_autoptr (FusFrameChoice) frames = frames_of (task, FUS_PART_TEST);
  g_autoptr (FusIntact) intact = read_intact (pass, task, frames);

  for (FusTask ranked = 0; ranked < FUS_N_TASKS; ranked++)
    for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
      for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
        check_share (units, curves, pass, intact, place, ranked, share);
}

static void
test_lesions (void)
{
  g_autoptr (FusNetwork) joint = network_of (FUS_NETWORK_JOINT);
  g_autoptr (FusPass) pass = fus_pass_new (joint, FUS_PASS_FORWARD, BATCH, team);

  analyze ("lesions");
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (FusNetwork) network = network_of (kind);
      g_autoptr (FusPass) of_network = fus_pass_new (network, FUS_PASS_FORWARD, BATCH, team);

      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        if (has_head (network, task))
          check_singles (of_network, kind, task);
    }
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    check_curves (pass, task);
  check_halves (pass, FUS_LAYER_CONV8);
  check_halves (pass, FUS_LAYER_FC2);
}

/* Trust */

/* A head's test frames, their pictures, predictions and maps, one by one. */
typedef struct
{
  FusNetwork *network;
  FusPass *pass;
  FusTask task;
  guint n, side;
  gsize image_numbers;
  const guint32 *frames;
  float *images;
  float *maps;
  gint32 *predicted;
} Head;

static gint32
ask (FusPass *pass, FusTask task, const float *image)
{
  guint k = fus_network_architecture (fus_pass_network (pass))->n_classes[task];
  const float *logits;
  gint32 top = 0;

  g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_HEADS, NULL));
  logits = fus_pass_logits (pass, task);
  for (guint i = 1; i < k; i++)
    if (logits[i] > logits[top])
      top = (gint32) i;
  return top;
}

static float *
explain (FusPass *pass, FusMapMethod method, FusTask task, const float *image, gint32 class,
         guint *side)
{
  const FusMapSpec spec = { method, FUS_LAYER_CONV8 };
  float *map;

  *side = fus_map_spec_side (&spec, fus_network_architecture (fus_pass_network (pass)));
  map = g_new (float, (gsize) *side **side);
  g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_HEADS, NULL));
  g_assert_true (fus_explain_maps (pass, &spec, image, task, &class, 1, map, NULL));
  return map;
}

static void
head_init (Head *head, FusNetwork *network, FusTask task, const FusFrameChoice *frames)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  guint size = fus_network_architecture (network)->image_size;

  *head = (Head){ .network = network,
                  .pass = fus_pass_new (network, FUS_PASS_EXPLAIN, BATCH, team),
                  .task = task,
                  .n = frames->frames->len,
                  .image_numbers = 3 * (gsize) size * size,
                  .frames = (const guint32 *) frames->frames->data };
  head->images = g_new (float, head->n * head->image_numbers);
  head->predicted = g_new (gint32, head->n);
  g_assert_cmpuint (fus_feeder_fetch (feeder, head->frames, head->n,
                                      fus_network_normalization (network), head->images, NULL,
                                      NULL),
                    ==, head->n);
  for (guint i = 0; i < head->n; i++)
    {
      const float *image = head->images + i * head->image_numbers;
      g_autofree float *map = NULL;

      head->predicted[i] = ask (head->pass, task, image);
      map = explain (head->pass, FUS_MAP_METHOD_GRADCAM, task, image, head->predicted[i],
                     &head->side);
      if (head->maps == NULL)
        head->maps = g_new (float, (gsize) head->n * head->side * head->side);
      memcpy (head->maps + (gsize) i * head->side * head->side, map,
              sizeof (float) * head->side * head->side);
    }
}

static void
head_clear (Head *head)
{
  fus_pass_free (head->pass);
  g_free (head->images);
  g_free (head->predicted);
  g_free (head->maps);
}

static const float *
image_at (const Head *head, guint i)
{
  return head->images + i * head->image_numbers;
}

static const float *
map_at (const Head *head, guint i)
{
  return head->maps + (gsize) i * head->side * head->side;
}

/* Mean of what is known. */
typedef struct
{
  double sum;
  guint n, n_asked;
} Mean;

static void
mean_add (Mean *mean, double value)
{
  mean->n_asked++;
  if (isnan (value))
    return;
  mean->sum += value;
  mean->n++;
}

static void
check_mean (const Head *head, const char *table, const char *column, const char *first,
            const char *column2, const char *second, const char *number, const Mean *mean)
{
  g_autoptr (TableFile) file = table_file_read (study, table);
  guint row = table_file_find (file, "network", "joint", "task", fus_task_name (head->task), column,
                               first, column2, second, NULL);

  table_file_assert_number (file, row, number, mean->n > 0 ? mean->sum / mean->n : NAN);
  table_file_assert_number (file, row, "n", mean->n);
  table_file_assert_number (file, row, "undefined", mean->n_asked - mean->n);
}

static void
check_flip (const Head *head)
{
  Mean face = { 0 }, place = { 0 }, whole = { 0 }, spearman = { 0 }, same = { 0 };
  g_autofree float *mirrored = g_new (float, head->image_numbers);
  guint size = fus_network_architecture (head->network)->image_size, side;

  for (guint i = 0; i < head->n; i++)
    {
      g_autofree float *map = NULL;
      FusFlip flip;

      fus_image_mirror (mirrored, image_at (head, i), size);
      mean_add (&same, ask (head->pass, head->task, mirrored) == head->predicted[i]);
      map = explain (head->pass, FUS_MAP_METHOD_GRADCAM, head->task, mirrored, head->predicted[i],
                     &side);
      flip = fus_flip (map_at (head, i), map, side);
      mean_add (&whole, flip.asymmetry);
      mean_add (&face, flip.face);
      mean_add (&place, flip.place);
      mean_add (&spearman, flip.similarity.spearman);
    }
  check_mean (head, "trust_flip", "of", "asymmetry", "quantity", "whole", "value", &whole);
  check_mean (head, "trust_flip", "of", "asymmetry", "quantity", "face", "value", &face);
  check_mean (head, "trust_flip", "of", "asymmetry", "quantity", "place", "value", &place);
  check_mean (head, "trust_flip", "of", "map", "quantity", "spearman", "value", &spearman);
  check_mean (head, "trust_flip", "of", "class", "quantity", "same", "value", &same);
}

/* The maps of the network itself, and those of one that has lost what it learnt. */
static void
check_random_method (const Head *head, FusPass *random, FusMapMethod method)
{
  Mean spearman = { 0 };
  guint side;

  for (guint i = 0; i < (head->n + 1) / 2; i++)
    {
      g_autofree float *learnt
          = explain (head->pass, method, head->task, image_at (head, i), head->predicted[i], &side);
      g_autofree float *not_learnt
          = explain (random, method, head->task, image_at (head, i), head->predicted[i], &side);

      mean_add (&spearman, fus_map_similarity (learnt, not_learnt, side).spearman);
    }
  check_mean (head, "trust_scores", "map", fus_map_method_name (method), "quantity",
              "spearman-random-weights", "value", &spearman);
}

static void
check_randomization (const Head *head)
{
  g_autoptr (FusCascade) cascade = fus_cascade_new (head->network, seed (), BATCH, team, NULL);
  g_autoptr (FusPass) random = NULL;
  int layer;

  while ((layer = fus_cascade_next (cascade)) >= 0)
    {
      g_autoptr (FusPass) pass
          = fus_pass_new (fus_cascade_network (cascade), FUS_PASS_EXPLAIN, BATCH, team);
      Mean spearman = { 0 }, ssim = { 0 };
      guint side;

      for (guint i = 0; i < head->n; i++)
        {
          g_autofree float *map = explain (pass, FUS_MAP_METHOD_GRADCAM, head->task,
                                           image_at (head, i), head->predicted[i], &side);
          FusMapSimilarity similarity = fus_map_similarity (map_at (head, i), map, side);

          mean_add (&spearman, similarity.spearman);
          mean_add (&ssim, similarity.ssim);
        }
      check_mean (head, "trust_randomization", "random_from", fus_layer_name ((FusLayer) layer),
                  "similarity", "spearman", "value", &spearman);
      check_mean (head, "trust_randomization", "random_from", fus_layer_name ((FusLayer) layer),
                  "similarity", "ssim", "value", &ssim);
    }
  random = fus_pass_new (fus_cascade_network (cascade), FUS_PASS_EXPLAIN, BATCH, team);
  check_random_method (head, random, FUS_MAP_METHOD_GRADCAM);
  check_random_method (head, random, FUS_MAP_METHOD_INTEGRATED_GRADIENTS);
  check_random_method (head, random, FUS_MAP_METHOD_GUIDED_BACKPROPAGATION);
}

static void
check_deletion (const Head *head)
{
  g_autoptr (FusDeleter) deleter = fus_deleter_new (head->pass, team);
  Mean intact = { 0 }, most = { 0 }, least = { 0 }, random = { 0 }, score = { 0 }, layercam = { 0 };
  const guint tenths = 2; /* 30 % */
  guint side;

  for (guint i = 0; i < (head->n + 1) / 2; i++)
    {
      g_autofree float *map = explain (head->pass, FUS_MAP_METHOD_LAYERCAM, head->task,
                                       image_at (head, i), head->predicted[i], &side);
      FusDeletionTest test;
      FusDeletion other;

      g_assert_true (fus_deleter_test (deleter, &test, image_at (head, i), head->task,
                                       head->predicted[i], map_at (head, i), head->side,
                                       RANDOM_MAPS, seed () + head->frames[i], NULL, NULL));
      g_assert_true (fus_deleter_run (deleter, &other, image_at (head, i), head->task,
                                      head->predicted[i], map, side, 1, seed () + head->frames[i],
                                      NULL, NULL));
      mean_add (&intact, test.intact);
      mean_add (&most, test.map.probability[FUS_DELETION_MOST][tenths]);
      mean_add (&least, test.map.probability[FUS_DELETION_LEAST][tenths]);
      mean_add (&random, (test.random.probability[FUS_DELETION_MOST][tenths]
                          + test.random.probability[FUS_DELETION_LEAST][tenths])
                             / 2);
      mean_add (&score, test.map.score);
      mean_add (&layercam, other.score);
    }
  check_mean (head, "trust_deletion", "removed", "none", "share", "0", "probability", &intact);
  check_mean (head, "trust_deletion", "removed", "most", "share", "0.3", "probability", &most);
  check_mean (head, "trust_deletion", "removed", "least", "share", "0.3", "probability", &least);
  check_mean (head, "trust_deletion", "removed", "random", "share", "0.3", "probability", &random);
  check_mean (head, "trust_scores", "map", "grad-cam", "quantity", "score", "value", &score);
  check_mean (head, "trust_scores", "map", "layercam", "quantity", "score", "value", &layercam);
}

static void
test_trust (void)
{
  g_autoptr (FusNetwork) joint = network_of (FUS_NETWORK_JOINT);

  analyze ("trust");
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (FusFrameChoice) frames
          = fus_frame_choice_new (study, task, FUS_PART_TEST, G_MAXINT);
      Head head;

      head_init (&head, joint, task, frames);
      check_flip (&head);
      check_randomization (&head);
      check_deletion (&head);
      head_clear (&head);
    }
}

/* Layers */

static gint32 *
people_of (const FusFrameChoice *frames)
{
  gint32 *people = g_new (gint32, frames->frames->len + 1);

  for (guint i = 0; i < frames->frames->len; i++)
    people[i]
        = fus_study_frames (study)->frames[g_array_index (frames->frames, guint32, i)].identity;
  return people;
}

/* Mean of each unit of a layer over its map. */
static float *
means_of (FusPass *pass, FusLayer layer, const FusFrameChoice *frames)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  guint side = fus_architecture_side (arch, layer, fus_layer_is_pooled (layer));
  gsize n = (gsize) frames->frames->len * fus_architecture_units (arch, layer);
  gsize places = (gsize) side * side;
  g_autofree float *maps = g_new (float, n *places);
  float *means = g_new (float, n);

  g_assert_true (fus_activations (pass, layer, feeder, (const guint32 *) frames->frames->data,
                                  frames->frames->len, maps, NULL, NULL));
  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (gsize k = 0; k < places; k++)
        sum += maps[i * places + k];
      means[i] = (float) (sum / (double) places);
    }
  return means;
}

static void
check_layer_decoding (FusPass *pass, FusLayer layer, FusTask task)
{
  g_autoptr (TableFile) layers = table_file_read (study, "layers");
  g_autoptr (FusFrameChoice) train = fus_frame_choice_new (study, task, FUS_PART_TRAIN, 700);
  g_autoptr (FusFrameChoice) test = fus_frame_choice_new (study, task, FUS_PART_TEST, 490);
  g_autofree float *of_train = means_of (pass, layer, train);
  g_autofree float *of_test = means_of (pass, layer, test);
  g_autofree gint32 *people = people_of (train);
  Part train_part = part_of (task, FUS_PART_TRAIN), test_part = part_of (task, FUS_PART_TEST);
  const FusDecodingInput input
      = { .train = of_train,
          .test = of_test,
          .n_train = train->frames->len,
          .n_test = test->frames->len,
          .n_features
          = fus_architecture_units (fus_network_architecture (fus_pass_network (pass)), layer),
          .train_labels = train->labels,
          .test_labels = test->labels,
          .train_people = are_apart (&train_part, &test_part) ? people : NULL,
          .max_train = 700,
          .seed = seed () };
  g_autoptr (FusDecoding) decoding = fus_decode (&input, NULL, NULL, NULL);
  guint row = table_file_find (layers, "network", "joint", "layer", fus_layer_name (layer), "task",
                               fus_task_name (task), NULL);

  table_file_assert_number (layers, row, "accuracy", decoding->accuracy);
  part_clear (&train_part);
  part_clear (&test_part);
}

/* The frames of both tasks' test parts one after the other. */
static void
check_alignment (FusPass *pass, FusLayer layer)
{
  g_autoptr (TableFile) alignment = table_file_read (study, "alignment");
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize units = fus_architecture_units (arch, layer);
  g_autoptr (GArray) x = g_array_new (FALSE, FALSE, sizeof (float));
  GArray *labels[3];
  FusAlignment mine;
  guint row;

  for (guint i = 0; i < 3; i++)
    labels[i] = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (FusFrameChoice) test = fus_frame_choice_new (study, task, FUS_PART_TEST, 490);
      g_autofree float *means = means_of (pass, layer, test);

      g_array_append_vals (x, means, (guint) (test->frames->len * units));
      for (guint i = 0; i < test->frames->len; i++)
        {
          const FusFrame *frame
              = &fus_study_frames (study)->frames[g_array_index (test->frames, guint32, i)];
          const gint32 of_frame[] = { frame->identity, frame->expression, frame->angle };

          for (guint k = 0; k < 3; k++)
            g_array_append_val (labels[k], of_frame[k]);
        }
    }

  const FusAlignmentInput input = { .x = (const float *) x->data,
                                    .n = labels[0]->len,
                                    .d = units,
                                    .identity = (const gint32 *) labels[0]->data,
                                    .expression = (const gint32 *) labels[1]->data,
                                    .other = (const gint32 *) labels[2]->data,
                                    .n_rounds = 100,
                                    .n_shuffles = 20,
                                    .seed = seed () };

  g_assert_true (fus_align (&mine, &input, NULL));
  row = table_file_find (alignment, "network", "joint", "layer", fus_layer_name (layer), NULL);
  table_file_assert_number (alignment, row, "congruence", mine.congruence);
  table_file_assert_number (alignment, row, "shuffled", mine.shuffled);
  for (guint i = 0; i < 3; i++)
    g_array_unref (labels[i]);
}

static void
test_layers (void)
{
  static const FusLayer some[] = { FUS_LAYER_CONV1, FUS_LAYER_CONV8, FUS_LAYER_FC2 };
  g_autoptr (FusNetwork) joint = network_of (FUS_NETWORK_JOINT);
  g_autoptr (FusPass) pass = fus_pass_new (joint, FUS_PASS_FORWARD, BATCH, team);

  analyze ("layers");
  for (guint i = 0; i < G_N_ELEMENTS (some); i++)
    {
      for (FusTask task = 0; task < FUS_N_TASKS; task++)
        check_layer_decoding (pass, some[i], task);
      check_alignment (pass, some[i]);
    }
}

/* Regions */

static const FusFrame *
frame_called (const char *path)
{
  const FusFrameList *list = fus_study_frames (study);

  for (guint i = 0; i < list->n_frames; i++)
    if (g_str_equal (list->frames[i].path, path))
      return &list->frames[i];
  g_assert_not_reached ();
}

/* Mean, spread and number of what the table of frames has for a row of norms. */
static void
check_norm (const TableFile *norms, guint row, const TableFile *regions)
{
  static const char *const keys[] = { "network", "task", "region" };
  const char *expression = table_file_field (norms, row, "expression");
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (double));
  double sum = 0, squares = 0;

  for (guint i = 0; i < table_file_n_rows (regions); i++)
    {
      double share = table_file_number (regions, i, "share");
      gboolean same = g_str_equal (expression, "all")
                      || g_str_equal (table_file_field (regions, i, "expression"), expression);

      for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
        same = same
               && g_str_equal (table_file_field (regions, i, keys[k]),
                               table_file_field (norms, row, keys[k]));
      if (!same || isnan (share))
        continue;
      g_array_append_val (shares, share);
      sum += share;
    }
  table_file_assert_number (norms, row, "n", shares->len);
  table_file_assert_number (norms, row, "mean_share", sum / shares->len);
  for (guint i = 0; i < shares->len; i++)
    squares += pow (g_array_index (shares, double, i) - sum / shares->len, 2);
  table_file_assert_number (norms, row, "sd_share",
                            shares->len > 1 ? sqrt (squares / (shares->len - 1)) : NAN);
}

static void
test_regions (void)
{
  g_autoptr (TableFile) norms = NULL, regions = NULL;

  analyze ("regions");
  norms = table_file_read (study, "region_norms");
  regions = table_file_read (study, "regions");
  g_assert_cmpuint (table_file_n_rows (norms), >, 0);
  for (guint row = 0; row < table_file_n_rows (norms); row++)
    check_norm (norms, row, regions);
  /* Only what lies where the regions are drawn: faces seen from the front. */
  for (guint row = 0; row < table_file_n_rows (regions); row++)
    {
      const FusFrame *frame = frame_called (table_file_field (regions, row, "path"));

      g_assert_cmpint (frame->angle, ==, FUS_ANGLE_STRAIGHT);
      g_assert_cmpint (frame->part, ==, FUS_PART_TEST);
    }
}

/* Half profiles of all faces of session B: darker, and without the right half. */
static void
add_profiles (const char *faces)
{
  g_autoptr (GDir) people = g_dir_open (faces, 0, NULL);
  const char *person;

  while ((person = g_dir_read_name (people)) != NULL)
    for (FusExpression e = 0; *person == 'B' && e < FUS_N_EXPRESSIONS; e++)
      {
        g_autofree char *straight
            = g_strdup_printf ("%s/%s/%s%sS.png", faces, person, person, fus_expression_code (e));
        g_autofree char *profile
            = g_strdup_printf ("%s/%s/%s%sHL.png", faces, person, person, fus_expression_code (e));
        g_autoptr (GError) error = NULL;
        g_autoptr (FusPicture) picture = fus_picture_load (straight, 0, &error);

        g_assert_no_error (error);
        for (int i = 0; i < picture->width * picture->height; i++)
          for (int c = 0; c < 3; c++)
            picture->pixels[3 * i + c]
                = i % picture->width > picture->width / 2 ? 0 : picture->pixels[3 * i + c] * 3 / 4;
        fus_picture_save_png (picture, profile, &error);
        g_assert_no_error (error);
      }
}

static FusStudy *
make_study (const char *folder)
{
  g_autofree char *faces = fixture_faces (folder, PEOPLE);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (GError) error = NULL;
  g_autoptr (FusDataset) dataset = NULL;
  FusStudy *made;

  protocol.dropout = 0;
  add_profiles (faces);
  dataset = fus_dataset_open (faces, &error);
  g_assert_no_error (error);
  made = fus_study_create (path, &dataset, 1, NULL, &protocol, &error);
  g_assert_no_error (error);
  return made;
}

int
main (int argc, char **argv)
{
  char *folder;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = fixture_folder_new ();
  study = make_study (folder);
  team = fus_team_new (1);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fixture_train (study, kind);
  g_test_add_func ("/study/numbers/decoding", test_decoding);
  g_test_add_func ("/study/numbers/lesions", test_lesions);
  g_test_add_func ("/study/numbers/trust", test_trust);
  g_test_add_func ("/study/numbers/layers", test_layers);
  g_test_add_func ("/study/numbers/regions", test_regions);
  status = g_test_run ();
  fus_team_free (team);
  g_clear_object (&study);
  fixture_folder_free (folder);
  return status;
}
