/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/golden-network.h"
#include "analysis/npy.h"
#include "analysis/stimulus.h"

#include <math.h>
#include <string.h>

/* golden-stimulus.py's */
#define SIDE 32
#define SIZE (3 * SIDE * SIDE)
#define NOISE_SEED 5

typedef struct
{
  FusNetwork *network;
  FusTeam *team;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusRandom random;

  fus_random_seed (&random, GOLDEN_SEED, 0);
  f->network = golden_network (SIDE, 0.1, 0, &random);
  f->team = fus_team_new (2);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_network_unref (f->network);
  fus_team_free (f->team);
}

/* What was reported of up to 8 units. */
typedef struct
{
  FusStimulus last[8];
  float pixels[8][SIZE];
  guint n_reports[8];
  guint n_finished;
} Reports;

static void
keep (gpointer data, gsize index, const FusStimulus *stimulus)
{
  Reports *reports = data;

  g_assert_cmpuint (index, <, 8);
  g_assert_cmpuint (stimulus->side, ==, SIDE);
  g_assert_false (reports->last[index].finished);
  reports->last[index] = *stimulus;
  memcpy (reports->pixels[index], stimulus->pixels, sizeof reports->pixels[index]);
  reports->n_reports[index]++;
  reports->n_finished += stimulus->finished;
}

static Reports *
ascend (Fixture *f, FusLayer layer, const guint *units, guint n, guint batch,
        FusStimulusSettings settings)
{
  g_autoptr (FusPass) pass = fus_pass_new (f->network, FUS_PASS_EXPLAIN, batch, f->team);
  Reports *reports = g_new0 (Reports, 1);

  g_assert_true (
      fus_stimulus_ascend (pass, f->team, layer, units, n, &settings, keep, reports, NULL, NULL));
  g_assert_cmpuint (reports->n_finished, ==, n);
  return reports;
}

static float *
load (const char *name)
{
  g_autofree char *file = g_strdup_printf ("golden-stimulus-%s.npy", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "analysis", file, NULL);
  g_autoptr (GError) error = NULL;
  guint n_dims;
  gsize dims[8];
  float *values = fus_npy_load (path, &n_dims, dims, &error);

  g_assert_no_error (error);
  return values;
}

static void
test_golden (Fixture *f, gconstpointer data)
{
  const struct
  {
    FusLayer layer;
    guint unit;
  } units[] = { { FUS_LAYER_CONV1, 2 },
                { FUS_LAYER_CONV4, 3 },
                { FUS_LAYER_CONV8, 7 },
                { FUS_LAYER_FC2, 11 },
                { FUS_LAYER_HEADS, 4 } };
  g_autofree float *reached = load ("activation");

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree float *golden = load (fus_layer_name (units[i].layer));
      g_autofree Reports *reports
          = ascend (f, units[i].layer, &units[i].unit, 1, 1,
                    (FusStimulusSettings){ FUS_STIMULUS_PAPER, NOISE_SEED, 10, 0 });
      double squares = 0;
      guint n_apart = 0;

      g_assert_cmpuint (reports->last[0].step, ==, 10);
      g_assert_cmpint (reports->last[0].end, ==, FUS_STIMULUS_SHOWN);
      /* float32 against float32 over sums in another order: 1e-4 of the activation. A ReLU or a
       * pool that is next to undecided may go the other way, and then some pixels step apart. */
      g_assert_cmpfloat (fabs (reports->last[0].activation / reached[i] - 1), <=, 1e-4);
      for (gsize k = 0; k < SIZE; k++)
        {
          double apart = fabs (reports->pixels[0][k] - golden[k]);

          squares += apart * apart;
          n_apart += apart > 1e-3;
        }
      g_assert_cmpfloat (sqrt (squares / SIZE), <=, 1e-3);
      g_assert_cmpuint (n_apart, <=, SIZE / 100);
    }
}

/* A unit's picture does not depend on which others are made with it, nor on their number. */
static void
test_batches (Fixture *f, gconstpointer data)
{
  const guint units[] = { 3, 0, 7, 11, 5 };
  const FusStimulusPreset preset = GPOINTER_TO_INT (data);
  const FusStimulusSettings settings = { preset, 1, 20, 0 };
  g_autofree Reports *together = ascend (f, FUS_LAYER_CONV4, units, 5, 4, settings);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree Reports *alone = ascend (f, FUS_LAYER_CONV4, units + i, 1, 4, settings);

      g_assert_cmpuint (together->last[i].unit, ==, units[i]);
      g_assert_cmpmem (alone->pixels[0], sizeof alone->pixels[0], together->pixels[i],
                       sizeof together->pixels[i]);
      g_assert_cmpfloat (alone->last[0].activation, ==, together->last[i].activation);
    }
}

static double
start_activation (Fixture *f, FusLayer layer, guint unit, FusStimulusPreset preset)
{
  g_autofree Reports *reports
      = ascend (f, layer, &unit, 1, 1, (FusStimulusSettings){ preset, 1, 1, 0 });

  return reports->last[0].activation;
}

static void
test_climbs (Fixture *f, gconstpointer data)
{
  const FusStimulusPreset preset = GPOINTER_TO_INT (data);
  /* These answer to the noise. */
  const struct
  {
    FusLayer layer;
    guint unit;
  } units[] = {
    { FUS_LAYER_CONV2, 6 }, { FUS_LAYER_CONV8, 7 }, { FUS_LAYER_FC2, 11 }, { FUS_LAYER_HEADS, 4 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      const guint steps = preset == FUS_STIMULUS_PAPER ? 40 : 160;
      const FusStimulusSettings settings = { preset, 1, steps, steps / 5 };
      g_autofree Reports *reports = ascend (f, units[i].layer, &units[i].unit, 1, 2, settings);
      double start = start_activation (f, units[i].layer, units[i].unit, preset);

      g_assert_cmpint (reports->last[0].end, !=, FUS_STIMULUS_NO_GRADIENT);
      g_assert_cmpfloat (reports->last[0].activation, >, start + 0.2 * fabs (start));
      /* four fifths and the result */
      g_assert_cmpuint (reports->n_reports[0], ==, 5);
      for (gsize k = 0; k < SIZE; k++)
        {
          g_assert_cmpfloat (reports->pixels[0][k], >=, 0);
          g_assert_cmpfloat (reports->pixels[0][k], <=, 1);
        }
    }
}

static void
set_bias (Fixture *f, const char *name, guint unit, float value)
{
  const FusTensor *tensor = fus_network_find_tensor (f->network, name);

  fus_network_parameters (f->network)[tensor->offset + unit] = value;
}

static void
set_weights (Fixture *f, const char *name, guint unit, float value)
{
  const FusTensor *tensor = fus_network_find_tensor (f->network, name);
  gsize n = tensor->size / tensor->dims[0];

  for (gsize i = 0; i < n; i++)
    fus_network_parameters (f->network)[tensor->offset + unit * n + i] = value;
}

/* A unit that is silent on noise, though pictures drive it: no way up for plain ascent, but one for
 * redirected ReLUs. One of conv1 that likes white: flat. */
static void
test_ends (Fixture *f, gconstpointer data)
{
  const guint silent = 3, white = 1, both[] = { silent, white };
  g_autofree Reports *plain = NULL;
  g_autofree Reports *clear = NULL;
  FusStimulusEnd end;

  set_bias (f, "features.0.bias", silent, -5);
  set_weights (f, "features.0.weight", silent, 0.5);
  set_weights (f, "features.0.weight", white, 0.5);
  set_bias (f, "features.0.bias", white, 30);
  plain = ascend (f, FUS_LAYER_CONV1, both, 2, 2,
                  (FusStimulusSettings){ FUS_STIMULUS_PAPER, 1, 50, 0 });
  g_assert_cmpint (plain->last[0].end, ==, FUS_STIMULUS_NO_GRADIENT);
  g_assert_cmpuint (plain->last[0].step, ==, 0);
  g_assert_cmpfloat (plain->last[0].activation, ==, 0);
  g_assert_cmpint (plain->last[1].end, ==, FUS_STIMULUS_FLAT);
  clear = ascend (f, FUS_LAYER_CONV1, &silent, 1, 1,
                  (FusStimulusSettings){ FUS_STIMULUS_CLEAR, 1, 50, 0 });
  g_assert_cmpint (clear->last[0].end, !=, FUS_STIMULUS_NO_GRADIENT);
  g_assert_cmpfloat (clear->last[0].activation, >, 0.5);

  for (end = 0; end < FUS_N_STIMULUS_ENDS; end++)
    {
      FusStimulusEnd parsed;

      g_assert_true (fus_stimulus_end_parse (fus_stimulus_end_name (end), &parsed));
      g_assert_cmpint (parsed, ==, end);
    }
  g_assert_false (fus_stimulus_end_parse ("blank", &end));
}

/* A large network's conv layers are asked with smaller pictures, and answer as they do with larger
 * ones: on an even picture, away from the border. */
static void
test_small_pictures (void)
{
  const FusArchitecture arch = { .image_size = 160, .width = 0.05, .n_classes = { 3, 4 } };
  const gsize side = FUS_STIMULUS_CLEAR_SIDE, n = 3 * 160 * 160;
  g_autoptr (FusNetwork) network = fus_network_new (&arch, NULL);
  g_autoptr (FusNetwork) small = NULL, head = NULL, plain = NULL, again = NULL;
  g_autofree float *image = g_new (float, n), *large_map = NULL, *small_map = NULL;
  FusTeam *team = fus_team_new (1);
  gsize large_side = fus_architecture_side (&arch, FUS_LAYER_CONV3, FALSE);
  FusPass *pass;
  guint units;

  fus_network_initialize (network, 5);
  small = fus_stimulus_network (network, FUS_LAYER_CONV8, FUS_STIMULUS_CLEAR);
  g_assert_cmpuint (fus_network_architecture (small)->image_size, ==, side);
  head = fus_stimulus_network (network, FUS_LAYER_FC1, FUS_STIMULUS_CLEAR);
  g_assert_true (head == network);
  plain = fus_stimulus_network (network, FUS_LAYER_CONV8, FUS_STIMULUS_PAPER);
  g_assert_true (plain == network);
  again = fus_stimulus_network (small, FUS_LAYER_CONV8, FUS_STIMULUS_CLEAR);
  g_assert_true (again == small);

  for (gsize i = 0; i < n; i++)
    image[i] = 0.7f;
  units = fus_architecture_units (&arch, FUS_LAYER_CONV3);
  large_map = g_new (float, units *large_side *large_side);
  small_map = g_new (float, units *(side / 4) * (side / 4));
  pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_CONV3, NULL));
  fus_pass_get_activation (pass, FUS_LAYER_CONV3, FALSE, large_map);
  fus_pass_free (pass);
  pass = fus_pass_new (small, FUS_PASS_EXPLAIN, 1, team);
  g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_CONV3, NULL));
  fus_pass_get_activation (pass, FUS_LAYER_CONV3, FALSE, small_map);
  fus_pass_free (pass);
  fus_team_free (team);

  double largest = 0;
  for (guint u = 0; u < units; u++)
    {
      float in_large = large_map[(u * large_side + 16) * large_side + 16];

      largest = MAX (largest, in_large);
      g_assert_cmpfloat_with_epsilon (small_map[(u * (side / 4) + 16) * (side / 4) + 16], in_large,
                                      1e-4);
    }
  g_assert_cmpfloat (largest, >, 0.01);
}

static gboolean
stop_after (gpointer data)
{
  guint *left = data;

  return (*left)-- > 0;
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (FusPass) pass = fus_pass_new (f->network, FUS_PASS_EXPLAIN, 2, f->team);
  g_autofree Reports *reports = g_new0 (Reports, 1);
  const guint units[] = { 0, 1 };
  /* Asked about before each layer: forward and back through conv3 is seven times a step. */
  guint left = 40;
  FusPoll poll = { stop_after, &left };
  FusStimulusSettings settings = { FUS_STIMULUS_PAPER, 1, 100, 1 };

  g_assert_false (fus_stimulus_ascend (pass, f->team, FUS_LAYER_CONV3, units, 2, &settings, keep,
                                       reports, &poll, NULL));
  g_assert_cmpuint (reports->n_finished, ==, 0);
  g_assert_cmpuint (reports->n_reports[0], >=, 4);
  g_assert_cmpuint (reports->n_reports[0], <=, 8);
}

static void
test_head_unit (void)
{
  const FusArchitecture both = { .n_classes = { 3, 4 } }, one = { .n_classes = { 0, 7 } };
  FusTask task;
  guint class_index;

  fus_head_unit (&both, 2, &task, &class_index);
  g_assert_cmpint (task, ==, FUS_TASK_IDENTITY);
  g_assert_cmpuint (class_index, ==, 2);
  fus_head_unit (&both, 3, &task, &class_index);
  g_assert_cmpint (task, ==, FUS_TASK_EXPRESSION);
  g_assert_cmpuint (class_index, ==, 0);
  fus_head_unit (&one, 6, &task, &class_index);
  g_assert_cmpint (task, ==, FUS_TASK_EXPRESSION);
  g_assert_cmpuint (class_index, ==, 6);
}

#define ADD(path, data, function)                                                                  \
  g_test_add (path, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/stimulus/golden", 0, test_golden);
  ADD ("/stimulus/batches/paper", FUS_STIMULUS_PAPER, test_batches);
  ADD ("/stimulus/batches/clear", FUS_STIMULUS_CLEAR, test_batches);
  ADD ("/stimulus/climbs/paper", FUS_STIMULUS_PAPER, test_climbs);
  ADD ("/stimulus/climbs/clear", FUS_STIMULUS_CLEAR, test_climbs);
  ADD ("/stimulus/ends", 0, test_ends);
  ADD ("/stimulus/cancel", 0, test_cancel);
  g_test_add_func ("/stimulus/head-unit", test_head_unit);
  g_test_add_func ("/stimulus/small-pictures", test_small_pictures);
  return g_test_run ();
}
