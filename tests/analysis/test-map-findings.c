/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-findings.h"
#include "analysis/map-overlap.h"
#include "engine/random.h"

#include <math.h>
#include <string.h>

#define SIDE 8
#define AREA (SIDE * SIDE)
/* Maps are kept as float. */
#define TOLERANCE 1e-6
#define ROUNDS 300

enum
{
  LARGER_JOINT,
  LARGER_SPECIALIZED,
  SMALLER_IDENTITY,
  SMALLER_EXPRESSION,
  OPPOSITE_JOINT,
  OPPOSITE_SPECIALIZED,
  DISTINCT_JOINT,
  DISTINCT_SPECIALIZED,
  COMMON_JOINT,
  COMMON_SPECIALIZED,
  COMMON_DIFFERENCE,
  STRIP_JOINT,
  STRIP_SPECIALIZED,
};

/* Sets a rectangle of a map. */
static void
paint (float *map, guint x0, guint y0, guint x1, guint y1, float value)
{
  for (guint y = y0; y < y1; y++)
    for (guint x = x0; x < x1; x++)
      map[y * SIDE + x] = value;
}

/* @values: [n, AREA], one frame for each of @people, of which there are @n_people. */
static FusPersonMaps *
of_people (float *values, const guint32 *people, guint n, guint n_people)
{
  g_autofree guint8 *state = g_new0 (guint8, n);
  const FusMaps maps = { .n = n, .side = SIDE, .scaled = values, .state = state };

  return fus_person_maps_new (&maps, people, n_people);
}

/* The same map for each of @n people. */
static FusPersonMaps *
all_alike (const float *map, guint n)
{
  g_autofree float *values = g_new (float, n *AREA);
  g_autofree guint32 *people = g_new (guint32, n);

  for (guint i = 0; i < n; i++)
    {
      memcpy (values + i * AREA, map, AREA * sizeof *map);
      people[i] = i;
    }
  return of_people (values, people, n, n);
}

static void
ask (FusMapFinding *findings, const FusMapFindingsInput *input, guint n_threads)
{
  g_autoptr (FusTeam) team = fus_team_new (n_threads);

  g_assert_true (fus_map_findings (findings, input, team, NULL, NULL));
}

static void
assert_finding (const FusMapFinding *finding, double effect, double low, double high, guint n)
{
  g_assert_cmpfloat_with_epsilon (finding->effect, effect, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (finding->low, low, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (finding->high, high, TOLERANCE);
  g_assert_cmpuint (finding->n, ==, n);
}

static void
test_person_maps (void)
{
  float values[4 * AREA] = { 0 };
  const guint32 people[] = { 0, 1, 1, 0 };
  guint8 state[] = { FUS_MAP_FOUND, FUS_MAP_FOUND, FUS_MAP_EMPTY, FUS_MAP_UNREADABLE };
  const FusMaps maps = { .n = 4, .side = SIDE, .scaled = values, .state = state };

  paint (values, 0, 0, SIDE, SIDE, 1);
  paint (values + AREA, 0, 0, SIDE, SIDE, 0.5f);
  g_autoptr (FusPersonMaps) of = fus_person_maps_new (&maps, people, 2);
  FusMeanMap *mean = fus_person_maps_mean (of, NULL);

  g_assert_cmpuint (of->n_frames, ==, 3);
  g_assert_cmpuint (mean->n_frames, ==, 3);
  g_assert_cmpfloat_with_epsilon (mean->map[AREA - 1], 0.5, TOLERANCE);
  fus_mean_map_free (mean);
  /* The second three times: 6 frames, 3 of them at a half. */
  mean = fus_person_maps_mean (of, (guint[]){ 0, 3 });
  g_assert_cmpuint (mean->n_frames, ==, 6);
  g_assert_cmpfloat_with_epsilon (mean->map[0], 0.25, TOLERANCE);
  fus_mean_map_free (mean);
  g_assert_null (fus_person_maps_mean (of, (guint[]){ 0, 0 }));
}

/* People whose maps are all alike leave nothing to chance. */
static void
test_effects (void)
{
  float joint_identity[AREA] = { 0 }, joint_expression[AREA] = { 0 };
  float identity[AREA] = { 0 }, expression[AREA] = { 0 };
  FusMapFinding found[FUS_N_MAP_QUESTIONS];

  /* Left half and, beside it, a strip of one column. */
  paint (joint_identity, 0, 0, 4, 8, 1);
  paint (joint_expression, 5, 1, 6, 7, 1);
  /* Both to the right, the one on the other. */
  paint (identity, 4, 0, 8, 8, 1);
  paint (expression, 4, 0, 8, 4, 1);
  g_autoptr (FusPersonMaps) a = all_alike (joint_identity, 3), b = all_alike (joint_expression, 2);
  g_autoptr (FusPersonMaps) c = all_alike (identity, 3), d = all_alike (expression, 2);
  const FusMapFindingsInput input
      = { .maps = { [FUS_NETWORK_JOINT] = { a, b },
                    [FUS_NETWORK_IDENTITY] = { [FUS_TASK_IDENTITY] = c },
                    [FUS_NETWORK_EXPRESSION] = { [FUS_TASK_EXPRESSION] = d } },
          .n_rounds = 20 };

  ask (found, &input, 1);
  assert_finding (&found[LARGER_JOINT], 32 / 64.0 - 6 / 64.0, 26 / 64.0, 26 / 64.0, 5);
  assert_finding (&found[LARGER_SPECIALIZED], 0.25, 0.25, 0.25, 5);
  assert_finding (&found[SMALLER_IDENTITY], 0, 0, 0, 3);
  assert_finding (&found[SMALLER_EXPRESSION], -10 / 64.0, -10 / 64.0, -10 / 64.0, 2);
  /* All of either lies on its side, or on the same. */
  assert_finding (&found[OPPOSITE_JOINT], 1, 1, 1, 5);
  assert_finding (&found[OPPOSITE_SPECIALIZED], -1, -1, -1, 5);
  /* Of two maps of 0 and 1 rank correlation is phi: (n11 n00 - n10 n01) / sqrt (of margins). */
  const double joint_phi = (0 * 26 - 6 * 32) / sqrt (6.0 * 58 * 32 * 32);
  const double phi = (16 * 32 - 0 * 16) / sqrt (16.0 * 48 * 32 * 32);
  assert_finding (&found[DISTINCT_JOINT], joint_phi, joint_phi, joint_phi, 5);
  assert_finding (&found[DISTINCT_SPECIALIZED], phi, phi, phi, 5);
  /* Apart by more than what enlarging smears. */
  g_assert_cmpfloat (found[COMMON_JOINT].effect, ==, 0);
  /* At 1 lie the pixels beyond the middle of the cells of the rectangle's edge. Neither reaches
   * further, and that of expression lies in that of identity: 3.5 of 8 cells, and 3.5 of them,
   * but for a row of the 98 pixels that these are. */
  g_assert_cmpfloat_with_epsilon (found[COMMON_SPECIALIZED].effect, 3.5 / 8, 0.005);
  g_assert_cmpfloat_with_epsilon (found[COMMON_DIFFERENCE].effect, -3.5 / 8, 0.005);
  g_assert_cmpfloat (found[STRIP_JOINT].effect, <, 0.3);
  g_assert_cmpfloat_with_epsilon (found[STRIP_SPECIALIZED].effect, 1, 0.01);

  g_assert_cmpint (fus_map_finding_verdict (&found[LARGER_JOINT], &fus_map_questions[LARGER_JOINT]),
                   ==, FUS_FINDING_HOLDS);
  g_assert_cmpint (
      fus_map_finding_verdict (&found[SMALLER_EXPRESSION], &fus_map_questions[SMALLER_EXPRESSION]),
      ==, FUS_FINDING_HOLDS);
  g_assert_cmpint (
      fus_map_finding_verdict (&found[SMALLER_IDENTITY], &fus_map_questions[SMALLER_IDENTITY]), ==,
      FUS_FINDING_OPEN);
  g_assert_cmpint (fus_map_finding_verdict (&found[OPPOSITE_SPECIALIZED],
                                            &fus_map_questions[OPPOSITE_SPECIALIZED]),
                   ==, FUS_FINDING_CONTRARY);
  g_assert_cmpint (
      fus_map_finding_verdict (&found[DISTINCT_JOINT], &fus_map_questions[DISTINCT_JOINT]), ==,
      FUS_FINDING_HOLDS);
  g_assert_cmpint (fus_map_finding_verdict (&found[STRIP_JOINT], &fus_map_questions[STRIP_JOINT]),
                   ==, FUS_FINDING_HOLDS);
}

/* Of two people, one has both places in every fourth round, and the other too. */
static void
test_two_people (void)
{
  float joint[3 * AREA] = { 0 }, own[3 * AREA] = { 0 };
  const guint32 people[] = { 0, 1, 1 };
  FusMapFinding found[FUS_N_MAP_QUESTIONS];

  paint (joint, 0, 0, 8, 2, 1);
  paint (own, 0, 0, 8, 4, 1);
  paint (joint + AREA, 0, 0, 8, 4, 1);
  paint (own + AREA, 0, 0, 8, 3, 1);
  paint (joint + 2 * AREA, 0, 0, 8, 4, 1);
  paint (own + 2 * AREA, 0, 0, 8, 3, 1);
  g_autoptr (FusPersonMaps) a = of_people (joint, people, 3, 2);
  g_autoptr (FusPersonMaps) b = of_people (own, people, 3, 2);
  const FusMapFindingsInput input
      = { .maps = { [FUS_NETWORK_JOINT] = { [FUS_TASK_IDENTITY] = a },
                    [FUS_NETWORK_IDENTITY] = { [FUS_TASK_IDENTITY] = b } },
          .n_rounds = ROUNDS };

  ask (found, &input, 2);
  /* -2/8 of the one, 1/8 of the other, who has two frames of the three: 0. Of four rounds one comes
   * to -2/8, one to 1/8 and two to 0, their mean, -1/32, has to be moved to 0. That of 300 rounds
   * has a standard deviation of 0.008. */
  g_assert_cmpfloat_with_epsilon (found[SMALLER_IDENTITY].effect, 0, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (found[SMALLER_IDENTITY].low, -2 / 8.0 + 1 / 32.0, 0.03);
  g_assert_cmpfloat_with_epsilon (found[SMALLER_IDENTITY].high, 1 / 8.0 + 1 / 32.0, 0.03);
  g_assert_cmpfloat_with_epsilon (found[SMALLER_IDENTITY].high - found[SMALLER_IDENTITY].low,
                                  3 / 8.0, TOLERANCE);
  g_assert_cmpuint (found[SMALLER_IDENTITY].n, ==, 3);
  /* What is not there is not known. */
  g_assert_true (isnan (found[SMALLER_EXPRESSION].effect));
  g_assert_true (isnan (found[LARGER_JOINT].effect));
  g_assert_true (isnan (found[STRIP_JOINT].low));
  g_assert_cmpuint (found[LARGER_JOINT].n, ==, 0);
  g_assert_cmpint (fus_map_finding_verdict (&found[LARGER_JOINT], &fus_map_questions[LARGER_JOINT]),
                   ==, FUS_FINDING_OPEN);
}

/* Of one person nothing is known of others. */
static void
test_one_person (void)
{
  float map[AREA] = { 0 };
  FusMapFinding found[FUS_N_MAP_QUESTIONS];

  paint (map, 3, 0, 5, 8, 1);
  g_autoptr (FusPersonMaps) one = all_alike (map, 1);
  const FusMapFindingsInput input
      = { .maps = { [FUS_NETWORK_JOINT] = { [FUS_TASK_EXPRESSION] = one } }, .n_rounds = 20 };

  ask (found, &input, 1);
  g_assert_cmpfloat (found[STRIP_JOINT].effect, <, 1);
  g_assert_true (isnan (found[STRIP_JOINT].low) && isnan (found[STRIP_JOINT].high));
  g_assert_cmpint (fus_map_finding_verdict (&found[STRIP_JOINT], &fus_map_questions[STRIP_JOINT]),
                   ==, FUS_FINDING_OPEN);
}

static void
assert_same (double a, double b)
{
  g_assert_true (a == b || (isnan (a) && isnan (b)));
}

#define N_MANY 200

/* Maps of as many people, each of one value throughout, and the standard deviation of these. */
static FusPersonMaps *
make_many (FusRandom *random, float shift, float *values, double *sd)
{
  guint32 people[N_MANY];
  double sum = 0, squares = 0;

  for (guint i = 0; i < N_MANY; i++)
    {
      const float value = 0.5f + 0.2f * (float) fus_random_uniform (random) + shift;

      people[i] = i;
      paint (values + i * AREA, 0, 0, SIDE, SIDE, value);
      sum += value;
      squares += (double) value * value;
    }
  *sd = sqrt ((squares - sum * sum / N_MANY) / N_MANY);
  return of_people (values, people, N_MANY, N_MANY);
}

static void
test_many_people (void)
{
  g_autofree float *values = g_new (float, N_MANY *AREA);
  FusMapFinding found[FUS_N_MAP_QUESTIONS], again[FUS_N_MAP_QUESTIONS];
  FusRandom random;
  double a_sd, b_sd;

  fus_random_seed (&random, 3, 0);
  g_autoptr (FusPersonMaps) a = make_many (&random, 0, values, &a_sd);
  for (guint i = 0; i < N_MANY * AREA; i++)
    values[i] -= 0.125f;
  g_autofree guint32 *people = g_new (guint32, N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    people[i] = i;
  g_autoptr (FusPersonMaps) less = of_people (values, people, N_MANY, N_MANY);
  g_autoptr (FusPersonMaps) b = make_many (&random, -0.1f, values, &b_sd);
  const FusMapFindingsInput input
      = { .maps = { [FUS_NETWORK_JOINT] = { less, b },
                    [FUS_NETWORK_IDENTITY] = { [FUS_TASK_IDENTITY] = a },
                    [FUS_NETWORK_EXPRESSION] = { [FUS_TASK_EXPRESSION] = b } },
          .n_rounds = ROUNDS,
          .seed = 11 };

  ask (found, &input, 1);
  ask (again, &input, 3);
  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    {
      assert_same (found[q].effect, again[q].effect);
      assert_same (found[q].low, again[q].low);
      assert_same (found[q].high, again[q].high);
    }
  /* The same people are drawn for both networks, so that what is the same of each is certain. */
  assert_finding (&found[SMALLER_IDENTITY], -0.125, -0.125, -0.125, N_MANY);
  /* Two samples that know nothing of each other. The 2.5th percentile of 300 rounds is off by 8 %
   * of the distance as a rule: a quarter is three times as much. */
  const double half = 1.96 * sqrt ((a_sd * a_sd + b_sd * b_sd) / N_MANY);
  const FusMapFinding *larger = &found[LARGER_SPECIALIZED];
  g_assert_cmpfloat_with_epsilon (larger->effect - larger->low, half, half / 4);
  g_assert_cmpfloat_with_epsilon (larger->high - larger->effect, half, half / 4);
}

/* Maps that are alike but for noise: without those who are left out they are less so in every
 * round, and still lie within what is told. */
static void
test_ragged (void)
{
  g_autofree float *values = g_new (float, N_MANY *AREA);
  g_autofree guint32 *people = g_new (guint32, N_MANY);
  FusMapFinding found[FUS_N_MAP_QUESTIONS];
  FusPersonMaps *maps[FUS_N_TASKS];
  FusRandom random;

  fus_random_seed (&random, 8, 0);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      for (guint i = 0; i < N_MANY * AREA; i++)
        values[i] = (float) (i % AREA) / AREA / 20 + (float) fus_random_uniform (&random);
      for (guint i = 0; i < N_MANY; i++)
        people[i] = i;
      maps[task] = of_people (values, people, N_MANY, N_MANY);
    }
  const FusMapFindingsInput input
      = { .maps = { [FUS_NETWORK_JOINT] = { maps[0], maps[1] } }, .n_rounds = ROUNDS };

  ask (found, &input, 2);
  for (guint q = DISTINCT_JOINT; q <= COMMON_JOINT; q += COMMON_JOINT - DISTINCT_JOINT)
    {
      g_assert_cmpfloat (found[q].effect, >, found[q].low);
      g_assert_cmpfloat (found[q].effect, <, found[q].high);
    }
  g_assert_cmpfloat (found[COMMON_JOINT].low, >=, 0);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    fus_person_maps_free (maps[task]);
}

static gboolean
refuse (gpointer data)
{
  guint *left = data;

  return (*left)-- > 0;
}

static void
test_cancel (void)
{
  float map[AREA] = { 0 };
  FusMapFinding found[FUS_N_MAP_QUESTIONS];
  guint left = 2;
  const FusPoll poll = { refuse, &left };
  g_autoptr (FusTeam) team = fus_team_new (1);

  paint (map, 3, 0, 5, 8, 1);
  g_autoptr (FusPersonMaps) maps = all_alike (map, 2);
  const FusMapFindingsInput input
      = { .maps = { [FUS_NETWORK_JOINT] = { [FUS_TASK_EXPRESSION] = maps } }, .n_rounds = 100 };

  g_assert_false (fus_map_findings (found, &input, team, &poll, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-findings/person-maps", test_person_maps);
  g_test_add_func ("/map-findings/effects", test_effects);
  g_test_add_func ("/map-findings/two-people", test_two_people);
  g_test_add_func ("/map-findings/one-person", test_one_person);
  g_test_add_func ("/map-findings/many-people", test_many_people);
  g_test_add_func ("/map-findings/ragged", test_ragged);
  g_test_add_func ("/map-findings/cancel", test_cancel);
  return g_test_run ();
}
