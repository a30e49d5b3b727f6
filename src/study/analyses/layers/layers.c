/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/layers/layers.h"

#include "analysis/bootstrap.h"
#include "analysis/decoding.h"
#include "study/analyses/layers/tables.h"
#include "study/folder/frame-choice.h"
#include "study/jobs/progress-part.h"
#include "study/folder/study-job.h"
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

FusStudyLayers *
fus_study_layers_ref (FusStudyLayers *layers)
{
  g_atomic_ref_count_inc (&layers->refs);
  return layers;
}

void
fus_study_layers_unref (FusStudyLayers *layers)
{
  if (!g_atomic_ref_count_dec (&layers->refs))
    return;
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_free (layers->network[kind]);
  fus_network_set_clear (&layers->set);
  g_free (layers);
}

typedef struct
{
  FusStudy *study;
  FusFrameList *list;
  FusFeeder *feeder;
  FusFrameChoice *frames[FUS_N_TASKS][2]; /* train and test */
  gint32 *people[FUS_N_TASKS]; /* of training frames, where they and the test people are apart */
  guint32 *all;                /* train and test of identity, then of expression */
  guint n_all;
  guint first[FUS_N_TASKS][2];
  guint n_threads;
  const FusPoll *poll;
  FusProgressPart part;
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

static void
work_clear (Work *work)
{
  clear_network (work);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      for (guint part = 0; part < 2; part++)
        g_clear_pointer (&work->frames[task][part], fus_frame_choice_free);
      g_free (work->people[task]);
    }
  g_free (work->all);
  g_clear_pointer (&work->list, fus_frame_list_unref);
  g_clear_pointer (&work->feeder, fus_feeder_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static const FusFrame *
frame_at (const Work *work, guint i)
{
  return &work->list->frames[work->all[i]];
}

/* The folds of a decoder are split by person just where the parts are. */
static gint32 *
people_apart (const Work *work, FusTask task)
{
  guint n_train = work->frames[task][FUS_PART_TRAIN]->frames->len;
  guint n_test = work->frames[task][FUS_PART_TEST]->frames->len;
  g_autofree gint32 *people = g_new (gint32, n_train + 1);
  g_autoptr (GHashTable) tested = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n_test; i++)
    g_hash_table_add (
        tested, GINT_TO_POINTER (frame_at (work, work->first[task][FUS_PART_TEST] + i)->identity));
  for (guint i = 0; i < n_train; i++)
    {
      people[i] = frame_at (work, work->first[task][FUS_PART_TRAIN] + i)->identity;
      if (people[i] < 0 || g_hash_table_contains (tested, GINT_TO_POINTER (people[i])))
        return NULL;
    }
  return g_steal_pointer (&people);
}

static void
choose_frames (Work *work, FusStudyLayers *layers)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
        {
          FusFrameChoice *frames = fus_frame_choice_new (
              work->study, task, part, part == FUS_PART_TRAIN ? MAX_TRAIN : MAX_TEST);

          work->frames[task][part] = frames;
          work->first[task][part] = all->len;
          g_array_append_vals (all, frames->frames->data, frames->frames->len);
        }
      layers->n_train[task] = work->frames[task][FUS_PART_TRAIN]->frames->len;
      layers->n_test[task] = work->frames[task][FUS_PART_TEST]->frames->len;
      layers->chance[task] = 1.0 / MAX (work->frames[task][FUS_PART_TRAIN]->n_classes, 1);
    }
  work->n_all = all->len;
  work->all = g_memdup2 (all->data, all->len * sizeof (guint32));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      work->people[task] = people_apart (work, task);
      for (guint i = 0; i < layers->n_test[task]; i++)
        {
          const FusFrame *frame = frame_at (work, work->first[task][FUS_PART_TEST] + i);

          layers->n_aligned += frame->identity >= 0 && frame->expression >= 0;
        }
    }
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
take_batch (gpointer data, FusPass *pass, gsize first, guint n, const gboolean *failed)
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
  g_autoptr (FusTeam) team = fus_team_new (work->n_threads);
  guint batch = fus_analysis_batch (work->arch);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_FORWARD, batch, team);
  gsize longest = 0;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      gsize side = fus_architecture_side (work->arch, layer, fus_layer_is_pooled (layer));
      gsize units = fus_architecture_units (work->arch, layer);

      longest = MAX (longest, units * side * side);
      work->values[layer] = g_new (float, units * work->n_all);
    }
  work->map = g_new (float, longest *batch);
  return fus_walk_frames (pass, work->feeder, work->all, work->n_all, FUS_LAYER_FC2, take_batch,
                          work, work->poll, &work->part.progress);
}

static gboolean
decode_layer (Work *work, FusLayer layer, FusTask task, FusLayerScore *score, GError **error)
{
  const FusFrameChoice *train = work->frames[task][FUS_PART_TRAIN];
  const FusFrameChoice *test = work->frames[task][FUS_PART_TEST];
  gsize units = fus_architecture_units (work->arch, layer);
  const FusDecodingInput input
      = { .train = work->values[layer] + work->first[task][FUS_PART_TRAIN] * units,
          .test = work->values[layer] + work->first[task][FUS_PART_TEST] * units,
          .n_train = train->frames->len,
          .n_test = test->frames->len,
          .n_features = units,
          .train_labels = train->labels,
          .test_labels = test->labels,
          .train_people = work->people[task],
          .max_train = MAX_TRAIN,
          .seed = fus_study_protocol (work->study)->seed };
  g_autoptr (GError) failure = NULL;
  g_autoptr (FusDecoding) decoding = NULL;
  g_autoptr (FusBootstrap) bootstrap = NULL;
  g_autofree double *right = g_new (double, test->frames->len + 1);
  gsize n = 0;

  if (train->frames->len == 0 || test->frames->len == 0)
    return TRUE;
  decoding = fus_decode (&input, work->poll, NULL, &failure);
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
  g_autofree float *x = g_new (float, units * work->n_all);
  g_autofree gint32 *identity = g_new (gint32, work->n_all);
  g_autofree gint32 *expression = g_new (gint32, work->n_all);
  g_autofree gint32 *angle = g_new (gint32, work->n_all);
  gsize n = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (guint k = 0; k < work->frames[task][FUS_PART_TEST]->frames->len; k++)
      {
        guint i = work->first[task][FUS_PART_TEST] + k;
        const FusFrame *frame = frame_at (work, i);

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
                                    .seed = fus_study_protocol (work->study)->seed };

  return fus_align (alignment, &input, work->poll);
}

static FusNetworkLayers *
ask_network (Work *work, FusNetwork *network, GError **error)
{
  g_autofree FusNetworkLayers *layers = fus_network_layers_new ();
  gboolean done;

  work->arch = fus_network_architecture (network);
  fus_progress_part_next (&work->part, PASS_SHARE * work->whole);
  done = read_activations (work, network);
  for (FusLayer layer = 0; done && layer < FUS_LAYER_HEADS; layer++)
    {
      fus_progress_part_next (&work->part, (1 - PASS_SHARE) * work->whole / FUS_LAYER_HEADS);
      for (FusTask task = 0; done && task < FUS_N_TASKS; task++)
        done = decode_layer (work, layer, task, &layers->decoding[layer][task], error);
      done = done && align_layer (work, layer, &layers->alignment[layer]);
    }
  clear_network (work);
  return done ? g_steal_pointer (&layers) : NULL;
}

static char *
hash_data (const Work *work)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *seed
      = g_strdup_printf ("%" G_GUINT64_FORMAT, fus_study_protocol (work->study)->seed);
  g_autofree char *frames = fus_note_hash_frames (work->study, work->all, work->n_all);

  g_checksum_update (checksum, (const guchar *) frames, -1);
  for (guint i = 0; i < work->n_all; i++)
    {
      const FusFrame *frame = frame_at (work, i);
      const gint32 labels[] = { GINT32_TO_LE (frame->identity), GINT32_TO_LE (frame->expression),
                                GINT32_TO_LE (frame->angle) };

      g_checksum_update (checksum, (const guchar *) labels, sizeof labels);
    }
  g_checksum_update (checksum, (const guchar *) seed, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

/* FALSE with @error, or when cancelled. */
static gboolean
ask_missing (Work *work, FusStudyLayers *layers, gboolean *any, GError **error)
{
  guint n = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    n += layers->set.network[kind] != NULL && layers->network[kind] == NULL;
  *any = n > 0;
  work->whole = 1.0 / MAX (n, 1);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      if (layers->set.network[kind] == NULL || layers->network[kind] != NULL)
        continue;
      layers->network[kind] = ask_network (work, layers->set.network[kind], error);
      if (layers->network[kind] == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Chooses the frames, and reads what analysis/ holds. FALSE with @error */
static gboolean
load (Work *work, FusStudyLayers *layers, char **data_hash, GError **error)
{
  if (!fus_network_set_read (&layers->set, work->study, error))
    return FALSE;
  choose_frames (work, layers);
  *data_hash = hash_data (work);
  fus_layers_load (layers, work->study, *data_hash);
  return TRUE;
}

FusStudyLayers *
fus_study_layers_load (FusStudy *study)
{
  g_autoptr (FusStudyLayers) layers = g_new0 (FusStudyLayers, 1);
  g_auto (Work) work = { .study = study,
                         .list = fus_frame_list_ref (fus_study_frames (study)),
                         .feeder = fus_study_ref_feeder (study) };
  g_autofree char *data_hash = NULL;

  g_atomic_ref_count_init (&layers->refs);
  if (!load (&work, layers, &data_hash, NULL))
    return NULL;
  fus_network_set_forget_networks (&layers->set);
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (layers->network[kind] != NULL)
      return g_steal_pointer (&layers);
  return NULL;
}

gboolean
fus_study_layers_outdated (const FusStudyLayers *layers, FusStudy *study)
{
  return fus_network_set_lacks (&layers->set, (gconstpointer const *) layers->network)
         || fus_network_set_outdated (&layers->set, study);
}

FusStudyLayers *
fus_study_layers_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                          const FusProgress *progress, GError **error)
{
  g_autoptr (FusStudyLayers) layers = g_new0 (FusStudyLayers, 1);
  g_auto (Work) work = { .study = study,
                         .list = fus_frame_list_ref (fus_study_frames (study)),
                         .feeder = fus_study_ref_feeder (study),
                         .n_threads = n_threads,
                         .poll = poll };
  g_autofree char *data_hash = NULL;
  gboolean any;

  g_atomic_ref_count_init (&layers->refs);
  fus_progress_part_init (&work.part, progress);
  if (!load (&work, layers, &data_hash, error) || !ask_missing (&work, layers, &any, error)
      || (any && !fus_layers_save (layers, study, data_hash, error)))
    return NULL;
  fus_network_set_forget_networks (&layers->set);
  return g_steal_pointer (&layers);
}

static gpointer
work_layers (FusStudy *study, guint n_threads, const FusPoll *poll, const FusProgress *progress,
             GError **error)
{
  return fus_study_layers_compute (study, n_threads, poll, progress, error);
}

FusJob *
fus_study_layers_start (FusStudy *study, guint n_threads,
                        void (*done) (FusJob *job, gpointer user_data), gpointer user_data)
{
  return fus_study_job_start (_ ("Layers"), study, n_threads, work_layers,
                              (GDestroyNotify) fus_study_layers_unref, done, user_data);
}
