/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-findings.h"

#include "analysis/flip.h"
#include "analysis/map-overlap.h"
#include "analysis/statistics.h"
#include "engine/items.h"
#include "engine/random.h"

#include <math.h>

/* Tells these random numbers from others that come from a study's seed. */
#define STREAM 0x66696e64
#define LEVEL 0.95
/* Rounds of each thread between two polls: some 20 ms each. */
#define ROUNDS_AT_ONCE 4

#define IDENTITY (1u << FUS_TASK_IDENTITY)
#define EXPRESSION (1u << FUS_TASK_EXPRESSION)
#define BOTH (IDENTITY | EXPRESSION)

const FusMapQuestion fus_map_questions[FUS_N_MAP_QUESTIONS] = {
  { FUS_MAP_STATEMENT_IDENTITY_LARGER, FUS_MAP_NETWORKS_JOINT, BOTH },
  { FUS_MAP_STATEMENT_IDENTITY_LARGER, FUS_MAP_NETWORKS_SPECIALIZED, BOTH },
  { FUS_MAP_STATEMENT_JOINT_SMALLER, FUS_MAP_NETWORKS_DIFFERENCE, IDENTITY },
  { FUS_MAP_STATEMENT_JOINT_SMALLER, FUS_MAP_NETWORKS_DIFFERENCE, EXPRESSION },
  { FUS_MAP_STATEMENT_OPPOSITE_SIDES, FUS_MAP_NETWORKS_JOINT, BOTH },
  { FUS_MAP_STATEMENT_OPPOSITE_SIDES, FUS_MAP_NETWORKS_SPECIALIZED, BOTH },
  { FUS_MAP_STATEMENT_DISTINCT, FUS_MAP_NETWORKS_JOINT, BOTH },
  { FUS_MAP_STATEMENT_DISTINCT, FUS_MAP_NETWORKS_SPECIALIZED, BOTH },
  { FUS_MAP_STATEMENT_COMMON, FUS_MAP_NETWORKS_JOINT, BOTH },
  { FUS_MAP_STATEMENT_COMMON, FUS_MAP_NETWORKS_SPECIALIZED, BOTH },
  { FUS_MAP_STATEMENT_COMMON, FUS_MAP_NETWORKS_DIFFERENCE, BOTH },
  { FUS_MAP_STATEMENT_VERTICAL_STRIP, FUS_MAP_NETWORKS_JOINT, EXPRESSION },
  { FUS_MAP_STATEMENT_VERTICAL_STRIP, FUS_MAP_NETWORKS_SPECIALIZED, EXPRESSION },
};

const FusMapFinding fus_map_finding_unknown = { NAN, NAN, NAN, 0 };

const char *
fus_map_statement_name (FusMapStatement statement)
{
  static const char *const names[] = { "identity-larger", "joint-smaller", "opposite-sides",
                                       "distinct",        "common-area",   "vertical-strip" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == FUS_N_MAP_STATEMENTS);
  return names[statement];
}

double
fus_map_statement_null (FusMapStatement statement)
{
  return statement == FUS_MAP_STATEMENT_VERTICAL_STRIP ? 1 : 0;
}

gboolean
fus_map_statement_is_above (FusMapStatement statement)
{
  return statement != FUS_MAP_STATEMENT_JOINT_SMALLER && statement != FUS_MAP_STATEMENT_DISTINCT
         && statement != FUS_MAP_STATEMENT_VERTICAL_STRIP;
}

const char *
fus_map_networks_name (FusMapNetworks networks)
{
  static const char *const names[] = { "joint", "specialised", "joint minus specialised" };

  return names[networks];
}

const char *
fus_map_question_task_name (const FusMapQuestion *question)
{
  if (question->tasks == BOTH)
    return "both";
  return fus_task_name (question->tasks == IDENTITY ? FUS_TASK_IDENTITY : FUS_TASK_EXPRESSION);
}

guint
fus_map_question_kinds (const FusMapQuestion *question)
{
  guint kinds = 0;

  if (question->networks != FUS_MAP_NETWORKS_SPECIALIZED)
    kinds |= 1u << FUS_NETWORK_JOINT;
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (question->networks != FUS_MAP_NETWORKS_JOINT && (question->tasks & 1u << task) != 0)
      kinds |= 1u << fus_specialized_network (task);
  return kinds;
}

const char *
fus_finding_verdict_name (FusFindingVerdict verdict)
{
  static const char *const names[] = { "open", "yes", "no" };

  return names[verdict];
}

FusFindingVerdict
fus_map_finding_verdict (const FusMapFinding *finding, const FusMapQuestion *question)
{
  const double none = fus_map_statement_null (question->statement);
  const gboolean is_above = fus_map_statement_is_above (question->statement);

  /* No NaN is on either side. */
  if (finding->low > none)
    return is_above ? FUS_FINDING_HOLDS : FUS_FINDING_CONTRARY;
  if (finding->high < none)
    return is_above ? FUS_FINDING_CONTRARY : FUS_FINDING_HOLDS;
  return FUS_FINDING_OPEN;
}

/* Effects */

typedef struct
{
  FusMeanMap *map[FUS_N_NETWORKS][FUS_N_TASKS];
} Means;

static void
means_clear (Means *means)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      g_clear_pointer (&means->map[kind][task], fus_mean_map_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Means, means_clear)

static const FusMeanMap *
mean_of (const Means *means, gboolean is_joint, FusTask task)
{
  return means->map[is_joint ? FUS_NETWORK_JOINT : fus_specialized_network (task)][task];
}

static double
size_of (const FusMeanMap *map)
{
  return fus_map_mean (map->map, (gsize) map->side * map->side);
}

static double
opposition (const FusMeanMap *identity, const FusMeanMap *expression)
{
  const double a = fus_map_asymmetry (identity->map, identity->side);
  const double b = fus_map_asymmetry (expression->map, expression->side);

  return (fabs (a - b) - fabs (a + b)) / 2;
}

static double
common_area (const FusMeanMap *identity, const FusMeanMap *expression)
{
  g_autoptr (FusMapOverlap) overlap = fus_map_overlap (identity, expression, FUS_MAPS_SHARE);

  return overlap->area[FUS_TASK_IDENTITY] + overlap->area[FUS_TASK_EXPRESSION] > 0
             ? overlap->jaccard
             : NAN;
}

static double
strip (const FusMeanMap *map)
{
  g_autofree float *large = fus_map_enlarge (map);

  return fus_map_strip (large, FUS_MAP_PIXELS_SIDE,
                        fus_percentile (large, FUS_MAP_PIXELS, FUS_MAPS_SHARE));
}

/* Of the joint network's maps, or of the specialised networks'. */
static double
effect_of (const FusMapQuestion *question, const Means *means, gboolean is_joint)
{
  const FusMeanMap *identity = mean_of (means, is_joint, FUS_TASK_IDENTITY);
  const FusMeanMap *expression = mean_of (means, is_joint, FUS_TASK_EXPRESSION);

  if (((question->tasks & IDENTITY) != 0 && identity == NULL)
      || ((question->tasks & EXPRESSION) != 0 && expression == NULL))
    return NAN;
  switch (question->statement)
    {
    case FUS_MAP_STATEMENT_IDENTITY_LARGER:
      return size_of (identity) - size_of (expression);
    case FUS_MAP_STATEMENT_JOINT_SMALLER:
      return size_of (question->tasks == IDENTITY ? identity : expression);
    case FUS_MAP_STATEMENT_OPPOSITE_SIDES:
      return opposition (identity, expression);
    case FUS_MAP_STATEMENT_DISTINCT:
      return fus_map_spearman (identity->map, expression->map, identity->side);
    case FUS_MAP_STATEMENT_COMMON:
      return common_area (identity, expression);
    case FUS_MAP_STATEMENT_VERTICAL_STRIP:
      return strip (expression);
    default:
      g_assert_not_reached ();
    }
}

/* The questions of one statement have to stand with the difference last. */
static void
answer (double effects[FUS_N_MAP_QUESTIONS], const Means *means)
{
  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    {
      const FusMapQuestion *question = &fus_map_questions[q];

      if (question->networks != FUS_MAP_NETWORKS_DIFFERENCE)
        effects[q] = effect_of (question, means, question->networks == FUS_MAP_NETWORKS_JOINT);
      else if (question->statement == FUS_MAP_STATEMENT_COMMON)
        effects[q] = effects[q - 2] - effects[q - 1];
      else
        effects[q] = effect_of (question, means, TRUE) - effect_of (question, means, FALSE);
    }
}

/* Rounds */

typedef struct
{
  const FusMapFindingsInput *input;
  guint n_people[FUS_N_TASKS];
  double *effects; /* [n_rounds, FUS_N_MAP_QUESTIONS] */
  FusItems items;
  guint first;
} Rounds;

/* @times: [task]: (nullable) */
static void
average (const FusMapFindingsInput *input, guint *const times[FUS_N_TASKS],
         double effects[FUS_N_MAP_QUESTIONS])
{
  g_auto (Means) means = { { { NULL } } };

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      if (input->maps[kind][task] != NULL)
        means.map[kind][task] = fus_person_maps_mean (input->maps[kind][task], times[task]);
  answer (effects, &means);
}

/* A round has random numbers of its own, so that it does not matter who computes it. */
static void
run_round (const Rounds *rounds, guint round)
{
  guint *times[FUS_N_TASKS];
  FusRandom random;

  fus_random_seed (&random, rounds->input->seed, (guint64) STREAM << 32 | round);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      times[task] = g_new0 (guint, MAX (rounds->n_people[task], 1));
      for (guint i = 0; i < rounds->n_people[task]; i++)
        times[task][fus_random_below (&random, rounds->n_people[task])]++;
    }
  average (rounds->input, times, rounds->effects + (gsize) round * FUS_N_MAP_QUESTIONS);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    g_free (times[task]);
}

static void
work_rounds (gpointer data, guint index, guint n)
{
  Rounds *rounds = data;
  guint item;

  while (fus_items_claim (&rounds->items, &item))
    run_round (rounds, rounds->first + item);
}

static gboolean
run_rounds (Rounds *rounds, FusTeam *team, const FusPoll *poll, const FusProgress *progress)
{
  const guint n_rounds = rounds->input->n_rounds;

  for (guint n; rounds->first < n_rounds; rounds->first += n)
    {
      n = MIN (ROUNDS_AT_ONCE * fus_team_size (team), n_rounds - rounds->first);
      if (!fus_poll (poll))
        return FALSE;
      rounds->items = (FusItems){ .n = n };
      fus_team_run (team, work_rounds, rounds);
      if (progress)
        progress->report (progress->data, (double) (rounds->first + n) / n_rounds);
    }
  return TRUE;
}

/* What an effect can be. */
static void
get_range (const FusMapQuestion *question, double *least, double *most)
{
  const gboolean is_share = question->statement == FUS_MAP_STATEMENT_COMMON
                            && question->networks != FUS_MAP_NETWORKS_DIFFERENCE;

  *least = is_share || question->statement == FUS_MAP_STATEMENT_VERTICAL_STRIP ? 0 : -1;
  *most = question->statement == FUS_MAP_STATEMENT_VERTICAL_STRIP ? INFINITY : 1;
}

/* Of the rounds in which there is an effect. */
static void
take_interval (FusMapFinding *finding, const Rounds *rounds, guint q)
{
  const FusMapQuestion *question = &fus_map_questions[q];
  g_autofree double *values = g_new (double, rounds->input->n_rounds + 1);
  double least, most, sum = 0;
  gsize n = 0;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    if ((question->tasks & 1u << task) != 0 && rounds->n_people[task] < 2)
      return;
  for (guint round = 0; round < rounds->input->n_rounds; round++)
    {
      const double effect = rounds->effects[(gsize) round * FUS_N_MAP_QUESTIONS + q];

      if (isnan (effect))
        continue;
      sum += effect;
      values[n++] = effect;
    }
  if (n == 0)
    return;
  get_range (question, &least, &most);
  const double shift = finding->effect - sum / (double) n;
  finding->low = CLAMP (fus_quantile (values, n, (1 - LEVEL) / 2) + shift, least, most);
  finding->high = CLAMP (fus_quantile (values, n, (1 + LEVEL) / 2) + shift, least, most);
}

/* Frames that a question is about. */
static guint
count_frames (const FusMapFindingsInput *input, const FusMapQuestion *question)
{
  const gboolean is_joint = question->networks != FUS_MAP_NETWORKS_SPECIALIZED;
  guint n = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if ((question->tasks & 1u << task) != 0)
      n += input->maps[is_joint ? FUS_NETWORK_JOINT : fus_specialized_network (task)][task]
               ->n_frames;
  return n;
}

gboolean
fus_map_findings (FusMapFinding *findings, const FusMapFindingsInput *input, FusTeam *team,
                  const FusPoll *poll, const FusProgress *progress)
{
  g_autofree double *of_rounds = g_new (double, (gsize) input->n_rounds *FUS_N_MAP_QUESTIONS + 1);
  Rounds rounds = { .input = input, .effects = of_rounds };
  double effects[FUS_N_MAP_QUESTIONS];

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      if (input->maps[kind][task] != NULL)
        {
          g_assert (rounds.n_people[task] == 0
                    || rounds.n_people[task] == input->maps[kind][task]->n_people);
          rounds.n_people[task] = input->maps[kind][task]->n_people;
        }
  average (input, (guint *[]){ NULL, NULL }, effects);
  if (!run_rounds (&rounds, team, poll, progress))
    return FALSE;
  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    {
      findings[q] = fus_map_finding_unknown;
      if (isnan (effects[q]))
        continue;
      findings[q].effect = effects[q];
      findings[q].n = count_frames (input, &fus_map_questions[q]);
      take_interval (&findings[q], &rounds, q);
    }
  return TRUE;
}
