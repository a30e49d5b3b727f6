/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/analysis/golden-lesions.h"
#include "tests/engine/golden-network.h"
#include "analysis/lesions.h"

#include <math.h>
#include <string.h>

#define FRAMES 6
#define SIZE 64
#define BATCH 4

typedef struct
{
  FusTeam *team;
  FusNetwork *network;
  FusPass *pass;
  float *images;
} Fixture;

static const gint32 labels[FUS_N_TASKS][FRAMES] = { { 0, 2, 1, 1, 0, 2 }, { 3, 0, 0, 2, 1, -1 } };
static const struct
{
  FusLayer layer;
  guint unit;
} units[] = { { FUS_LAYER_CONV1, 2 },
              { FUS_LAYER_CONV4, 5 },
              { FUS_LAYER_CONV8, 30 },
              { FUS_LAYER_FC1, 17 },
              { FUS_LAYER_FC2, 103 } };

static void
set_up (Fixture *f, gconstpointer data)
{
  FusRandom random;

  fus_random_seed (&random, GOLDEN_SEED, 0);
  f->network = golden_network (SIZE, 0.1, 0, &random);
  f->images = golden_array (&random, FRAMES * 3 * SIZE * SIZE, 2);
  f->team = fus_team_new (2);
  f->pass = fus_pass_new (f->network, FUS_PASS_FORWARD, BATCH, f->team);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_pass_free (f->pass);
  fus_team_free (f->team);
  fus_network_unref (f->network);
  g_free (f->images);
}

static FusIntact *
intact_of (Fixture *f, FusTask task, const gboolean *failed)
{
  FusIntact *intact = fus_intact_new (f->network, task, labels[task], FRAMES);

  for (guint first = 0; first < FRAMES; first += BATCH)
    {
      guint n = MIN (BATCH, FRAMES - first);

      g_assert_true (fus_pass_forward (f->pass, f->images + first * 3 * SIZE * SIZE, n,
                                       FUS_LAYER_HEADS, NULL));
      fus_intact_take (intact, f->pass, first, n, failed != NULL ? failed + first : NULL);
    }
  return intact;
}

static guint
n_units (const Fixture *f, FusLayer layer)
{
  return fus_architecture_units (fus_network_architecture (f->network), layer);
}

/* [units, 2] */
static double *
lesion (Fixture *f, const FusIntact *intact, FusLayer layer, const guint8 *half)
{
  double *increase = g_new0 (double, 2 * n_units (f, layer));

  g_assert_true (fus_lesion_units (intact, f->pass, layer, half, increase, NULL, NULL));
  return increase;
}

static FusLesionResult
without (Fixture *f, const FusIntact *intact, const FusRemoval *removal)
{
  FusLesionResult result = { 0 };

  g_assert_true (fus_lesion_remove (intact, f->pass, removal, &result, NULL));
  return result;
}

/* Float arithmetic through ten layers, against losses of about 10. */
#define TOLERANCE 2e-4

static void
test_golden (Fixture *f, gconstpointer data)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (FusIntact) intact = intact_of (f, task, NULL);
      FusLesionResult whole = { 0 };
      FusRemoval all = { { NULL } };
      guint8 *masks[G_N_ELEMENTS (units)];

      fus_lesion_intact (intact, &whole);
      g_assert_cmpuint (whole.n, ==, task == FUS_TASK_IDENTITY ? 6 : 5);
      g_assert_cmpfloat_with_epsilon (whole.loss, lesion_losses[0][task], TOLERANCE);
      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        {
          g_autofree double *increase = lesion (f, intact, units[i].layer, NULL);
          FusRemoval one = { { NULL } };

          g_assert_cmpfloat_with_epsilon (whole.loss + increase[2 * units[i].unit],
                                          lesion_losses[1 + i][task], TOLERANCE);
          masks[i] = g_new0 (guint8, n_units (f, units[i].layer));
          masks[i][units[i].unit] = 1;
          one.removed[units[i].layer] = all.removed[units[i].layer] = masks[i];
          g_assert_cmpfloat_with_epsilon (without (f, intact, &one).loss,
                                          lesion_losses[1 + i][task], TOLERANCE);
        }
      g_assert_cmpfloat_with_epsilon (without (f, intact, &all).loss, lesion_losses[6][task],
                                      TOLERANCE);
      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        g_free (masks[i]);
    }
}

/* One unit taken out alone and as a set of one: two ways through the network. */
static void
test_every_unit (Fixture *f, gconstpointer data)
{
  g_autoptr (FusIntact) intact = intact_of (f, FUS_TASK_EXPRESSION, NULL);
  FusLesionResult whole = { 0 };

  fus_lesion_intact (intact, &whole);
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      g_autofree double *increase = lesion (f, intact, layer, NULL);
      g_autofree guint8 *mask = g_new0 (guint8, n_units (f, layer));
      FusRemoval removal = { { NULL } };
      double largest = 0;

      removal.removed[layer] = mask;
      for (guint unit = 0; unit < n_units (f, layer); unit += 7)
        {
          mask[unit] = 1;
          g_assert_cmpfloat_with_epsilon (without (f, intact, &removal).loss - whole.loss,
                                          increase[2 * unit], TOLERANCE);
          mask[unit] = 0;
          largest = MAX (largest, fabs (increase[2 * unit]));
        }
      /* The lesions do something, so that the above says something. */
      g_assert_cmpfloat (largest, >, 10 * TOLERANCE);
    }
}

static void
test_dead_unit (Fixture *f, gconstpointer data)
{
  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      const FusTensor *weight = fus_network_tensor (f->network, 2 * layer);
      const FusTensor *bias = fus_network_tensor (f->network, 2 * layer + 1);
      gsize inputs = weight->size / weight->dims[0];
      float *parameters = fus_network_parameters (f->network);

      memset (parameters + weight->offset + 3 * inputs, 0, inputs * sizeof (float));
      parameters[bias->offset + 3] = 0;
    }
  fus_pass_network_changed (f->pass);
  g_autoptr (FusIntact) intact = intact_of (f, FUS_TASK_IDENTITY, NULL);

  for (FusLayer layer = 0; layer < FUS_LAYER_HEADS; layer++)
    {
      g_autofree double *increase = lesion (f, intact, layer, NULL);

      g_assert_cmpfloat (increase[6], ==, 0);
      g_assert_cmpfloat (increase[7], ==, 0);
    }
}

/* What is left of a network without fc2 is its heads' biases: made equal, all classes are. */
static void
test_all_units (Fixture *f, gconstpointer data)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusTensor *bias = fus_network_find_tensor (
          f->network, task == FUS_TASK_IDENTITY ? "heads.identity.bias" : "heads.expression.bias");

      memset (fus_network_parameters (f->network) + bias->offset, 0, bias->size * sizeof (float));
    }
  fus_pass_network_changed (f->pass);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (FusIntact) intact = intact_of (f, task, NULL);
      g_autofree guint8 *mask = g_malloc (n_units (f, FUS_LAYER_FC2));
      FusRemoval removal = { { NULL } };
      FusLesionResult result;
      gsize n_first = 0;

      memset (mask, 1, n_units (f, FUS_LAYER_FC2));
      removal.removed[FUS_LAYER_FC2] = mask;
      result = without (f, intact, &removal);
      /* -log (1 / classes) for each frame; the first of equal classes is chosen. */
      g_assert_cmpfloat_with_epsilon (result.loss, result.n * log (intact->n_classes), 1e-5);
      for (guint i = 0; i < FRAMES; i++)
        n_first += labels[task][i] == 0;
      g_assert_cmpuint (result.n_right, ==, n_first);
    }
}

static void
test_halves_and_failures (Fixture *f, gconstpointer data)
{
  const guint8 half[FRAMES] = { 0, 1, 1, 0, 1, 0 };
  const gboolean failed[FRAMES] = { FALSE, TRUE, FALSE, FALSE, TRUE, FALSE };
  g_autoptr (FusIntact) intact = intact_of (f, FUS_TASK_IDENTITY, NULL);
  g_autoptr (FusIntact) some = intact_of (f, FUS_TASK_IDENTITY, failed);
  FusLesionResult result = { 0 };

  for (FusLayer layer = FUS_LAYER_CONV7; layer < FUS_LAYER_HEADS; layer++)
    {
      g_autofree double *whole = lesion (f, intact, layer, NULL);
      g_autofree double *halves = lesion (f, intact, layer, half);
      g_autofree double *read = lesion (f, some, layer, half);

      for (guint unit = 0; unit < n_units (f, layer); unit++)
        {
          /* The order of the sum alone differs. */
          g_assert_cmpfloat_with_epsilon (halves[2 * unit] + halves[2 * unit + 1], whole[2 * unit],
                                          1e-5);
          g_assert_cmpfloat_with_epsilon (read[2 * unit], halves[2 * unit], 1e-5);
        }
    }
  fus_lesion_intact (some, &result);
  g_assert_cmpuint (result.n, ==, 4);
}

static gboolean
stop (gpointer data)
{
  return --*(int *) data >= 0;
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (FusIntact) intact = intact_of (f, FUS_TASK_IDENTITY, NULL);
  g_autofree double *increase = g_new0 (double, 2 * n_units (f, FUS_LAYER_CONV5));
  int left = 5;
  const FusPoll poll = { stop, &left };

  g_assert_false (fus_lesion_units (intact, f->pass, FUS_LAYER_CONV5, NULL, increase, &poll, NULL));
}

static void
test_ranks_and_indices (void)
{
  const double identity[] = { 4, 0, 0, -1, 0 }, expression[] = { 0, 1, 0, 3, 0 };
  const double same[] = { 8, 0, 0, 0, 0 }, none[] = { 0, -1, 0, 0, 0 };
  const double mixed[] = { 2, 2, 0, 0, 0 };
  guint rank[5];
  double index[5];

  fus_lesion_rank (rank, identity, 5);
  g_assert_cmpuint (rank[0], ==, 1);
  g_assert_cmpuint (rank[1], ==, 2);
  g_assert_cmpuint (rank[2], ==, 3);
  g_assert_cmpuint (rank[3], ==, 5);
  g_assert_cmpuint (rank[4], ==, 4);

  fus_lesion_specificity (index, identity, expression, 5);
  g_assert_cmpfloat (index[0], ==, -1);
  g_assert_cmpfloat (index[1], ==, 1);
  g_assert_true (isnan (index[2]));
  g_assert_cmpfloat (index[3], ==, 1);
  /* Shares 1/2 and 1 of the first unit. */
  fus_lesion_specificity (index, mixed, same, 5);
  g_assert_cmpfloat_with_epsilon (index[0], 1.0 / 3, 1e-12);
  g_assert_cmpfloat (index[1], ==, -1);

  g_assert_cmpfloat (fus_lesion_distance (identity, expression, 5), ==, 1);
  g_assert_cmpfloat (fus_lesion_distance (identity, same, 5), ==, 0);
  g_assert_cmpfloat (fus_lesion_distance (identity, mixed, 5), ==, 0.5);
  g_assert_true (isnan (fus_lesion_distance (identity, none, 5)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/analysis/lesions/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("golden", test_golden);
  ADD ("every-unit", test_every_unit);
  ADD ("dead-unit", test_dead_unit);
  ADD ("all-units", test_all_units);
  ADD ("halves-and-failures", test_halves_and_failures);
  ADD ("cancel", test_cancel);
  g_test_add_func ("/analysis/lesions/ranks-and-indices", test_ranks_and_indices);
  return g_test_run ();
}
