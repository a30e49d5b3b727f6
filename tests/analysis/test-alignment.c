/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/alignment.h"
#include "engine/random.h"

#include <math.h>

#define PEOPLE 6
#define EXPRESSIONS 4
#define D 8
#define N (PEOPLE * EXPRESSIONS * 2)

typedef struct
{
  float x[N * D];
  gint32 identity[N], expression[N], other[N];
  FusAlignmentInput input;
} Data;

/* Each label moves the activations by a vector of its own. */
static void
fill (Data *data, const float identity[PEOPLE][D], const float expression[EXPRESSIONS][D])
{
  for (guint i = 0; i < N; i++)
    {
      guint person = i % PEOPLE, what = i / PEOPLE % EXPRESSIONS, other = i / PEOPLE / EXPRESSIONS;

      data->identity[i] = (gint32) person;
      data->expression[i] = (gint32) what;
      data->other[i] = (gint32) other;
      for (guint k = 0; k < D; k++)
        data->x[i * D + k] = 3 + identity[person][k] + expression[what][k] + 2.0f * other;
    }
  data->input = (FusAlignmentInput){ .x = data->x,
                                     .n = N,
                                     .d = D,
                                     .identity = data->identity,
                                     .expression = data->expression,
                                     .other = data->other,
                                     .n_rounds = 20,
                                     .n_shuffles = 5,
                                     .seed = 1 };
}

/* @first: the place of the numbers that vary. */
static void
vary (float *effects, guint n, guint first, guint n_places, guint64 seed)
{
  FusRandom random;

  fus_random_seed (&random, seed, 0);
  for (guint c = 0; c < n; c++)
    for (guint k = 0; k < D; k++)
      effects[c * D + k]
          = k >= first && k < first + n_places ? (float) (fus_random_uniform (&random) - 0.5) : 0;
}

static void
test_orthogonal (void)
{
  float identity[PEOPLE][D], expression[EXPRESSIONS][D];
  FusAlignment alignment;
  Data data;

  vary (identity[0], PEOPLE, 0, 4, 1);
  vary (expression[0], EXPRESSIONS, 4, 4, 2);
  fill (&data, identity, expression);
  g_assert_true (fus_align (&alignment, &data.input, NULL));
  /* Floats of about 5 hold 1e-6 of them; the congruence is made of squares. */
  g_assert_cmpfloat (alignment.congruence, <, 1e-9);
  g_assert_cmpfloat (alignment.high, <, 1e-9);
}

static void
test_one_direction (void)
{
  float identity[PEOPLE][D], expression[EXPRESSIONS][D];
  FusAlignment alignment;
  Data data;

  vary (identity[0], PEOPLE, 2, 1, 1);
  vary (expression[0], EXPRESSIONS, 2, 1, 2);
  fill (&data, identity, expression);
  g_assert_true (fus_align (&alignment, &data.input, NULL));
  g_assert_cmpfloat_with_epsilon (alignment.congruence, 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (alignment.low, 1, 1e-6);
  /* There is no other direction for labels dealt out at random either. */
  g_assert_cmpfloat_with_epsilon (alignment.shuffled, 1, 1e-6);
}

/* A = diag (1, 1, 0), B = diag (0, 1, 1) up to scale: 1 / sqrt (2 x 2). */
static void
test_half (void)
{
  float identity[PEOPLE][D] = { { 0 } }, expression[EXPRESSIONS][D] = { { 0 } };
  FusAlignment alignment;
  Data data;

  identity[0][0] = identity[1][1] = 1;
  identity[2][0] = identity[3][1] = -1;
  expression[0][1] = expression[1][2] = 1;
  expression[2][1] = expression[3][2] = -1;
  fill (&data, identity, expression);
  g_assert_true (fus_align (&alignment, &data.input, NULL));
  g_assert_cmpfloat_with_epsilon (alignment.congruence, 0.5, 1e-6);
}

/* A mixture out of balance: the effect of one label must not pass for the other's. */
static void
test_unbalanced (void)
{
  float identity[PEOPLE][D], expression[EXPRESSIONS][D];
  FusAlignment alignment;
  Data data;

  vary (identity[0], PEOPLE, 0, 4, 1);
  vary (expression[0], EXPRESSIONS, 4, 4, 2);
  fill (&data, identity, expression);
  data.x[0] = NAN;
  data.x[D] = NAN;
  data.x[8 * D] = NAN;
  data.identity[3] = -1;
  g_assert_true (fus_align (&alignment, &data.input, NULL));
  g_assert_cmpfloat (alignment.congruence, <, 1e-4);
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

static void
test_edges (void)
{
  const FusPoll poll = { never, NULL };
  float identity[PEOPLE][D], expression[EXPRESSIONS][D] = { { 0 } };
  FusAlignment alignment;
  Data data;

  vary (identity[0], PEOPLE, 0, 4, 1);
  fill (&data, identity, expression);
  for (guint i = 0; i < N; i++)
    data.expression[i] = 0;
  g_assert_true (fus_align (&alignment, &data.input, NULL));
  g_assert_true (isnan (alignment.congruence));
  g_assert_true (isnan (alignment.low));
  data.expression[0] = 1;
  g_assert_false (fus_align (&alignment, &data.input, &poll));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/alignment/orthogonal", test_orthogonal);
  g_test_add_func ("/analysis/alignment/one-direction", test_one_direction);
  g_test_add_func ("/analysis/alignment/half", test_half);
  g_test_add_func ("/analysis/alignment/unbalanced", test_unbalanced);
  g_test_add_func ("/analysis/alignment/edges", test_edges);
  return g_test_run ();
}
