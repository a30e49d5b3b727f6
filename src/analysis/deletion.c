/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/deletion.h"

#include "analysis/imputation.h"
#include "analysis/map.h"
#include "faces/pictures/resize.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Tells random maps from other numbers that come from a study's seed. */
#define STREAM 0x64656c65
/* Maps that are held against a map, and one that orders its equal places. */
#define TIES 0x74696573
/* As ROAD, in the unit of the network's input. */
#define NOISE 0.01f
#define STEPS (FUS_N_DELETION_ORDERS * FUS_N_DELETION_SHARES)

struct _FusDeleter
{
  FusPass *pass;
  FusTeam *team;
  guint size;
  FusImputer **imputers; /* of each thread */
  float *images;         /* of a batch */
  guint8 *removed;       /* [threads, area] */
};

FusDeleter *
fus_deleter_new (FusPass *pass, FusTeam *team)
{
  FusDeleter *deleter = g_new0 (FusDeleter, 1);
  guint n_threads = fus_team_size (team);
  deleter->pass = pass;
  deleter->team = team;
  deleter->size = fus_network_architecture (fus_pass_network (pass))->image_size;
  gsize area = (gsize) deleter->size * deleter->size;
  deleter->imputers = g_new (FusImputer *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    deleter->imputers[i] = fus_imputer_new (deleter->size);
  deleter->removed = g_new (guint8, n_threads * area);
  deleter->images = g_new (float, fus_pass_max_batch (pass) * 3 * area);
  return deleter;
}

void
fus_deleter_free (FusDeleter *deleter)
{
  if (deleter == NULL)
    return;
  for (guint i = 0; i < fus_team_size (deleter->team); i++)
    fus_imputer_free (deleter->imputers[i]);
  g_free (deleter->imputers);
  g_free (deleter->removed);
  g_free (deleter->images);
  g_free (deleter);
}

double
fus_deletion_share (guint index)
{
  return (index + 1) / 10.0;
}

void
fus_random_maps (float *maps, guint side, guint n, guint64 seed)
{
  FusRandom random;
  fus_random_seed (&random, seed, STREAM);
  for (gsize i = 0; i < (gsize) n * side * side; i++)
    maps[i] = (float) fus_random_uniform (&random);
}

/* A pixel with what it is ranked by. */
typedef struct
{
  float value;
  float tie;
  guint32 at;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *first = a, *second = b;
  if (first->value != second->value)
    return first->value > second->value ? -1 : 1;
  if (first->tie != second->tie)
    return first->tie > second->tie ? -1 : 1;
  return first->at < second->at ? -1 : 1;
}

typedef struct
{
  FusDeleter *deleter;
  const float *image;
  const float *maps;
  guint side;
  guint n;
  guint64 seed;
  float *ties;    /* [area] */
  guint32 *order; /* [n, area], most relevant first */
  gsize first;    /* of the batch, among n * STEPS */
  guint n_batch;
} Deleting;

static void
rank_maps (gpointer data, guint index, guint n_threads)
{
  Deleting *deleting = data;
  int size = (int) deleting->deleter->size, side = (int) deleting->side;
  gsize area = (gsize) size * size;
  g_autofree float *large = g_new (float, area);
  g_autofree Ranked *ranked = g_new (Ranked, area);
  for (guint m = index; m < deleting->n; m += n_threads)
    {
      fus_map_resize (large, size, size, deleting->maps + (gsize) m * side * side, side, side);
      for (gsize i = 0; i < area; i++)
        ranked[i] = (Ranked){ large[i], deleting->ties[i], (guint32) i };
      qsort (ranked, area, sizeof *ranked, compare_ranked);
      for (gsize i = 0; i < area; i++)
        deleting->order[m * area + i] = ranked[i].at;
    }
}

static void
impute_batch (gpointer data, guint index, guint n_threads)
{
  const Deleting *deleting = data;
  FusDeleter *deleter = deleting->deleter;
  gsize area = (gsize) deleter->size * deleter->size;
  guint8 *removed = deleter->removed + index * area;
  for (guint b = index; b < deleting->n_batch; b += n_threads)
    {
      gsize job = deleting->first + b;
      guint step = (guint) (job % STEPS);
      double share = fus_deletion_share (step % FUS_N_DELETION_SHARES);
      gsize count = (gsize) (share * (double) area + 0.5);
      const guint32 *order = deleting->order + job / STEPS * area;
      if (step / FUS_N_DELETION_SHARES == FUS_DELETION_LEAST)
        order += area - count;
      memset (removed, 0, area);
      for (gsize i = 0; i < count; i++)
        removed[order[i]] = 1;
      fus_impute (deleter->imputers[index], deleter->images + b * 3 * area, deleting->image,
                  removed, NOISE, deleting->seed ^ (guint64) (step + 1) << 32);
    }
}

static double
probability_of (const float *logits, guint k, gint32 class_index)
{
  double sum = 0;
  for (guint c = 0; c < k; c++)
    sum += exp ((double) logits[c] - logits[class_index]);
  return 1 / sum;
}

static gboolean
ask_batch (const Deleting *deleting, FusDeletion *results, FusTask task, gint32 class_index,
           const FusPoll *poll)
{
  FusPass *pass = deleting->deleter->pass;
  guint k = fus_network_architecture (fus_pass_network (pass))->n_classes[task];
  if (!fus_pass_forward (pass, deleting->deleter->images, deleting->n_batch, FUS_LAYER_HEADS, poll))
    return FALSE;
  const float *logits = fus_pass_logits (pass, task);
  for (guint b = 0; b < deleting->n_batch; b++)
    {
      gsize job = deleting->first + b;
      double *probability = &results[job / STEPS].probability[0][0];
      probability[job % STEPS] = probability_of (logits + (gsize) b * k, k, class_index);
    }
  return TRUE;
}

static void
find_score (FusDeletion *result)
{
  result->score = 0;
  for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
    result->score
        += result->probability[FUS_DELETION_LEAST][i] - result->probability[FUS_DELETION_MOST][i];
  result->score /= FUS_N_DELETION_SHARES;
}

static void
set_unknown (FusDeletion *result)
{
  result->score = NAN;
  for (guint order = 0; order < FUS_N_DELETION_ORDERS; order++)
    for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
      result->probability[order][i] = NAN;
}

gboolean
fus_deleter_run (FusDeleter *deleter, FusDeletion *results, const float *image, FusTask task,
                 gint32 class_index, const float *maps, guint side, guint n, guint64 seed,
                 const FusPoll *poll, const FusProgress *progress)
{
  gsize area = (gsize) deleter->size * deleter->size, cells = (gsize) side * side;
  g_autofree float *ties = g_new (float, area);
  g_autofree float *small = g_new (float, cells);
  g_autofree guint32 *order = g_new (guint32, n * area);
  Deleting deleting = { .deleter = deleter,
                        .image = image,
                        .maps = maps,
                        .side = side,
                        .n = n,
                        .seed = seed,
                        .ties = ties,
                        .order = order };

  fus_random_maps (small, side, 1, seed ^ TIES);
  fus_map_resize (ties, (int) deleter->size, (int) deleter->size, small, (int) side, (int) side);
  fus_team_run (deleter->team, rank_maps, &deleting);
  for (gsize total = (gsize) n * STEPS; deleting.first < total; deleting.first += deleting.n_batch)
    {
      deleting.n_batch = (guint) MIN (fus_pass_max_batch (deleter->pass), total - deleting.first);
      if (!fus_poll (poll))
        return FALSE;
      fus_team_run (deleter->team, impute_batch, &deleting);
      if (!ask_batch (&deleting, results, task, class_index, poll))
        return FALSE;
      if (progress != NULL)
        progress->report (progress->data,
                          (double) (deleting.first + deleting.n_batch) / (double) total);
    }
  for (guint m = 0; m < n; m++)
    if (fus_map_has_evidence (maps + m * cells, cells))
      find_score (&results[m]);
    else
      set_unknown (&results[m]);
  return TRUE;
}

/* Mean of the random maps' curves, and how the map's score lies among theirs. */
static void
compare (FusDeletionTest *result, const FusDeletion *random, guint n)
{
  double squares = 0;
  for (guint m = 0; m < n; m++)
    {
      for (guint order = 0; order < FUS_N_DELETION_ORDERS; order++)
        for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
          result->random.probability[order][i] += random[m].probability[order][i] / n;
      result->random.score += random[m].score / n;
      result->n_beaten += random[m].score < result->map.score;
    }
  for (guint m = 0; m < n; m++)
    squares += (random[m].score - result->random.score) * (random[m].score - result->random.score);
  result->random_sd = n > 1 ? sqrt (squares / (n - 1)) : NAN;
}

gboolean
fus_deleter_test (FusDeleter *deleter, FusDeletionTest *result, const float *image, FusTask task,
                  gint32 class_index, const float *map, guint side, guint n_random, guint64 seed,
                  const FusPoll *poll, const FusProgress *progress)
{
  gsize cells = (gsize) side * side;
  guint k = fus_network_architecture (fus_pass_network (deleter->pass))->n_classes[task];
  g_autofree float *maps = g_new (float, (n_random + 1) * cells);
  g_autofree FusDeletion *all = g_new0 (FusDeletion, n_random + 1);

  *result = (FusDeletionTest){ .random_sd = NAN };
  if (!fus_pass_forward (deleter->pass, image, 1, FUS_LAYER_HEADS, poll))
    return FALSE;
  result->intact = probability_of (fus_pass_logits (deleter->pass, task), k, class_index);
  if (!fus_map_has_evidence (map, cells))
    {
      set_unknown (&result->map);
      set_unknown (&result->random);
      return TRUE;
    }
  memcpy (maps, map, cells * sizeof *maps);
  fus_random_maps (maps + cells, side, n_random, seed);
  if (!fus_deleter_run (deleter, all, image, task, class_index, maps, side, n_random + 1, seed,
                        poll, progress))
    return FALSE;
  result->map = all[0];
  result->n_random = n_random;
  compare (result, all + 1, n_random);
  return TRUE;
}
