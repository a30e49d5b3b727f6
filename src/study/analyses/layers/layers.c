/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/layers/layers.h"

#include "analysis/bootstrap.h"
#include "analysis/decoding.h"
#include "study/analyses/layers/figures.h"
#include "study/analyses/layers/tables.h"
#include "study/folder/frame-choice.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-private.h"
#include "analysis/walk.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A machine for each pair of classes is fitted 26 times for each layer and task: 700 frames take an
 * eighth of the time of 1960 and tell the layers apart as well. */
#define MAX_TRAIN 700
#define MAX_TEST 490
#define N_ROUNDS 100
#define N_SHUFFLES 20
#define LEVEL 0.95
/* Share of the time that the forward passes take, as measured. */
#define PASS_SHARE 0.2

/* What a network is asked on. */
typedef struct
{
  FusFrameChoice *frames[FUS_N_TASKS][2]; /* train and test */
  gint32 *people[FUS_N_TASKS]; /* of training frames, where they and the test people are apart */
  guint32 *all;                /* train and test of identity, then of expression */
  guint n_all;
  guint first[FUS_N_TASKS][2];
} Chosen;

static void
unchoose (gpointer data)
{
  Chosen *chosen = data;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      for (guint part = 0; part < 2; part++)
        g_clear_pointer (&chosen->frames[task][part], fus_frame_choice_free);
      g_free (chosen->people[task]);
    }
  g_free (chosen->all);
  g_free (chosen);
}

typedef struct
{
  FusAnalysisWork *run;
  const Chosen *chosen;
  double whole; /* what one network is of all work */

  /* Of the network in question */
  const FusArchitecture *arch;
  float *values[FUS_LAYER_HEADS]; /* [n_all, units] */
  float *map;                     /* of a batch */
} Work;

static void
clear_network (Work *work)
{
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    g_clear_pointer (&work->values[layer], g_free);
  g_clear_pointer (&work->map, g_free);
}

static const FusFrame *
frame_at (const FusAnalysisWork *run, const Chosen *chosen, guint i)
{
  return &run->frames->frames[chosen->all[i]];
}

/* The folds of a decoder are split by person just where the parts are. */
static gint32 *
people_apart (const FusAnalysisWork *run, const Chosen *chosen, FusTask task)
{
  guint n_train = chosen->frames[task][FUS_PART_TRAIN]->frames->len;
  guint n_test = chosen->frames[task][FUS_PART_TEST]->frames->len;
  const guint *first = chosen->first[task];
  g_autofree gint32 *people = g_new (gint32, n_train + 1);
  g_autoptr (GHashTable) tested = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n_test; i++)
    g_hash_table_add (tested,
                      GINT_TO_POINTER (frame_at (run, chosen, first[FUS_PART_TEST] + i)->identity));
  for (guint i = 0; i < n_train; i++)
    {
      people[i] = frame_at (run, chosen, first[FUS_PART_TRAIN] + i)->identity;
      if (people[i] < 0 || g_hash_table_contains (tested, GINT_TO_POINTER (people[i])))
        return NULL;
    }
  return g_steal_pointer (&people);
}

static void
average (float *out, const float *map, gsize n, gsize place)
{
  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (gsize p = 0; p < place; p++)
        sum += map[i * place + p];
      out[i] = (float) (sum / place);
    }
}

static gboolean
take_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
            const gboolean *failed)
{
  Work *work = data;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      gboolean pooled = fus_layer_is_pooled (layer);
      gsize units = fus_architecture_units (work->arch, layer);
      gsize side = fus_architecture_side (work->arch, layer, pooled);
      float *out = work->values[layer] + first * units;

      fus_pass_get_activation (pass, layer, pooled, work->map);
      average (out, work->map, n * units, side * side);
      for (guint i = 0; i < n; i++)
        for (gsize k = 0; failed[i] && k < units; k++)
          out[i * units + k] = NAN;
    }
  return TRUE;
}

static gboolean
read_activations (Work *work, FusNetwork *network)
{
  g_autoptr (FusTeam) team = fus_team_new (work->run->n_threads);
  guint batch = fus_analysis_batch (work->arch);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_FORWARD, batch, team);
  gsize longest = 0;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      gsize side = fus_architecture_side (work->arch, layer, fus_layer_is_pooled (layer));
      gsize units = fus_architecture_units (work->arch, layer);

      longest = MAX (longest, units * side * side);
      work->values[layer] = g_new (float, units * work->chosen->n_all);
    }
  work->map = g_new (float, longest *batch);
  return fus_walk_frames (pass, work->run->feeder, work->chosen->all, work->chosen->n_all,
                          FUS_LAYER_FC2, take_batch, work, work->run->poll,
                          &work->run->part.progress);
}

static gboolean
decode_layer (Work *work, FusLayer layer, FusTask task, FusLayerScore *score, GError **error)
{
  const FusFrameChoice *train = work->chosen->frames[task][FUS_PART_TRAIN];
  const FusFrameChoice *test = work->chosen->frames[task][FUS_PART_TEST];
  gsize units = fus_architecture_units (work->arch, layer);
  const FusDecodingInput input
      = { .train = work->values[layer] + work->chosen->first[task][FUS_PART_TRAIN] * units,
          .test = work->values[layer] + work->chosen->first[task][FUS_PART_TEST] * units,
          .n_train = train->frames->len,
          .n_test = test->frames->len,
          .n_features = units,
          .train_labels = train->labels,
          .test_labels = test->labels,
          .train_people = work->chosen->people[task],
          .max_train = MAX_TRAIN,
          .seed = fus_study_protocol (work->run->study)->seed };
  g_autoptr (GError) failure = NULL;
  g_autoptr (FusDecoding) decoding = NULL;
  g_autoptr (FusBootstrap) bootstrap = NULL;
  g_autofree double *right = g_new (double, test->frames->len + 1);
  gsize n = 0;

  if (train->frames->len == 0 || test->frames->len == 0)
    return TRUE;
  decoding = fus_decode (&input, work->run->poll, NULL, &failure);
  if (decoding == NULL)
    {
      /* Data that a decoder cannot learn from are no reason to give up the other results. */
      if (g_error_matches (failure, FUS_ANALYSIS_ERROR, FUS_ANALYSIS_ERROR_DATA))
        return TRUE;
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (gsize i = 0; i < decoding->n_test; i++)
    if (decoding->predicted[i] >= 0)
      right[n++] = decoding->right[i];
  if (n == 0)
    return TRUE;
  bootstrap = fus_bootstrap (right, NULL, n, N_ROUNDS, LEVEL, input.seed);
  *score = (FusLayerScore){ bootstrap->value, bootstrap->low, bootstrap->high };
  return TRUE;
}

/* The test frames that have both labels, with their activations of a layer. */
static gboolean
align_layer (Work *work, FusLayer layer, FusAlignment *alignment)
{
  gsize units = fus_architecture_units (work->arch, layer);
  g_autofree float *x = g_new (float, units * work->chosen->n_all);
  g_autofree gint32 *identity = g_new (gint32, work->chosen->n_all);
  g_autofree gint32 *expression = g_new (gint32, work->chosen->n_all);
  g_autofree gint32 *angle = g_new (gint32, work->chosen->n_all);
  gsize n = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (guint k = 0; k < work->chosen->frames[task][FUS_PART_TEST]->frames->len; k++)
      {
        guint i = work->chosen->first[task][FUS_PART_TEST] + k;
        const FusFrame *frame = frame_at (work->run, work->chosen, i);

        if (frame->identity < 0 || frame->expression < 0)
          continue;
        memcpy (x + n * units, work->values[layer] + i * units, units * sizeof (float));
        identity[n] = frame->identity;
        expression[n] = frame->expression;
        angle[n++] = frame->angle;
      }

  const FusAlignmentInput input = { .x = x,
                                    .n = n,
                                    .d = units,
                                    .identity = identity,
                                    .expression = expression,
                                    .other = angle,
                                    .n_rounds = N_ROUNDS,
                                    .n_shuffles = N_SHUFFLES,
                                    .seed = fus_study_protocol (work->run->study)->seed };

  return fus_align (alignment, &input, work->run->poll);
}

static FusNetworkLayers *
ask_network (Work *work, FusNetwork *network, GError **error)
{
  g_autofree FusNetworkLayers *layers = fus_network_layers_new ();
  gboolean done;

  work->arch = fus_network_architecture (network);
  fus_progress_part_next (&work->run->part, PASS_SHARE * work->whole);
  done = read_activations (work, network);
  for (FusLayer layer = 0; done && layer < FUS_LAYER_HEADS; layer++)
    {
      fus_progress_part_next (&work->run->part, (1 - PASS_SHARE) * work->whole / FUS_LAYER_HEADS);
      for (FusTask task = 0; done && task < FUS_N_TASKS; task++)
        done = decode_layer (work, layer, task, &layers->decoding[layer][task], error);
      done = done && align_layer (work, layer, &layers->alignment[layer]);
    }
  clear_network (work);
  return done ? g_steal_pointer (&layers) : NULL;
}

static char *
hash_data (FusAnalysisWork *run, const Chosen *chosen)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *seed
      = g_strdup_printf ("%" G_GUINT64_FORMAT, fus_study_protocol (run->study)->seed);
  g_autofree char *frames = fus_analysis_hash_frames (run, chosen->all, chosen->n_all);

  g_checksum_update (checksum, (const guchar *) frames, -1);
  for (guint i = 0; i < chosen->n_all; i++)
    {
      const FusFrame *frame = frame_at (run, chosen, i);
      const gint32 labels[] = { GINT32_TO_LE (frame->identity), GINT32_TO_LE (frame->expression),
                                GINT32_TO_LE (frame->angle) };

      g_checksum_update (checksum, (const guchar *) labels, sizeof labels);
    }
  g_checksum_update (checksum, (const guchar *) seed, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static void
choose_task (Chosen *chosen, FusStudyLayers *layers, FusStudy *study, FusTask task, GArray *all)
{
  for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
    {
      FusFrameChoice *frames
          = fus_frame_choice_new (study, task, part, part == FUS_PART_TRAIN ? MAX_TRAIN : MAX_TEST);

      chosen->frames[task][part] = frames;
      chosen->first[task][part] = all->len;
      g_array_append_vals (all, frames->frames->data, frames->frames->len);
    }
  layers->n_train[task] = chosen->frames[task][FUS_PART_TRAIN]->frames->len;
  layers->n_test[task] = chosen->frames[task][FUS_PART_TEST]->frames->len;
  layers->chance[task] = 1.0 / MAX (chosen->frames[task][FUS_PART_TRAIN]->n_classes, 1);
}

static char *
choose (FusAnalysisWork *run, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  FusStudyLayers *layers = run->result;
  Chosen *chosen = run->chosen = g_new0 (Chosen, 1);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    choose_task (chosen, layers, run->study, task, all);
  chosen->n_all = all->len;
  chosen->all = g_memdup2 (all->data, all->len * sizeof (guint32));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      chosen->people[task] = people_apart (run, chosen, task);
      for (guint i = 0; i < layers->n_test[task]; i++)
        {
          const FusFrame *frame = frame_at (run, chosen, chosen->first[task][FUS_PART_TEST] + i);

          layers->n_aligned += frame->identity >= 0 && frame->expression >= 0;
        }
    }
  return hash_data (run, chosen);
}

static gboolean
measure (FusAnalysisWork *run, GError **error)
{
  FusStudyLayers *layers = run->result;
  Work work = { .run = run, .chosen = run->chosen };
  guint n = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    n += (run->wanted & 1u << kind) != 0;
  work.whole = 1.0 / MAX (n, 1);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      if ((run->wanted & 1u << kind) == 0)
        continue;
      layers->network[kind] = ask_network (&work, run->origin->network[kind], error);
      if (layers->network[kind] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  g_clear_pointer (&((FusStudyLayers *) result)->network[kind], g_free);
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  const FusStudyLayers *layers = result;

  fus_json_add_string (note, "activations", "after ReLU and pool, averaged over the map");
  fus_json_add_string (note, "decoder",
                       "linear SVM, standardised features, C by 5-fold cross-validation on the "
                       "training part; interval: 2.5 to 97.5 percentile of 100 bootstraps over "
                       "test frames");
  fus_json_add_string (note, "alignment",
                       "Tucker's congruence of the matrices of variance between people and between "
                       "expressions, tr(AB) / sqrt(tr(AA) tr(BB)), of the effects of person, "
                       "expression and angle by least squares; interval: 2.5 to 97.5 percentile "
                       "of 100 bootstraps over people; shuffled: mean of 20 shuffles of the "
                       "expressions");
  fus_note_add_counts (note, "-train-frames", layers->n_train);
  fus_note_add_counts (note, "-test-frames", layers->n_test);
  fus_json_add_int (note, "alignment-frames", layers->n_aligned);
}

static const FusResultFigure figures[] = {
  { .name = "layer-decoding", .draw = fus_study_figure_layers },
  { .name = "layer-alignment", .draw = fus_study_figure_alignment },
};

const FusAnalysis fus_layers_analysis
    = { .name = "layers",
        .title = N_ ("What each layer tells of identity and of expression, and how they are "
                     "aligned"),
        .job = N_ ("Layers"),
        .section = N_ ("Layer by Layer"),
        .question = N_ ("At which layer does a network begin to tell the two tasks apart? What a "
                        "linear reader can tell from each layer, and whether people and "
                        "expressions differ in the same directions there."),
        .version = 1,
        .size = sizeof (FusStudyLayers),
        .choose = choose,
        .unchoose = unchoose,
        .begin = fus_layer_tables_begin,
        .restore = fus_layer_tables_restore,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .tables = fus_layer_tables,
        .n_tables = FUS_N_LAYER_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
