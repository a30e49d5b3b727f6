/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/deletion.h"
#include "analysis/imputation.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

/* Imputation */

#define SMALL 24

/* Random pixels of about -1 … 1, by and by brighter to one corner. */
static void
fill_image (float *image, guint size, FusRandom *random)
{
  for (guint c = 0; c < 3; c++)
    for (guint y = 0; y < size; y++)
      for (guint x = 0; x < size; x++)
        *image++ = (float) ((x + y * (c + 1.0)) / size - 1 + 0.3 * fus_random_normal (random));
}

/* The same by a direct solution of the whole system. */
static void
solve (double *out, const float *image, const guint8 *removed, guint size)
{
  guint n = 0;
  g_autofree int *index = g_new (int, size *size);
  for (guint i = 0; i < size * size; i++)
    index[i] = removed[i] ? (int) n++ : -1;
  gsl_matrix *matrix = gsl_matrix_calloc (n, n);
  gsl_permutation *permutation = gsl_permutation_alloc (n);
  gsl_vector *right = gsl_vector_alloc (n), *x = gsl_vector_alloc (n);
  int sign;

  for (int c = -1; c < 3; c++)
    {
      const float *channel = image + MAX (c, 0) * (int) (size * size);

      gsl_vector_set_zero (right);
      for (int i = 0; i < (int) (size * size); i++)
        for (int d = 0; removed[i] && d < 9; d++)
          {
            int u = i % (int) size + d % 3 - 1, v = i / (int) size + d / 3 - 1, k = index[i];
            double weight = d % 2 == 1 ? 1.0 / 6 : 1.0 / 12;

            if (d == 4 || u < 0 || v < 0 || u >= (int) size || v >= (int) size)
              continue;
            int other = v * (int) size + u;
            if (c < 0)
              *gsl_matrix_ptr (matrix, k, k) += weight;
            if (c < 0 && removed[other])
              *gsl_matrix_ptr (matrix, k, index[other]) -= weight;
            if (!removed[other])
              *gsl_vector_ptr (right, k) += weight * channel[other];
          }
      if (c < 0)
        {
          gsl_linalg_LU_decomp (matrix, permutation, &sign);
          continue;
        }
      gsl_linalg_LU_solve (matrix, permutation, right, x);
      for (guint i = 0; i < size * size; i++)
        out[c * size * size + i] = removed[i] ? gsl_vector_get (x, index[i]) : channel[i];
    }
  gsl_matrix_free (matrix);
  gsl_permutation_free (permutation);
  gsl_vector_free (right);
  gsl_vector_free (x);
}

/* The noise that ROAD adds, in pictures whose values span about 3. */
#define IMPUTATION_TOLERANCE 0.01

static void
check_imputation (guint size, const guint8 *removed)
{
  g_autofree float *image = g_new (float, 3 * size * size);
  g_autofree float *out = g_new (float, 3 * size * size);
  g_autofree double *expected = g_new (double, 3 * size * size);
  g_autoptr (FusImputer) imputer = fus_imputer_new (size);
  FusRandom random;

  fus_random_seed (&random, 1, 0);
  fill_image (image, size, &random);
  solve (expected, image, removed, size);
  fus_impute (imputer, out, image, removed, 0, 1);
  for (guint i = 0; i < 3 * size * size; i++)
    {
      g_assert_cmpfloat_with_epsilon (out[i], expected[i], IMPUTATION_TOLERANCE);
      if (!removed[i % (size * size)])
        g_assert_cmpfloat (out[i], ==, image[i]);
    }
}

static void
test_imputation_direct (void)
{
  guint8 removed[SMALL * SMALL];
  FusRandom random;

  fus_random_seed (&random, 2, 0);
  for (guint share = 1; share < 10; share++)
    {
      for (guint i = 0; i < SMALL * SMALL; i++)
        removed[i] = fus_random_below (&random, 10) < share;
      check_imputation (SMALL, removed);
    }
  /* A hole in the middle, one that reaches three edges, and all but one corner. */
  for (guint hole = 0; hole < 3; hole++)
    {
      for (guint i = 0; i < SMALL * SMALL; i++)
        {
          guint x = i % SMALL, y = i / SMALL;

          removed[i] = hole == 0   ? x > 3 && x < 20 && y > 3 && y < 20
                       : hole == 1 ? x > 10
                                   : x > 2 || y > 2;
        }
      check_imputation (SMALL, removed);
    }
}

/* Sides that do not halve evenly. */
static void
test_imputation_odd (void)
{
  guint8 removed[13 * 13] = { 0 };

  for (guint i = 0; i < 13 * 13; i++)
    removed[i] = i % 13 > 4 || i / 13 > 7;
  check_imputation (13, removed);
}

static void
test_imputation_noise (void)
{
  g_autoptr (FusImputer) imputer = fus_imputer_new (SMALL);
  const gsize n = 3 * SMALL * SMALL;
  g_autofree float *image = g_new0 (float, n);
  g_autofree float *first = g_new (float, n);
  g_autofree float *second = g_new (float, n);
  guint8 removed[SMALL * SMALL];
  double sum = 0, squares = 0;

  /* With nothing left but noise. */
  memset (removed, 1, sizeof removed);
  fus_impute (imputer, first, image, removed, 0.01f, 7);
  for (gsize i = 0; i < n; i++)
    {
      sum += first[i];
      squares += first[i] * first[i];
    }
  /* Four standard errors of 1728 values. */
  g_assert_cmpfloat_with_epsilon (sum / n, 0, 4 * 0.01 / sqrt (n));
  g_assert_cmpfloat_with_epsilon (sqrt (squares / n), 0.01, 4 * 0.01 / sqrt (2.0 * n));
  fus_impute (imputer, second, image, removed, 0.01f, 7);
  g_assert_cmpmem (first, n * sizeof (float), second, n * sizeof (float));
  fus_impute (imputer, second, image, removed, 0.01f, 8);
  g_assert_cmpint (memcmp (first, second, n * sizeof (float)), !=, 0);
}

/* Deletion */

#define SIZE 64
#define SIDE 4
#define SEED 3
#define N_RANDOM 10

typedef struct
{
  FusTeam *team;
  FusNetwork *network;
  float image[3 * SIZE * SIZE];
} Fixture;

static float *
weights (FusNetwork *network, const char *name)
{
  return fus_network_parameters (network) + fus_network_find_tensor (network, name)->offset;
}

/* A network that says class 0 where there is something bright in the first quarter of the picture,
 * and sees nothing else: one channel hands the largest red value on. */
static FusNetwork *
corner_network (void)
{
  static const char *const convs[]
      = { "features.0.weight",  "features.3.weight",  "features.6.weight",  "features.8.weight",
          "features.11.weight", "features.13.weight", "features.16.weight", "features.18.weight" };
  const FusArchitecture arch
      = { .image_size = SIZE, .width = 0.1, .n_classes = { [FUS_TASK_IDENTITY] = 2 } };
  FusNetwork *network = fus_network_new (&arch, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (convs); i++)
    weights (network, convs[i])[4] = 1; /* the middle of nine, of the first channel in and out */
  /* The first unit of fc1 takes the first of two by two places. */
  weights (network, "classifier.0.weight")[0] = 1;
  weights (network, "classifier.3.weight")[0] = 1;
  weights (network, "heads.identity.weight")[0] = 5;
  weights (network, "heads.identity.bias")[0] = -5;
  return network;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->team = fus_team_new (2);
  f->network = corner_network ();
  memset (f->image, 0, sizeof f->image);
  for (guint y = 4; y < 12; y++)
    for (guint x = 4; x < 12; x++)
      f->image[y * SIZE + x] = 2;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_network_unref (f->network);
  fus_team_free (f->team);
}

static FusDeletionTest
run_test (const Fixture *f, const float *map, guint batch)
{
  FusPass *pass = fus_pass_new (f->network, FUS_PASS_FORWARD, batch, f->team);
  FusDeleter *deleter = fus_deleter_new (pass, f->team);
  FusDeletionTest result;

  g_assert_true (fus_deleter_test (deleter, &result, f->image, FUS_TASK_IDENTITY, 0, map, SIDE,
                                   N_RANDOM, SEED, NULL, NULL));
  fus_deleter_free (deleter);
  fus_pass_free (pass);
  return result;
}

static void
test_corner (Fixture *f, gconstpointer data)
{
  const float right[SIDE * SIDE] = { 1 };
  float wrong[SIDE * SIDE];
  FusDeletionTest result = run_test (f, right, 16);

  /* Logits 5 and 0. */
  g_assert_cmpfloat_with_epsilon (result.intact, 1 / (1 + exp (-5)), 1e-6);
  /* Without the corner the class is all but gone at once, and noise cannot bring it back; with the
   * corner alone it is as sure as ever. */
  for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
    {
      g_assert_cmpfloat (result.map.probability[FUS_DELETION_MOST][i], <, 0.02);
      g_assert_cmpfloat (result.map.probability[FUS_DELETION_LEAST][i], >, 0.99);
    }
  g_assert_cmpfloat (result.map.score, >, 0.97);
  g_assert_cmpuint (result.n_random, ==, N_RANDOM);
  g_assert_cmpuint (result.n_beaten, ==, N_RANDOM);
  /* A random map is as often right as wrong: about 0, within three standard errors. */
  g_assert_cmpfloat (fabs (result.random.score), <, 3 * result.random_sd / sqrt (N_RANDOM));

  /* The farther from the corner, the more relevant. */
  for (guint i = 0; i < SIDE * SIDE; i++)
    wrong[i] = (float) (i % SIDE + i / SIDE);
  result = run_test (f, wrong, 16);
  g_assert_cmpfloat (result.map.score, <, -0.8);
  g_assert_cmpuint (result.n_beaten, <=, 1);
}

/* A map turned upside down has the opposite score: what was removed first is removed last. */
static void
test_opposite (Fixture *f, gconstpointer data)
{
  float map[SIDE * SIDE], opposite[SIDE * SIDE];

  fus_random_maps (map, SIDE, 1, 11);
  for (guint i = 0; i < SIDE * SIDE; i++)
    opposite[i] = 1 - map[i];
  FusDeletionTest result = run_test (f, map, 16), other = run_test (f, opposite, 16);
  g_assert_cmpfloat (fabs (result.map.score), >, 0.05);
  /* Noise differs, and pixels whose values round to ties. */
  g_assert_cmpfloat_with_epsilon (result.map.score, -other.map.score, 0.02);
}

/* Nothing depends on how many frames a pass takes, nor on the scale of a map. */
static void
test_batch (Fixture *f, gconstpointer data)
{
  float map[SIDE * SIDE], scaled[SIDE * SIDE];

  fus_random_maps (map, SIDE, 1, 12);
  for (guint i = 0; i < SIDE * SIDE; i++)
    scaled[i] = 8 * map[i];
  FusDeletionTest one = run_test (f, map, 1), many = run_test (f, scaled, 32);
  for (guint order = 0; order < FUS_N_DELETION_ORDERS; order++)
    for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
      {
        g_assert_cmpfloat (one.map.probability[order][i], ==, many.map.probability[order][i]);
        g_assert_cmpfloat (one.random.probability[order][i], ==, many.random.probability[order][i]);
      }
  g_assert_cmpfloat (one.random_sd, ==, many.random_sd);
}

/* A map of one value throughout is ordered at random, in patches, not from the top to the bottom,
 * where the corner would come first. */
static void
test_ties (Fixture *f, gconstpointer data)
{
  float flat[2][SIDE * SIDE];

  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      flat[0][i] = 1;
      flat[1][i] = 0.25f;
    }
  FusDeletionTest result = run_test (f, flat[0], 16), other = run_test (f, flat[1], 16);
  g_assert_cmpfloat (fabs (result.map.score), <, 0.9);
  g_assert_cmpfloat (result.map.score, ==, other.map.score);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  const float empty[SIDE * SIDE] = { 0 };
  FusDeletionTest result = run_test (f, empty, 16);

  g_assert_true (isnan (result.map.score) && isnan (result.random.score));
  g_assert_true (isnan (result.map.probability[FUS_DELETION_MOST][0]));
  g_assert_cmpuint (result.n_random, ==, 0);
  g_assert_cmpfloat (result.intact, >, 0.99);
}

static gboolean
refuse (gpointer data)
{
  guint *left = data;

  return (*left)-- > 0;
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  const float map[SIDE * SIDE] = { 1 };
  FusPass *pass = fus_pass_new (f->network, FUS_PASS_FORWARD, 16, f->team);
  FusDeleter *deleter = fus_deleter_new (pass, f->team);
  guint left = 30;
  const FusPoll poll = { refuse, &left };
  FusDeletionTest result;

  g_assert_false (fus_deleter_test (deleter, &result, f->image, FUS_TASK_IDENTITY, 0, map, SIDE,
                                    N_RANDOM, SEED, &poll, NULL));
  fus_deleter_free (deleter);
  fus_pass_free (pass);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imputation/direct", test_imputation_direct);
  g_test_add_func ("/imputation/odd", test_imputation_odd);
  g_test_add_func ("/imputation/noise", test_imputation_noise);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/deletion/corner", test_corner);
  ADD ("/deletion/opposite", test_opposite);
  ADD ("/deletion/batch", test_batch);
  ADD ("/deletion/ties", test_ties);
  ADD ("/deletion/empty", test_empty);
  ADD ("/deletion/cancel", test_cancel);
  return g_test_run ();
}
