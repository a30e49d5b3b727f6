/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/arrays.h"
#include "engine/reference/conv.h"
#include "engine/dropout.h"
#include "engine/reference/linear.h"
#include "engine/loss.h"
#include "engine/pass.h"
#include "tests/engine/reference/pool.h"
#include "tests/engine/reference/reference.h"
#include "engine/relu.h"
#include "tests/engine/reference/sgd.h"

#include <math.h>
#include <string.h>

/* Fast against reference: single against double precision sums of at most 6000 products of numbers
 * up to 1. Rounding grows with the root of their number: 6e-8 x 77 = 5e-6. */
#define ROUNDING 1e-5

/* Numerical gradients of linear operations have no truncation error, however large the step, and
 * a step of 1 against values of about 10 leaves 6e-8 x 10 of rounding. */
#define LINEAR_GRADIENT 2e-5

typedef struct
{
  gsize n, in, out, side;
} Shape;

/* Odd sizes, one of everything, more members than rows or channels, groups that end within a map,
 * and across maps. */
static const Shape conv_shapes[]
    = { { 1, 1, 1, 1 },  { 1, 3, 5, 2 },  { 2, 3, 7, 14 }, { 5, 6, 3, 4 },  { 3, 17, 9, 7 },
        { 1, 2, 4, 57 }, { 2, 1, 33, 3 }, { 1, 70, 6, 9 }, { 9, 8, 10, 28 } };

static const guint team_sizes[] = { 1, 2, 3 };

static FusRandom generator;

static float *
numbers (gsize n)
{
  return random_array (&generator, n);
}

static float *
copy (const float *from, gsize n)
{
  return g_memdup2 (from, n * sizeof (float));
}

/* All ones: each output counts the pixels that its taps see. */
static void
test_conv_closed_form (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  const float expected[9] = { 9, 13, 9, 13, 19, 13, 9, 13, 9 };
  g_autofree float *x = constant_array (1, 2 * 9);
  g_autofree float *w = constant_array (1, 2 * 9);
  const float b = 1;
  float y[9];

  fus_conv_forward (y, x, w, &b, 1, 2, 1, 3, team);
  g_assert_cmpmem (y, sizeof y, expected, sizeof expected);

  /* A filter with one tap shifts the map: cross-correlation, as in torch, not convolution. */
  memset (w, 0, 18 * sizeof (float));
  w[3] = 2; /* the pixel to the left */
  for (guint i = 0; i < 9; i++)
    x[i] = (float) i;
  fus_conv_forward (y, x, w, &b, 1, 2, 1, 3, team);

  const float shifted[9] = { 1, 1, 3, 1, 7, 9, 1, 13, 15 };

  g_assert_cmpmem (y, sizeof y, shifted, sizeof shifted);
}

static void
compare_conv (const Shape *s, FusTeam *team)
{
  gsize n_x = s->n * s->in * s->side * s->side;
  gsize n_y = s->n * s->out * s->side * s->side;
  gsize n_w = s->out * s->in * 9;
  g_autofree float *x = numbers (n_x);
  g_autofree float *w = numbers (n_w);
  g_autofree float *b = numbers (s->out);
  g_autofree float *dy = numbers (n_y);
  g_autofree float *y = constant_array (NAN, n_y);
  g_autofree float *y_expected = constant_array (NAN, n_y);
  g_autofree float *dx = numbers (n_x);
  g_autofree float *dx_expected = copy (dx, n_x);
  g_autofree float *dw = numbers (n_w);
  g_autofree float *dw_expected = copy (dw, n_w);
  g_autofree float *db = numbers (s->out);
  g_autofree float *db_expected = copy (db, s->out);

  fus_conv_forward (y, x, w, b, s->n, s->in, s->out, s->side, team);
  fus_conv_forward_reference (y_expected, x, w, b, s->n, s->in, s->out, s->side, team);
  assert_arrays_close (y, y_expected, n_y, ROUNDING);

  fus_conv_backward_data (dx, dy, w, s->n, s->in, s->out, s->side, team);
  fus_conv_backward_data_reference (dx_expected, dy, w, s->n, s->in, s->out, s->side, team);
  assert_arrays_close (dx, dx_expected, n_x, ROUNDING);

  fus_conv_backward_weights (dw, db, x, dy, s->n, s->in, s->out, s->side, team);
  fus_conv_backward_weights_reference (dw_expected, db_expected, x, dy, s->n, s->in, s->out,
                                       s->side, team);
  assert_arrays_close (dw, dw_expected, n_w, ROUNDING);
  assert_arrays_close (db, db_expected, s->out, ROUNDING);
}

static void
test_conv_against_reference (void)
{
  for (guint t = 0; t < G_N_ELEMENTS (team_sizes); t++)
    {
      g_autoptr (FusTeam) team = fus_team_new (team_sizes[t]);

      for (guint i = 0; i < G_N_ELEMENTS (conv_shapes); i++)
        compare_conv (&conv_shapes[i], team);
    }
}

typedef double (*Objective) (gpointer data);

/* Holds gradient[i] against (L (x + 1) - L (x - 1)) / 2 for every number of x. */
static void
check_linear_gradient (float *x, const float *gradient, gsize n, Objective objective, gpointer data)
{
  g_autofree float *numerical = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    {
      float before = x[i];

      x[i] = before + 1;
      double above = objective (data);
      x[i] = before - 1;
      double below = objective (data);
      x[i] = before;
      numerical[i] = (float) ((above - below) / 2);
    }
  assert_arrays_close (gradient, numerical, n, LINEAR_GRADIENT);
}

typedef struct
{
  Shape s;
  gsize n_y;
  float *x, *w, *b, *y, *r;
  FusTeam *team;
} Layer;

static double
conv_objective (gpointer data)
{
  Layer *l = data;

  fus_conv_forward (l->y, l->x, l->w, l->b, l->s.n, l->s.in, l->s.out, l->s.side, l->team);
  return dot (l->y, l->r, l->n_y);
}

static double
linear_objective (gpointer data)
{
  Layer *l = data;

  fus_linear_forward (l->y, l->x, l->w, l->b, l->s.n, l->s.in, l->s.out, l->team);
  return dot (l->y, l->r, l->n_y);
}

static void
test_conv_numerical_gradient (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  const Shape s = { 2, 3, 4, 5 };
  const gsize n_x = 2 * 3 * 25, n_w = 4 * 3 * 9, n_y = 2 * 4 * 25;
  g_autofree float *x = numbers (n_x);
  g_autofree float *w = numbers (n_w);
  g_autofree float *b = numbers (4);
  g_autofree float *y = numbers (n_y);
  g_autofree float *r = numbers (n_y);
  g_autofree float *dx = constant_array (0, n_x);
  g_autofree float *dw = constant_array (0, n_w);
  float db[4] = { 0 };
  Layer layer = { s, n_y, x, w, b, y, r, team };

  fus_conv_backward_data (dx, r, w, s.n, s.in, s.out, s.side, team);
  fus_conv_backward_weights (dw, db, x, r, s.n, s.in, s.out, s.side, team);
  check_linear_gradient (x, dx, n_x, conv_objective, &layer);
  check_linear_gradient (w, dw, n_w, conv_objective, &layer);
  check_linear_gradient (b, db, 4, conv_objective, &layer);
}

static void
test_linear_closed_form (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  const float x[4] = { 1, 2, 3, 4 };
  const float w[6] = { 1, 0, 0, 1, 1, -1 };
  const float b[3] = { 10, 20, 30 };
  const float expected[6] = { 11, 22, 29, 13, 24, 29 };
  float y[6];

  fus_linear_forward (y, x, w, b, 2, 2, 3, team);
  g_assert_cmpmem (y, sizeof y, expected, sizeof expected);
}

static void
compare_linear (gsize n, gsize in, gsize out, FusTeam *team)
{
  g_autofree float *x = numbers (n * in);
  g_autofree float *w = numbers (out * in);
  g_autofree float *b = numbers (out);
  g_autofree float *dy = numbers (n * out);
  g_autofree float *y = constant_array (NAN, n * out);
  g_autofree float *y_expected = constant_array (NAN, n * out);
  g_autofree float *dx = numbers (n * in);
  g_autofree float *dx_expected = copy (dx, n * in);
  g_autofree float *dw = numbers (out * in);
  g_autofree float *dw_expected = copy (dw, out * in);
  g_autofree float *db = numbers (out);
  g_autofree float *db_expected = copy (db, out);

  fus_linear_forward (y, x, w, b, n, in, out, team);
  fus_linear_forward_reference (y_expected, x, w, b, n, in, out, team);
  assert_arrays_close (y, y_expected, n * out, ROUNDING);

  fus_linear_backward_data (dx, dy, w, n, in, out, team);
  fus_linear_backward_data_reference (dx_expected, dy, w, n, in, out, team);
  assert_arrays_close (dx, dx_expected, n * in, ROUNDING);

  fus_linear_backward_weights (dw, db, x, dy, n, in, out, team);
  fus_linear_backward_weights_reference (dw_expected, db_expected, x, dy, n, in, out, team);
  assert_arrays_close (dw, dw_expected, out * in, ROUNDING);
  assert_arrays_close (db, db_expected, out, ROUNDING);
}

static void
test_linear_against_reference (void)
{
  const gsize shapes[][3] = { { 1, 1, 1 },   { 1, 37, 5 },   { 1, 1000, 211 }, { 3, 1, 17 },
                              { 7, 65, 33 }, { 2, 4097, 7 }, { 33, 29, 1 } };

  for (guint t = 0; t < G_N_ELEMENTS (team_sizes); t++)
    {
      g_autoptr (FusTeam) team = fus_team_new (team_sizes[t]);

      for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
        compare_linear (shapes[i][0], shapes[i][1], shapes[i][2], team);
    }
}

static void
test_linear_numerical_gradient (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  const Shape s = { 3, 11, 7, 1 };
  g_autofree float *x = numbers (33);
  g_autofree float *w = numbers (77);
  g_autofree float *b = numbers (7);
  g_autofree float *y = numbers (21);
  g_autofree float *r = numbers (21);
  g_autofree float *dx = constant_array (0, 33);
  g_autofree float *dw = constant_array (0, 77);
  float db[7] = { 0 };
  Layer layer = { s, 21, x, w, b, y, r, team };

  fus_linear_backward_data (dx, r, w, s.n, s.in, s.out, team);
  fus_linear_backward_weights (dw, db, x, r, s.n, s.in, s.out, team);
  check_linear_gradient (x, dx, 33, linear_objective, &layer);
  check_linear_gradient (w, dw, 77, linear_objective, &layer);
  check_linear_gradient (b, db, 7, linear_objective, &layer);
}

static void
test_pool_closed_form (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  /* The largest in each of the four places, a tie, and NaN in the second plane. */
  const float x[32] = { 9, 1, 1, 9,   2, 3, 2, 3, 1, 2, 1,  2,  9, 3, 3,  9,
                        5, 5, 1, NAN, 5, 5, 2, 3, 0, 0, -1, -2, 0, 0, -3, -4 };
  const float expected[8] = { 9, 9, 9, 9, 5, NAN, 0, -1 };
  const guint8 places[8] = { 0, 1, 2, 3, 0, 1, 0, 0 };
  const float dy[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  float y[8];
  guint8 index[8];
  g_autofree float *dx = constant_array (0.5f, 32);

  fus_pool_forward (y, index, x, 2, 4, team);
  for (guint i = 0; i < 8; i++)
    if (isnan (expected[i]))
      g_assert_true (isnan (y[i]));
    else
      g_assert_cmpfloat (y[i], ==, expected[i]);
  g_assert_cmpmem (index, 8, places, 8);

  fus_pool_backward (dx, dy, index, 2, 4, team);
  for (guint i = 0; i < 32; i++)
    {
      const guint at[8] = { 0, 3, 12, 15, 16, 19, 24, 26 };
      float due = 0.5f;

      for (guint k = 0; k < 8; k++)
        if (at[k] == i)
          due += dy[k];
      g_assert_cmpfloat (dx[i], ==, due);
    }
}

static void
test_pool_against_reference (void)
{
  const gsize shapes[][2] = { { 1, 2 }, { 5, 2 }, { 3, 14 }, { 7, 10 }, { 2, 64 } };

  for (guint t = 0; t < G_N_ELEMENTS (team_sizes); t++)
    for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
      {
        g_autoptr (FusTeam) team = fus_team_new (team_sizes[t]);
        gsize n_x = shapes[i][0] * shapes[i][1] * shapes[i][1];
        gsize n_y = n_x / 4;
        g_autofree float *x = numbers (n_x);
        g_autofree float *dy = numbers (n_y);
        g_autofree float *y = constant_array (NAN, n_y);
        g_autofree float *y_expected = constant_array (NAN, n_y);
        g_autofree guint8 *index = g_new0 (guint8, n_y);
        g_autofree guint8 *index_expected = g_new0 (guint8, n_y);
        g_autofree float *dx = numbers (n_x);
        g_autofree float *dx_expected = copy (dx, n_x);

        fus_pool_forward (y, index, x, shapes[i][0], shapes[i][1], team);
        fus_pool_forward_reference (y_expected, index_expected, x, shapes[i][0], shapes[i][1],
                                    team);
        g_assert_cmpmem (y, n_y * sizeof (float), y_expected, n_y * sizeof (float));
        g_assert_cmpmem (index, n_y, index_expected, n_y);
        fus_pool_forward (y, NULL, x, shapes[i][0], shapes[i][1], team);
        g_assert_cmpmem (y, n_y * sizeof (float), y_expected, n_y * sizeof (float));

        fus_pool_backward (dx, dy, index, shapes[i][0], shapes[i][1], team);
        fus_pool_backward_reference (dx_expected, dy, index, shapes[i][0], shapes[i][1], team);
        g_assert_cmpmem (dx, n_x * sizeof (float), dx_expected, n_x * sizeof (float));
      }
}

static void
test_relu (void)
{
  g_autoptr (FusTeam) team = fus_team_new (3);
  float x[6] = { -1, 0, 2, -INFINITY, INFINITY, NAN };
  float dy[6] = { 1, 2, 3, 4, 5, 6 };
  const float expected[5] = { 0, 0, 2, 0, INFINITY };
  const float dx_expected[6] = { 0, 0, 3, 0, 5, 0 };

  fus_relu_forward (x, 6, team);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (x[i], ==, expected[i]);
  g_assert_true (isnan (x[5]));
  fus_relu_backward (dy, x, 6, team);
  g_assert_cmpmem (dy, sizeof dy, dx_expected, sizeof dx_expected);
}

static void
test_dropout (void)
{
  const gsize n = 40000;
  g_autofree guint8 *kept = g_new0 (guint8, n);
  g_autofree guint8 *again = g_new0 (guint8, n);
  g_autofree float *x = constant_array (3, n);
  FusRandom a, b;
  gsize n_kept = 0;

  fus_random_seed (&a, 5, 0);
  b = a;
  fus_dropout_draw (kept, 0.25f, n, &a);
  fus_dropout_draw (again, 0.25f, n, &b);
  g_assert_cmpmem (kept, n, again, n);
  fus_dropout_apply (x, kept, 0.25f, n);
  for (gsize i = 0; i < n; i++)
    {
      n_kept += kept[i];
      g_assert_cmpfloat (x[i], ==, kept[i] ? 4 : 0);
    }
  /* Five standard errors of a proportion of 0.75 among 40000. */
  g_assert_cmpfloat_with_epsilon ((double) n_kept / n, 0.75, 0.011);

  fus_dropout_draw (kept, 0, n, &a);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (kept[i], ==, 1);

  x[0] = INFINITY;
  kept[0] = 0;
  fus_dropout_apply (x, kept, 0.5f, 1);
  g_assert_cmpfloat (x[0], ==, 0);
}

static void
test_softmax (void)
{
  float rows[6] = { 0, logf (2), logf (5), 1000, 1000, -1000 };
  const float expected[6] = { 0.125f, 0.25f, 0.625f, 0.5f, 0.5f, 0 };

  fus_softmax (rows, rows, 2, 3);
  /* One rounding of log and one of the result. */
  assert_arrays_close (rows, expected, 6, 2e-7);
}

static void
test_loss_closed_form (void)
{
  const float logits[8] = { 0, 0, 0, 0, 0, logf (3), NAN, 1 };
  const gint32 labels[4] = { 0, -1, 1, -1 };
  const float expected[8] = { -0.25f, 0.25f, 0, 0, 0.125f, -0.125f, 0, 0 };
  float d_logits[8];
  double loss;
  guint n_labelled, n_correct;

  fus_cross_entropy (d_logits, logits, labels, 4, 2, &loss, &n_labelled, &n_correct);
  g_assert_cmpuint (n_labelled, ==, 2);
  g_assert_cmpuint (n_correct, ==, 2);
  /* log (2) + log (4 / 3); logf (3) is a float. */
  g_assert_cmpfloat_with_epsilon (loss, log (2) + log (4.0 / 3), 1e-7);
  assert_arrays_close (d_logits, expected, 8, 2e-7);

  const gint32 none[4] = { -1, -1, -1, -1 };

  fus_cross_entropy (d_logits, logits, none, 4, 2, &loss, &n_labelled, &n_correct);
  g_assert_cmpfloat (loss, ==, 0);
  g_assert_cmpuint (n_labelled, ==, 0);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpfloat (d_logits[i], ==, 0);

  const gint32 at_nan[4] = { -1, -1, -1, 0 };

  fus_cross_entropy (NULL, logits, at_nan, 4, 2, &loss, &n_labelled, &n_correct);
  g_assert_true (isnan (loss));
}

static double
mean_loss (const float *logits, const gint32 *labels, gsize n, gsize k)
{
  double loss;
  guint n_labelled, n_correct;

  fus_cross_entropy (NULL, logits, labels, n, k, &loss, &n_labelled, &n_correct);
  return loss / n_labelled;
}

static void
test_loss_numerical_gradient (void)
{
  enum
  {
    N = 5,
    K = 7
  };
  const gint32 labels[N] = { 3, -1, 0, 6, 3 };
  g_autofree float *logits = numbers (N * K);
  float d_logits[N * K];
  float numerical[N * K];
  double loss;
  guint n_labelled, n_correct;
  /* A power of two, so that x + h is exact to the last place of x. */
  const float h = 0x1p-6f;

  fus_cross_entropy (d_logits, logits, labels, N, K, &loss, &n_labelled, &n_correct);
  for (guint i = 0; i < N * K; i++)
    {
      const double weights[5] = { 1, -8, 0, 8, -1 };
      float before = logits[i];
      double sum = 0;

      for (int k = 0; k < 5; k++)
        {
          logits[i] = before + (float) (k - 2) * h;
          sum += weights[k] * mean_loss (logits, labels, N, K);
        }
      logits[i] = before;
      numerical[i] = (float) (sum / (12 * h));
    }
  /* Five points: truncation h^4 / 30 = 2e-9; rounding of x + h to float, 6e-8 / h = 4e-6. */
  assert_arrays_close (d_logits, numerical, N * K, 1e-5);
}

static void
test_sgd_closed_form (void)
{
  g_autoptr (FusTeam) team = fus_team_new (2);
  const FusStep step = { .learning_rate = 0.5f, .momentum = 0.5f, .weight_decay = 0.25f };
  float w[2] = { 4, -8 };
  float momentum[2] = { 2, 0 };
  const float gradient[2] = { 1, 1 };

  fus_sgd_update (w, momentum, gradient, &step, 2, team);
  g_assert_cmpfloat (momentum[0], ==, 3);
  g_assert_cmpfloat (w[0], ==, 2.5);
  g_assert_cmpfloat (momentum[1], ==, -1);
  g_assert_cmpfloat (w[1], ==, -7.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fus_random_seed (&generator, 20240, 0);
  g_test_add_func ("/engine/conv/closed-form", test_conv_closed_form);
  g_test_add_func ("/engine/conv/reference", test_conv_against_reference);
  g_test_add_func ("/engine/conv/gradient", test_conv_numerical_gradient);
  g_test_add_func ("/engine/linear/closed-form", test_linear_closed_form);
  g_test_add_func ("/engine/linear/reference", test_linear_against_reference);
  g_test_add_func ("/engine/linear/gradient", test_linear_numerical_gradient);
  g_test_add_func ("/engine/pool/closed-form", test_pool_closed_form);
  g_test_add_func ("/engine/pool/reference", test_pool_against_reference);
  g_test_add_func ("/engine/relu", test_relu);
  g_test_add_func ("/engine/dropout", test_dropout);
  g_test_add_func ("/engine/softmax", test_softmax);
  g_test_add_func ("/engine/loss/closed-form", test_loss_closed_form);
  g_test_add_func ("/engine/loss/gradient", test_loss_numerical_gradient);
  g_test_add_func ("/engine/sgd", test_sgd_closed_form);
  return g_test_run ();
}
