/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/head.h"

#include "analysis/bootstrap.h"
#include "analysis/explained-class.h"
#include "analysis/flip.h"
#include "study/jobs/progress-part.h"
#include "analysis/randomization.h"
#include "study/folder/study-private.h"

#include <math.h>
#include <string.h>

#define N_ROUNDS 1000
#define LEVEL 0.95
#define N_OTHER_FRAMES 7
/* Shares of the time, as measured with preset quick. */
#define EXPLAIN_SHARE 0.1
#define CASCADE_SHARE 0.15

typedef struct
{
  const FusHeadTrustInput *input;
  const FusArchitecture *arch;
  FusTeam *team;
  FusPass *pass;
  FusCascade *cascade;
  const FusPoll *poll;
  FusProgressPart part;

  guint n; /* frames that could be read */
  gsize image_numbers;
  float *images;
  guint32 *frames;
  gint32 *people;
  gint32 *predicted;
  guint side; /* of the paper's map */
  float *maps;
  double *values[FUS_N_TRUST_QUANTITIES]; /* [n], NaN where unknown; NULL: not asked */
  guint n_asked[FUS_N_TRUST_QUANTITIES];
} Work;

static void
work_clear (Work *work)
{
  for (guint i = 0; i < FUS_N_TRUST_QUANTITIES; i++)
    g_free (work->values[i]);
  g_free (work->images);
  g_free (work->frames);
  g_free (work->people);
  g_free (work->predicted);
  g_free (work->maps);
  g_clear_pointer (&work->cascade, fus_cascade_free);
  g_clear_pointer (&work->pass, fus_pass_free);
  g_clear_pointer (&work->team, fus_team_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
set_value (Work *work, guint quantity, guint frame, double value)
{
  if (work->values[quantity] == NULL)
    {
      work->values[quantity] = g_new (double, work->n);
      for (guint i = 0; i < work->n; i++)
        work->values[quantity][i] = NAN;
    }
  work->values[quantity][frame] = value;
  work->n_asked[quantity]++;
}

static void
set_similarity (Work *work, guint spearman, guint ssim, guint frame,
                const FusMapSimilarity *similarity)
{
  set_value (work, spearman, frame, similarity->spearman);
  set_value (work, ssim, frame, similarity->ssim);
}

static void
report (Work *work, guint done, guint all)
{
  work->part.progress.report (work->part.progress.data, (double) done / MAX (all, 1));
}

static guint
batch_at (const Work *work, guint first, guint n)
{
  return MIN (fus_pass_max_batch (work->pass), n - first);
}

static gsize
map_numbers (const Work *work)
{
  return (gsize) work->side * work->side;
}

/* Frames that can be read move together. */
static void
read_images (Work *work)
{
  const FusHeadTrustInput *input = work->input;
  g_autofree gboolean *failed = g_new0 (gboolean, MAX (input->n, 1));

  work->images = g_new (float, MAX (input->n, 1) * work->image_numbers);
  work->frames = g_new (guint32, MAX (input->n, 1));
  work->people = g_new (gint32, MAX (input->n, 1));
  work->predicted = g_new (gint32, MAX (input->n, 1));
  fus_feeder_fetch (input->feeder, input->frames, input->n,
                    fus_network_normalization (input->network), work->images, failed, NULL);
  for (guint i = 0; i < input->n; i++)
    if (!failed[i])
      {
        memmove (work->images + work->n * work->image_numbers,
                 work->images + i * work->image_numbers, work->image_numbers * sizeof (float));
        work->frames[work->n] = input->frames[i];
        work->people[work->n++] = input->people[i];
      }
}

/* What the network says of all frames, and the paper's maps. FALSE when cancelled, as below. */
static gboolean
explain (Work *work)
{
  const FusMapSpec spec = FUS_MAP_SPEC_PAPER;
  FusTask task = work->input->task;
  guint k = work->arch->n_classes[task];

  work->side = fus_map_spec_side (&spec, work->arch);
  work->maps = g_new (float, MAX (work->n, 1) * map_numbers (work));
  for (guint first = 0, n; first < work->n; first += n)
    {
      const float *images = work->images + first * work->image_numbers;
      const float *logits;

      n = batch_at (work, first, work->n);
      if (!fus_pass_forward (work->pass, images, n, FUS_LAYER_HEADS, work->poll))
        return FALSE;
      logits = fus_pass_logits (work->pass, task);
      for (guint i = 0; i < n; i++)
        work->predicted[first + i] = fus_top_class (logits + (gsize) i * k, k);
      if (!fus_explain_maps (work->pass, &spec, images, task, work->predicted + first, n,
                             work->maps + first * map_numbers (work), work->poll))
        return FALSE;
    }
  return TRUE;
}

/* How alike the map of each frame is to those of a few others, on average. */
static void
compare_frames (Work *work)
{
  for (guint i = 0; i < work->n; i++)
    {
      FusMapSimilarity sum = { 0, 0 };
      guint n = 0;

      for (guint k = 1; k <= N_OTHER_FRAMES && work->n > N_OTHER_FRAMES; k++)
        {
          guint other = (i + k * work->n / (N_OTHER_FRAMES + 1)) % work->n;
          FusMapSimilarity similarity
              = fus_map_similarity (work->maps + i * map_numbers (work),
                                    work->maps + other * map_numbers (work), work->side);

          if (!fus_map_similarity_is_defined (&similarity))
            continue;
          sum.spearman += similarity.spearman;
          sum.ssim += similarity.ssim;
          n++;
        }
      sum.spearman = n > 0 ? sum.spearman / n : NAN;
      sum.ssim = n > 0 ? sum.ssim / n : NAN;
      set_similarity (work, FUS_TRUST_OTHER_SPEARMAN, FUS_TRUST_OTHER_SSIM, i, &sum);
    }
}

static void
take_flip (Work *work, guint frame, const float *mirrored)
{
  FusFlip flip = fus_flip (work->maps + frame * map_numbers (work), mirrored, work->side);

  set_similarity (work, FUS_TRUST_FLIP_SPEARMAN, FUS_TRUST_FLIP_SSIM, frame, &flip.similarity);
  set_value (work, FUS_TRUST_ASYMMETRY, frame, flip.asymmetry);
  set_value (work, FUS_TRUST_FACE, frame, flip.face);
  set_value (work, FUS_TRUST_PLACE, frame, flip.place);
  set_value (work, FUS_TRUST_FACE_SIZE, frame, fabs (flip.face));
  set_value (work, FUS_TRUST_PLACE_SIZE, frame, fabs (flip.place));
}

static gboolean
test_flip (Work *work)
{
  const FusMapSpec spec = FUS_MAP_SPEC_PAPER;
  FusTask task = work->input->task;
  guint k = work->arch->n_classes[task], batch = fus_pass_max_batch (work->pass);
  g_autofree float *images = g_new (float, batch * work->image_numbers);
  g_autofree float *maps = g_new (float, batch *map_numbers (work));

  for (guint first = 0, n; first < work->n; first += n)
    {
      const float *logits;

      n = batch_at (work, first, work->n);
      for (guint i = 0; i < n; i++)
        fus_image_mirror (images + i * work->image_numbers,
                          work->images + (first + i) * work->image_numbers, work->arch->image_size);
      if (!fus_pass_forward (work->pass, images, n, FUS_LAYER_HEADS, work->poll))
        return FALSE;
      logits = fus_pass_logits (work->pass, task);
      for (guint i = 0; i < n; i++)
        set_value (work, FUS_TRUST_SAME_CLASS, first + i,
                   fus_top_class (logits + (gsize) i * k, k) == work->predicted[first + i]);
      if (!fus_explain_maps (work->pass, &spec, images, task, work->predicted + first, n, maps,
                             work->poll))
        return FALSE;
      for (guint i = 0; i < n; i++)
        take_flip (work, first + i, maps + i * map_numbers (work));
    }
  return TRUE;
}

static gboolean
test_layer (Work *work, FusLayer layer)
{
  const FusMapSpec spec = FUS_MAP_SPEC_PAPER;
  g_autofree float *maps = g_new (float, fus_pass_max_batch (work->pass) * map_numbers (work));

  for (guint first = 0, n; first < work->n; first += n)
    {
      n = batch_at (work, first, work->n);
      if (!fus_cascade_maps (work->cascade, &spec, work->images + first * work->image_numbers,
                             work->input->task, work->predicted + first, n, maps, work->poll))
        return FALSE;
      for (guint i = 0; i < n; i++)
        {
          FusMapSimilarity similarity
              = fus_map_similarity (work->maps + (first + i) * map_numbers (work),
                                    maps + i * map_numbers (work), work->side);

          set_similarity (work, FUS_TRUST_SPEARMAN + layer, FUS_TRUST_SSIM + layer, first + i,
                          &similarity);
        }
    }
  return TRUE;
}

/* Leaves a network of which everything is random. */
static gboolean
test_layers (Work *work, GError **error)
{
  int layer;

  work->cascade = fus_cascade_new (work->input->network, work->input->seed,
                                   fus_pass_max_batch (work->pass), work->team, error);
  if (work->cascade == NULL)
    return FALSE;
  while ((layer = fus_cascade_next (work->cascade)) >= 0)
    {
      if (!test_layer (work, (FusLayer) layer))
        return FALSE;
      report (work, FUS_N_LAYERS - (guint) layer, FUS_N_LAYERS);
    }
  return TRUE;
}

static void
take_curves (Work *work, guint frame, const FusDeletionTest *test)
{
  const guint most = FUS_TRUST_PROBABILITY + FUS_DELETION_MOST * FUS_N_DELETION_SHARES;
  const guint least = FUS_TRUST_PROBABILITY + FUS_DELETION_LEAST * FUS_N_DELETION_SHARES;
  const guint random = FUS_TRUST_PROBABILITY + FUS_TRUST_RANDOM_ORDER * FUS_N_DELETION_SHARES;

  set_value (work, FUS_TRUST_INTACT, frame, test->intact);
  for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
    {
      set_value (work, most + i, frame, test->map.probability[FUS_DELETION_MOST][i]);
      set_value (work, least + i, frame, test->map.probability[FUS_DELETION_LEAST][i]);
      /* The two orders of a random map are the same to it. */
      set_value (work, random + i, frame,
                 (test->random.probability[FUS_DELETION_MOST][i]
                  + test->random.probability[FUS_DELETION_LEAST][i])
                     / 2);
    }
  set_value (work, FUS_TRUST_SCORE + FUS_MAP_METHOD_GRADCAM, frame, test->map.score);
  set_value (work, FUS_TRUST_RANDOM_SCORE, frame, test->random.score);
  set_value (work, FUS_TRUST_BEATEN, frame,
             test->n_random > 0 ? (double) test->n_beaten / test->n_random : NAN);
}

gboolean
fus_head_trust_has_method (FusMapMethod method)
{
  return fus_map_method_is_quick (method);
}

/* Deletion by the map of one more method, and its likeness to that of the random network. */
static gboolean
take_method (Work *work, FusDeleter *deleter, FusMapMethod method, guint frame, const float *map,
             const float *random, guint side)
{
  FusMapSimilarity similarity = fus_map_similarity (map, random, side);
  FusDeletion deletion;

  set_value (work, FUS_TRUST_RANDOM_SPEARMAN + method, frame, similarity.spearman);
  /* Grad-CAM's comes with random maps. */
  if (method == FUS_MAP_METHOD_GRADCAM)
    return TRUE;
  if (!fus_deleter_run (deleter, &deletion, work->images + frame * work->image_numbers,
                        work->input->task, work->predicted[frame], map, side, 1,
                        work->input->seed + work->frames[frame], work->poll, NULL))
    return FALSE;
  set_value (work, FUS_TRUST_SCORE + method, frame, deletion.score);
  return TRUE;
}

/* Of the first @n_frames. */
static gboolean
test_method (Work *work, FusDeleter *deleter, FusMapMethod method, guint n_frames)
{
  const FusMapSpec spec = { method, FUS_LAYER_CONV8 };
  FusTask task = work->input->task;
  guint side = fus_map_spec_side (&spec, work->arch);
  gsize numbers = (gsize) side * side;
  g_autofree float *maps = g_new (float, fus_pass_max_batch (work->pass) * numbers);
  g_autofree float *random = g_new (float, fus_pass_max_batch (work->pass) * numbers);

  for (guint first = 0, n; first < n_frames; first += n)
    {
      const float *images = work->images + first * work->image_numbers;

      n = batch_at (work, first, n_frames);
      if (!fus_pass_forward (work->pass, images, n, FUS_LAYER_HEADS, work->poll)
          || !fus_explain_maps (work->pass, &spec, images, task, work->predicted + first, n, maps,
                                work->poll)
          || !fus_cascade_maps (work->cascade, &spec, images, task, work->predicted + first, n,
                                random, work->poll))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (!take_method (work, deleter, method, first + i, maps + i * numbers,
                          random + i * numbers, side))
          return FALSE;
    }
  return TRUE;
}

static gboolean
test_deletion (Work *work)
{
  g_autoptr (FusDeleter) deleter = fus_deleter_new (work->pass, work->team);
  guint n = (work->n + FUS_HEAD_TRUST_DELETION_PART - 1) / FUS_HEAD_TRUST_DELETION_PART;
  /* The paper's map comes with random ones. */
  const guint parts = 1 + FUS_HEAD_TRUST_RANDOM_MAPS + FUS_N_MAP_METHODS;
  guint done = 1 + FUS_HEAD_TRUST_RANDOM_MAPS;

  for (guint i = 0; i < n; i++)
    {
      FusDeletionTest test;

      if (!fus_deleter_test (
              deleter, &test, work->images + i * work->image_numbers, work->input->task,
              work->predicted[i], work->maps + i * map_numbers (work), work->side,
              FUS_HEAD_TRUST_RANDOM_MAPS, work->input->seed + work->frames[i], work->poll, NULL))
        return FALSE;
      take_curves (work, i, &test);
      report (work, done * (i + 1), parts * n);
    }
  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      if (fus_head_trust_has_method (method) && !test_method (work, deleter, method, n))
        return FALSE;
      report (work, ++done, parts);
    }
  return TRUE;
}

/* Mean and interval of what is known; people are drawn where they are known. */
static FusTrustNumber
conclude (const Work *work, guint quantity)
{
  const double *values = work->values[quantity];
  FusTrustNumber number = { NAN, NAN, NAN, 0, work->n_asked[quantity] };
  g_autofree double *known = g_new (double, MAX (work->n, 1));
  g_autofree gint32 *people = g_new (gint32, MAX (work->n, 1));
  g_autoptr (FusBootstrap) bootstrap = NULL;
  gboolean all_people = TRUE;

  for (guint i = 0; values != NULL && i < work->n; i++)
    if (!isnan (values[i]))
      {
        all_people = all_people && work->people[i] >= 0;
        people[number.n] = work->people[i];
        known[number.n++] = values[i];
      }
  number.n_undefined -= number.n;
  if (number.n == 0)
    return number;
  bootstrap = fus_bootstrap (known, all_people ? people : NULL, number.n, N_ROUNDS, LEVEL,
                             work->input->seed);
  number.value = bootstrap->value;
  number.low = bootstrap->low;
  number.high = bootstrap->high;
  return number;
}

FusHeadTrust *
fus_head_trust (const FusHeadTrustInput *input, const FusPoll *poll, const FusProgress *progress,
                GError **error)
{
  const FusArchitecture *arch = fus_network_architecture (input->network);
  g_auto (Work) work = { .input = input,
                         .arch = arch,
                         .poll = poll,
                         .image_numbers = 3 * (gsize) arch->image_size * arch->image_size };
  FusHeadTrust *trust;

  work.team = fus_team_new (input->n_threads);
  work.pass = fus_pass_new (input->network, FUS_PASS_EXPLAIN, fus_analysis_batch (arch), work.team);
  fus_progress_part_init (&work.part, progress);
  fus_progress_part_next (&work.part, EXPLAIN_SHARE);
  read_images (&work);
  if (!explain (&work) || !test_flip (&work))
    return NULL;
  compare_frames (&work);
  fus_progress_part_next (&work.part, CASCADE_SHARE);
  if (!test_layers (&work, error))
    return NULL;
  fus_progress_part_next (&work.part, 1 - EXPLAIN_SHARE - CASCADE_SHARE);
  if (!test_deletion (&work))
    return NULL;
  trust = g_new0 (FusHeadTrust, 1);
  for (guint quantity = 0; quantity < FUS_N_TRUST_QUANTITIES; quantity++)
    trust->number[quantity] = conclude (&work, quantity);
  return trust;
}
