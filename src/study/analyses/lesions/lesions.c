/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/lesions/lesions.h"

#include "study/folder/frame-choice.h"
#include "study/analyses/lesions/figures.h"
#include "study/analyses/lesions/tables.h"
#include "study/jobs/progress-part.h"
#include "engine/random.h"
#include "study/folder/study-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Of the random removals' order of units; each draw and layer has its own. */
#define STREAM 0x1e5200
/* Memory for activations kept at a time. */
#define KEPT_BYTES ((gsize) 192 << 20)
/* Ranked by either task, then the random draws. */
#define N_ORDERS (FUS_N_TASKS + FUS_LESION_DRAWS)
/* Share of the time that single units take, as measured. */
#define SINGLE_SHARE 0.45

const double fus_lesion_shares[FUS_N_LESION_SHARES] = { 0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 };

guint
fus_lesion_count (double share, guint n_units)
{
  return share > 0 ? MAX ((guint) lround (share * n_units), 1) : 0;
}

/* What a network is asked on. */
typedef struct
{
  FusFrameChoice *frames[FUS_N_TASKS][2]; /* train and test */
} Chosen;

static void
unchoose (gpointer data)
{
  Chosen *chosen = data;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    for (guint part = 0; part < 2; part++)
      g_clear_pointer (&chosen->frames[task][part], fus_frame_choice_free);
  g_free (chosen);
}

typedef struct
{
  FusAnalysisWork *run;
  const Chosen *chosen;
  double whole; /* what one task of one network is of all work */

  /* Of the network in question */
  FusNetworkLesions *lesions;
  FusPass *pass;
  const FusArchitecture *arch;
  double *sums[FUS_LAYER_HEADS][FUS_N_TASKS]; /* [units, 2] */
  guint32 *order[N_ORDERS][FUS_LAYER_HEADS];  /* [units], NULL for a task without a head */
} Work;

static void
clear_network (Work *work)
{
  for (guint layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      for (guint task = 0; task < FUS_N_TASKS; task++)
        g_clear_pointer (&work->sums[layer][task], g_free);
      for (guint order = 0; order < N_ORDERS; order++)
        g_clear_pointer (&work->order[order][layer], g_free);
    }
  g_clear_pointer (&work->pass, fus_pass_free);
}

/* Goes through frames of a part with what the intact network says of as many as memory allows. */
typedef gboolean (*Visit) (Work *work, const FusIntact *intact, gsize first, gpointer data);

static gboolean
for_each_chunk (Work *work, FusTask task, FusPart part, Visit visit, gpointer data)
{
  const FusFrameChoice *frames = work->chosen->frames[task][part];
  FusNetwork *network = fus_pass_network (work->pass);
  g_autofree gint32 *labels = fus_frame_choice_labels (frames, network, task);
  gsize most = MAX (KEPT_BYTES / fus_intact_frame_bytes (work->arch), 1);

  for (gsize first = 0; first < frames->frames->len; first += most)
    {
      gsize n = MIN (most, frames->frames->len - first);
      g_autoptr (FusIntact) intact = fus_intact_new (network, task, labels + first, n);

      if (!fus_intact_read (intact, work->pass, work->run->feeder,
                            (const guint32 *) frames->frames->data + first, work->run->poll, NULL)
          || !visit (work, intact, first, data))
        return FALSE;
    }
  return TRUE;
}

/* Single units */

static gboolean
lesion_singles (Work *work, const FusIntact *intact, gsize first, gpointer data)
{
  const FusFrameChoice *frames = work->chosen->frames[intact->task][FUS_PART_TRAIN];
  double share = SINGLE_SHARE * work->whole * (double) intact->n / frames->frames->len;
  double all = 0;
  gsize *n_counted = data;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    all += fus_architecture_units (work->arch, layer) * fus_lesion_tail_macs (work->arch, layer);
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      guint units = fus_architecture_units (work->arch, layer);

      fus_progress_part_next (&work->run->part,
                              share * units * fus_lesion_tail_macs (work->arch, layer) / all);
      if (!fus_lesion_units (intact, work->pass, layer, frames->half + first,
                             work->sums[layer][intact->task], work->run->poll,
                             &work->run->part.progress))
        return FALSE;
    }
  for (gsize i = 0; i < intact->n; i++)
    *n_counted += intact->labels[i] >= 0;
  return TRUE;
}

static gboolean
measure_singles (Work *work, FusTask task)
{
  gsize n_counted = 0;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    work->sums[layer][task] = g_new0 (double, 2 * fus_architecture_units (work->arch, layer));
  if (!for_each_chunk (work, task, FUS_PART_TRAIN, lesion_singles, &n_counted))
    return FALSE;
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      FusLayerLesions *of_layer = &work->lesions->layer[layer];
      const double *sums = work->sums[layer][task];

      of_layer->increase[task] = g_new (double, of_layer->n_units);
      for (guint unit = 0; unit < of_layer->n_units; unit++)
        of_layer->increase[task][unit] = (sums[2 * unit] + sums[2 * unit + 1]) / MAX (n_counted, 1);
    }
  return TRUE;
}

/* Damage of single units in one half of the frames. */
static double *
half_of (const Work *work, FusLayer layer, FusTask task, guint half)
{
  guint units = fus_architecture_units (work->arch, layer);
  double *damage = g_new (double, units);

  for (guint unit = 0; unit < units; unit++)
    damage[unit] = work->sums[layer][task][2 * unit + half];
  return damage;
}

static double
half_distance (const Work *work, FusLayer layer, FusTask first, FusTask second)
{
  g_autofree double *a = half_of (work, layer, first, 0);
  g_autofree double *b = half_of (work, layer, second, 1);

  return fus_lesion_distance (a, b, fus_architecture_units (work->arch, layer));
}

static void
compare_halves (Work *work)
{
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      FusLayerLesions *of_layer = &work->lesions->layer[layer];

      if (work->sums[layer][FUS_TASK_IDENTITY] == NULL
          || work->sums[layer][FUS_TASK_EXPRESSION] == NULL)
        continue;
      of_layer->between = (half_distance (work, layer, FUS_TASK_IDENTITY, FUS_TASK_EXPRESSION)
                           + half_distance (work, layer, FUS_TASK_EXPRESSION, FUS_TASK_IDENTITY))
                          / 2;
      of_layer->within = (half_distance (work, layer, FUS_TASK_IDENTITY, FUS_TASK_IDENTITY)
                          + half_distance (work, layer, FUS_TASK_EXPRESSION, FUS_TASK_EXPRESSION))
                         / 2;
    }
}

/* Many units at once */

/* Which units go first, by either task and at random. */
static void
make_orders (Work *work)
{
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      const FusLayerLesions *of_layer = &work->lesions->layer[layer];

      for (guint order = 0; order < N_ORDERS; order++)
        {
          guint32 *units;
          FusRandom random;

          if (order < FUS_N_TASKS && of_layer->rank[order] == NULL)
            continue;
          units = work->order[order][layer] = g_new (guint32, of_layer->n_units);
          for (guint unit = 0; unit < of_layer->n_units; unit++)
            units[order < FUS_N_TASKS ? of_layer->rank[order][unit] - 1 : unit] = unit;
          if (order < FUS_N_TASKS)
            continue;
          fus_random_seed (&random, fus_study_protocol (work->run->study)->seed,
                           STREAM + order * FUS_LAYER_HEADS + layer);
          fus_random_shuffle (&random, units, of_layer->n_units);
        }
    }
}

typedef FusLesionResult Results[FUS_N_LESION_PLACES][N_ORDERS][FUS_N_LESION_SHARES];

static gboolean
touches (guint place, FusLayer layer)
{
  return place == FUS_LESION_ALL_LAYERS || place == layer;
}

/* Whether this share takes the same units from every layer as the one before. */
static gboolean
same_as_before (const Work *work, guint place, guint share)
{
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      guint units = fus_architecture_units (work->arch, layer);

      if (touches (place, layer)
          && fus_lesion_count (fus_lesion_shares[share], units)
                 != fus_lesion_count (fus_lesion_shares[share - 1], units))
        return FALSE;
    }
  return TRUE;
}

static gboolean
remove_share (Work *work, const FusIntact *intact, guint place, guint order, guint share,
              FusLesionResult *result)
{
  guint8 *masks[FUS_LAYER_HEADS] = { NULL };
  FusRemoval removal = { { NULL } };
  gboolean done;

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      guint units = fus_architecture_units (work->arch, layer);
      guint n = fus_lesion_count (fus_lesion_shares[share], units);

      if (!touches (place, layer) || n == 0)
        continue;
      removal.removed[layer] = masks[layer] = g_new0 (guint8, units);
      for (guint i = 0; i < n; i++)
        masks[layer][work->order[order][layer][i]] = 1;
    }
  done = fus_lesion_remove (intact, work->pass, &removal, result, work->run->poll);
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    g_free (masks[layer]);
  return done;
}

/* Multiply-additions of one frame for all that is removed at a place. */
static double
place_macs (const Work *work, guint place)
{
  return fus_lesion_tail_macs (work->arch,
                               place == FUS_LESION_ALL_LAYERS ? FUS_LAYER_CONV1 : (FusLayer) place);
}

static gboolean
lesion_shares (Work *work, const FusIntact *intact, gsize first, gpointer data)
{
  Results *results = data;
  const FusFrameChoice *frames = work->chosen->frames[intact->task][FUS_PART_TEST];
  double part = (1 - SINGLE_SHARE) * work->whole * (double) intact->n / frames->frames->len;
  double all = 0;

  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    all += place_macs (work, place);
  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    for (guint order = 0; order < N_ORDERS; order++)
      {
        fus_progress_part_next (&work->run->part, part * place_macs (work, place) / all / N_ORDERS);
        if (work->order[order][0] == NULL)
          continue;
        for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
          if ((share == 0 || !same_as_before (work, place, share))
              && !remove_share (work, intact, place, order, share,
                                &(*results)[place][order][share]))
            return FALSE;
      }
  return TRUE;
}

static double
accuracy_of (const FusLesionResult *result)
{
  return result->n > 0 ? (double) result->n_right / result->n : NAN;
}

static void
draw_curves (Work *work, FusTask task, Results *results)
{
  for (guint place = 0; place < FUS_N_LESION_PLACES; place++)
    for (guint share = 0; share < FUS_N_LESION_SHARES; share++)
      {
        FusLesionCurve *random = &work->lesions->curve[place][FUS_LESION_RANDOM][task];
        double sum = 0;

        for (guint order = 0; order < N_ORDERS; order++)
          {
            FusLesionResult *result = &(*results)[place][order][share];
            double accuracy;

            if (share > 0 && same_as_before (work, place, share))
              *result = (*results)[place][order][share - 1];
            accuracy = accuracy_of (result);
            if (order < FUS_N_TASKS)
              {
                work->lesions->curve[place][order][task].accuracy[share] = accuracy;
                continue;
              }
            sum += accuracy;
            random->low[share] = fmin (random->low[share], accuracy);
            random->high[share] = fmax (random->high[share], accuracy);
          }
        random->accuracy[share] = sum / FUS_LESION_DRAWS;
      }
}

static gboolean
measure_shares (Work *work, FusTask task)
{
  g_autofree Results *results = g_malloc0 (sizeof *results);

  if (!for_each_chunk (work, task, FUS_PART_TEST, lesion_shares, results))
    return FALSE;
  draw_curves (work, task, results);
  return TRUE;
}

static FusNetworkLesions *
ask_network (Work *work, FusNetwork *network)
{
  g_autoptr (FusTeam) team = fus_team_new (work->run->n_threads);
  gboolean done = TRUE;

  work->arch = fus_network_architecture (network);
  work->pass = fus_pass_new (network, FUS_PASS_FORWARD, fus_analysis_batch (work->arch), team);
  work->lesions = fus_network_lesions_new (work->arch);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (done && work->arch->n_classes[task] > 0)
      done = measure_singles (work, task);
  if (done)
    {
      fus_network_lesions_conclude (work->lesions);
      compare_halves (work);
      make_orders (work);
    }
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (done && work->arch->n_classes[task] > 0)
      done = measure_shares (work, task);
  clear_network (work);
  if (!done)
    g_clear_pointer (&work->lesions, fus_network_lesions_free);
  return g_steal_pointer (&work->lesions);
}

static char *
hash_data (FusAnalysisWork *work, const Chosen *chosen)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *seed
      = g_strdup_printf ("%" G_GUINT64_FORMAT, fus_study_protocol (work->study)->seed);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    for (guint part = 0; part < 2; part++)
      {
        const FusFrameChoice *frames = chosen->frames[task][part];
        g_autofree char *hash = fus_analysis_hash_frames (
            work, (const guint32 *) frames->frames->data, frames->frames->len);

        g_checksum_update (checksum, (const guchar *) hash, -1);
        for (guint i = 0; i < frames->frames->len; i++)
          {
            const char *name = frames->class_names[frames->labels[i]];

            g_checksum_update (checksum, (const guchar *) name, (gssize) strlen (name) + 1);
          }
      }
  g_checksum_update (checksum, (const guchar *) seed, -1);
  return g_strdup (g_checksum_get_string (checksum));
}

static char *
choose (FusAnalysisWork *work, GError **error)
{
  const FusProtocol *protocol = fus_study_protocol (work->study);
  const FusArchitecture arch = { .image_size = protocol->image_size, .width = protocol->width };
  guint most = fus_frame_choice_default (&arch);
  FusStudyLesions *lesions = work->result;
  Chosen *chosen = work->chosen = g_new0 (Chosen, 1);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      for (FusPart part = FUS_PART_TRAIN; part <= FUS_PART_TEST; part++)
        chosen->frames[task][part] = fus_frame_choice_new (work->study, task, part, most);
      lesions->n_train[task] = chosen->frames[task][FUS_PART_TRAIN]->frames->len;
      lesions->n_test[task] = chosen->frames[task][FUS_PART_TEST]->frames->len;
      lesions->chance[task] = 1.0 / MAX (chosen->frames[task][FUS_PART_TRAIN]->n_classes, 1);
    }
  return hash_data (work, chosen);
}

static guint
n_tasks (FusNetworkKind kind)
{
  return fus_network_kind_has_task (kind, FUS_TASK_IDENTITY)
         + fus_network_kind_has_task (kind, FUS_TASK_EXPRESSION);
}

static gboolean
measure (FusAnalysisWork *run, GError **error)
{
  FusStudyLesions *lesions = run->result;
  Work work = { .run = run, .chosen = run->chosen };
  guint n = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((run->wanted & 1u << kind) != 0)
      n += n_tasks (kind);
  work.whole = 1.0 / MAX (n, 1);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      if ((run->wanted & 1u << kind) == 0)
        continue;
      lesions->network[kind] = ask_network (&work, run->origin->network[kind]);
      if (lesions->network[kind] == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
drop (gpointer result, FusNetworkKind kind)
{
  g_clear_pointer (&((FusStudyLesions *) result)->network[kind], fus_network_lesions_free);
}

static void
describe (gconstpointer result, FusStudy *study, JsonBuilder *note)
{
  const FusStudyLesions *lesions = result;

  fus_json_add_string (note, "lesion", "the output of a unit is set to zero");
  fus_json_add_string (note, "loss",
                       "rise of the mean cross-entropy on training frames without the unit");
  fus_json_add_string (note, "index",
                       "(e - i) / (e + i) of a unit's shares i and e of the rise of the identity "
                       "and of the expression loss within its layer; of a layer: half the sum of "
                       "|e - i|");
  fus_json_add_string (note, "curves",
                       "accuracy on test frames without the units ranked first, and of 10 random "
                       "removals mean, worst and best");
  fus_note_add_counts (note, "-train-frames", lesions->n_train);
  fus_note_add_counts (note, "-test-frames", lesions->n_test);
  fus_json_add_string (note, "frames", "drawn at random with the seed, of each class as many");
}

static const FusResultFigure figures[] = {
  { .name = "lesions-joint",
    .tab = N_ ("Joint"),
    .draw = fus_study_figure_lesions,
    .variant = FUS_NETWORK_JOINT },
  { .name = "lesions-identity",
    .tab = N_ ("Identity"),
    .draw = fus_study_figure_lesions,
    .variant = FUS_NETWORK_IDENTITY },
  { .name = "lesions-expression",
    .tab = N_ ("Expression"),
    .draw = fus_study_figure_lesions,
    .variant = FUS_NETWORK_EXPRESSION },
  { .name = "lesion-specificity", .draw = fus_study_figure_specificity },
};

const FusAnalysis fus_lesions_analysis
    = { .name = "lesions",
        .title = N_ ("What each network loses without single units and without many"),
        .job = N_ ("Lesions"),
        .section = N_ ("Lesions"),
        .question = N_ ("What does each task lose when units are taken out? Where the two tasks "
                        "need different units, taking out those of one spares the other."),
        .version = 1,
        .size = sizeof (FusStudyLesions),
        .choose = choose,
        .unchoose = unchoose,
        .begin = fus_lesion_tables_begin,
        .restore = fus_lesion_tables_restore,
        .measure = measure,
        .describe = describe,
        .drop = drop,
        .tables = fus_lesion_tables,
        .n_tables = FUS_N_LESION_TABLES,
        .figures = figures,
        .n_figures = G_N_ELEMENTS (figures) };
