/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/features.h"
#include "tests/engine/golden-network.h"
#include "analysis/npy.h"

#include <math.h>
#include <string.h>

#define N_FRAMES 2
#define IMAGE 32

/* Against PyTorch, relative to the layer's largest value: single precision sums, and Winograd's up
 * to 7e-6 per layer through eight layers, as in tests/engine/test-golden.c. */
#define TOLERANCE 1e-4

typedef struct
{
  FusNetwork *network;
  FusTeam *team;
  FusPass *pass;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusRandom random;

  fus_random_seed (&random, GOLDEN_SEED, 0);
  f->network = golden_network (IMAGE, 0.05, 0, &random);
  g_autofree float *images = golden_array (&random, N_FRAMES * 3 * IMAGE * IMAGE, 2);
  f->team = fus_team_new (2);
  f->pass = fus_pass_new (f->network, FUS_PASS_EXPLAIN, N_FRAMES, f->team);
  g_assert_true (fus_pass_forward (f->pass, images, N_FRAMES, FUS_LAYER_HEADS, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_pass_free (f->pass);
  fus_team_free (f->team);
  fus_network_unref (f->network);
}

/* Compares one layer with @golden. Returns: how many numbers of it the layer has. */
static gsize
compare (Fixture *f, FusLayer layer, gboolean pooled, const float *golden)
{
  gsize size = 0;

  for (guint frame = 0; frame < N_FRAMES; frame++)
    {
      g_autoptr (FusFeatures) features = fus_features (f->pass, N_FRAMES, frame, layer, pooled);
      double largest = 0, apart = 0;

      g_assert_cmpint (features->pooled, ==, pooled);
      size = (gsize) features->n_units * features->side * features->side;
      for (gsize i = 0; i < size; i++)
        {
          const double expected = golden[frame * size + i];

          largest = MAX (largest, fabs (expected));
          apart = MAX (apart, fabs (features->values[i] - expected));
        }
      /* A layer of zeros would agree with anything that is broken before it. */
      g_assert_cmpfloat (largest, >, 0);
      g_assert_cmpfloat (apart, <=, TOLERANCE * largest);
    }
  return N_FRAMES * size;
}

static void
test_golden (Fixture *f, gconstpointer data)
{
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "analysis", "golden-features.npy", NULL);
  g_autoptr (GError) error = NULL;
  guint n_dims;
  gsize dims[8], at = 0;
  g_autofree float *golden = fus_npy_load (path, &n_dims, dims, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (n_dims, ==, 1);
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      at += compare (f, layer, FALSE, golden + at);
      if (fus_layer_is_pooled (layer))
        at += compare (f, layer, TRUE, golden + at);
    }
  g_assert_cmpuint (at, ==, dims[0]);
}

static void
test_summary (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFeatures) features = fus_features (f->pass, N_FRAMES, 1, FUS_LAYER_CONV4, FALSE);
  const gsize area = (gsize) features->side * features->side;
  double low, high, low_of_one, high_of_one;

  fus_features_range (features, -1, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  double largest = 0;
  for (guint unit = 0; unit < features->n_units; unit++)
    {
      double sum = 0;
      for (gsize i = 0; i < area; i++)
        sum += features->values[unit * area + i];
      /* Rounding to single precision. */
      g_assert_cmpfloat_with_epsilon (features->means[unit], sum / area, 1e-6 * (1 + high));
      fus_features_range (features, unit, &low_of_one, &high_of_one);
      g_assert_cmpfloat (high_of_one, ==, features->maxima[unit]);
      largest = MAX (largest, high_of_one);
    }
  g_assert_cmpfloat (largest, ==, high);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFeatures) features = fus_features (f->pass, N_FRAMES, 0, FUS_LAYER_CONV6, FALSE);
  g_autofree guint *order = NULL;
  g_autofree gboolean *seen = g_new0 (gboolean, features->n_units);

  /* Equals keep the order of their numbers. */
  features->means[1] = features->means[3];
  order = fus_features_by_activation (features);
  for (guint i = 0; i < features->n_units; i++)
    {
      g_assert_cmpuint (order[i], <, features->n_units);
      g_assert_false (seen[order[i]]);
      seen[order[i]] = TRUE;
      if (i > 0)
        g_assert_true (features->means[order[i - 1]] > features->means[order[i]]
                       || (features->means[order[i - 1]] == features->means[order[i]]
                           && order[i - 1] < order[i]));
    }
}

static void
test_heads (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFeatures) features = fus_features (f->pass, N_FRAMES, 0, FUS_LAYER_HEADS, TRUE);
  guint index;

  g_assert_cmpuint (features->n_units, ==, 7);
  g_assert_cmpuint (features->side, ==, 1);
  g_assert_false (features->pooled);
  g_assert_cmpuint (fus_features_head (features, 2, &index), ==, FUS_TASK_IDENTITY);
  g_assert_cmpuint (index, ==, 2);
  g_assert_cmpuint (fus_features_head (features, 3, &index), ==, FUS_TASK_EXPRESSION);
  g_assert_cmpuint (index, ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/analysis/features/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("golden", test_golden);
  ADD ("summary", test_summary);
  ADD ("order", test_order);
  ADD ("heads", test_heads);
  return g_test_run ();
}
