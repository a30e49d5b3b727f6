/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/architecture.h"
#include "tests/engine/arrays.h"
#include "tests/engine/golden-network.h"
#include "engine/pass.h"
#include "engine/files/safetensors.h"

#include <math.h>
#include <string.h>

/* Against PyTorch, relative to the largest value of the tensor. Plain single precision sums differ
 * by 1e-6; Winograd's, which the engine may use for the larger layers, by up to 7e-6 per layer, and
 * eight layers follow each other: 1e-4 holds both, and any mistake is far beyond it. */
#define TOLERANCE 1e-4

static const gint32 both_identity[] = { 0, 2, -1, 1, -1 };
static const gint32 both_expression[] = { 3, -1, 0, -1, 1 };
static const gint32 masked_identity[] = { 0, 2, 2, 1, 0 };
static const gint32 masked_expression[] = { -1, -1, -1, -1, -1 };
static const gint32 *const both[FUS_N_TASKS] = { both_identity, both_expression };
static const gint32 *const masked[FUS_N_TASKS] = { masked_identity, masked_expression };

static FusSafetensors *
open_golden (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "golden", name, NULL);
  g_autoptr (GError) error = NULL;
  FusSafetensors *file = fus_safetensors_open (path, &error);

  g_assert_no_error (error);
  return file;
}

static float *
golden (FusSafetensors *file, const char *name, gsize n)
{
  const FusSafetensor *tensor = fus_safetensors_find (file, name);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (tensor);
  g_assert_cmpuint (tensor->size, ==, n);

  float *values = g_new (float, n);

  fus_safetensors_read (file, tensor, values, &error);
  g_assert_no_error (error);
  return values;
}

typedef struct
{
  FusTeam *team;
  FusNetwork *network;
  gsize n_parameters;
  float *images;
  float *momentum;
  float *actual;
  FusPass *pass;
  FusRandom random;
  FusSafetensors *file;
} Training;

static void
training_set_up (Training *t, gconstpointer data)
{
  FusRandom random;

  fus_random_seed (&random, GOLDEN_SEED, 0);
  t->team = fus_team_new (2);
  t->network = golden_network (32, 0.05, 0, &random);
  t->n_parameters = fus_architecture_n_parameters (fus_network_architecture (t->network));
  t->images = golden_array (&random, 5 * 3 * 32 * 32, 2);
  t->momentum = constant_array (0, t->n_parameters);
  t->actual = g_new (float, t->n_parameters);
  t->pass = fus_pass_new (t->network, FUS_PASS_TRAIN, 5, t->team);
  t->random = random;
  t->file = open_golden ("training-32.safetensors");
}

static void
training_tear_down (Training *t, gconstpointer data)
{
  fus_safetensors_free (t->file);
  fus_pass_free (t->pass);
  g_free (t->actual);
  g_free (t->momentum);
  g_free (t->images);
  fus_network_unref (t->network);
  fus_team_free (t->team);
}

static void
train (Training *t, const gint32 *const labels[FUS_N_TASKS], const FusStep *step, FusLoss *loss)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = fus_pass_train (t->pass, t->images, labels, 5, step, t->momentum, &t->random, loss,
                                NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

/* Each tensor by its own largest value: fc1's would hide the rest. */
static void
assert_parameters_close (const FusNetwork *network, const float *actual, const float *expected)
{
  for (guint i = 0; i < fus_network_n_tensors (network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (network, i);

      assert_arrays_close (actual + tensor->offset, expected + tensor->offset, tensor->size,
                           TOLERANCE);
    }
}

static void
test_gradients (Training *t, gconstpointer data)
{
  const FusStep still = { 0, 0, 0 };
  g_autofree float *loss_due = golden (t->file, "both.loss", 2);
  g_autofree float *due = golden (t->file, "both.gradient", t->n_parameters);
  FusLoss loss;

  fus_pass_keep_gradient (t->pass, TRUE);
  train (t, both, &still, &loss);
  g_assert_cmpuint (loss.n[FUS_TASK_IDENTITY], ==, 3);
  g_assert_cmpuint (loss.n[FUS_TASK_EXPRESSION], ==, 3);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (loss.loss[i] / loss.n[i], loss_due[i], TOLERANCE * loss_due[i]);
  fus_pass_get_parameter_gradient (t->pass, t->actual);
  assert_parameters_close (t->network, t->actual, due);
}

static void
assert_gradient_close (Training *t, const char *tensor, const char *name)
{
  const FusTensor *place = fus_network_find_tensor (t->network, tensor);
  g_autofree float *due = golden (t->file, name, place->size);

  assert_arrays_close (t->actual + place->offset, due, place->size, TOLERANCE);
}

static void
test_masked_head (Training *t, gconstpointer data)
{
  const FusStep still = { 0, 0, 0 };
  g_autofree float *loss_due = golden (t->file, "masked.loss", 2);
  FusLoss loss;

  fus_pass_keep_gradient (t->pass, TRUE);
  train (t, masked, &still, &loss);
  g_assert_cmpuint (loss.n[FUS_TASK_IDENTITY], ==, 5);
  g_assert_cmpuint (loss.n[FUS_TASK_EXPRESSION], ==, 0);
  g_assert_cmpfloat (loss.loss[FUS_TASK_EXPRESSION], ==, 0);
  g_assert_cmpfloat_with_epsilon (loss.loss[FUS_TASK_IDENTITY] / 5, loss_due[0],
                                  TOLERANCE * loss_due[0]);
  fus_pass_get_parameter_gradient (t->pass, t->actual);
  assert_gradient_close (t, "features.0.weight", "masked.gradient.conv1");
  assert_gradient_close (t, "heads.identity.weight", "masked.gradient.identity");
  assert_gradient_close (t, "heads.expression.weight", "masked.gradient.expression");
}

/* A gradient is the sum of the tasks' by their weights. */
static void
test_task_weights (Training *t, gconstpointer data)
{
  const FusStep still = { 0, 0, 0 };
  g_autofree float *due = golden (t->file, "both.gradient", t->n_parameters);
  const FusTensor *identity = fus_network_find_tensor (t->network, "heads.identity.weight");
  const FusTensor *expression = fus_network_find_tensor (t->network, "heads.expression.weight");
  g_autofree float *weighed = g_memdup2 (due, t->n_parameters * sizeof (float));
  FusLoss loss, before;

  fus_pass_keep_gradient (t->pass, TRUE);
  train (t, both, &still, &before);
  fus_pass_set_task_weight (t->pass, FUS_TASK_IDENTITY, 2);
  fus_pass_set_task_weight (t->pass, FUS_TASK_EXPRESSION, 0.5);
  train (t, both, &still, &loss);
  g_assert_cmpfloat (loss.loss[FUS_TASK_IDENTITY], ==, before.loss[FUS_TASK_IDENTITY]);
  fus_pass_get_parameter_gradient (t->pass, t->actual);
  for (gsize i = 0; i < identity->size; i++)
    weighed[identity->offset + i] *= 2;
  for (gsize i = 0; i < expression->size; i++)
    weighed[expression->offset + i] /= 2;
  assert_arrays_close (t->actual + identity->offset, weighed + identity->offset, identity->size,
                       TOLERANCE);
  assert_arrays_close (t->actual + expression->offset, weighed + expression->offset,
                       expression->size, TOLERANCE);

  fus_pass_set_task_weight (t->pass, FUS_TASK_EXPRESSION, 2);
  train (t, both, &still, &loss);
  fus_pass_get_parameter_gradient (t->pass, t->actual);
  for (gsize i = 0; i < t->n_parameters; i++)
    due[i] *= 2;
  assert_parameters_close (t->network, t->actual, due);
}

static void
test_five_steps (Training *t, gconstpointer data)
{
  const FusStep step = { .learning_rate = 0.02f, .momentum = 0.9f, .weight_decay = 0.01f };
  g_autofree float *due = golden (t->file, "change", t->n_parameters);
  const float *after = fus_network_parameters (t->network);
  g_autofree float *before = g_memdup2 (after, t->n_parameters * sizeof (float));

  for (guint i = 0; i < 5; i++)
    {
      FusLoss loss;

      train (t, both, &step, &loss);
    }
  for (gsize i = 0; i < t->n_parameters; i++)
    t->actual[i] = after[i] - before[i];
  assert_parameters_close (t->network, t->actual, due);
}

static void
check_maps (FusPass *pass, FusTask task, FusSafetensors *file, guint n_classes)
{
  const guint n = 2;
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize units = fus_architecture_units (arch, FUS_LAYER_CONV8);
  gsize side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  gsize plane = side * side;
  g_autofree char *name = g_strdup_printf ("gradcam.%s", fus_task_name (task));
  g_autofree float *due = golden (file, name, n * plane);
  g_autofree float *d_logits = constant_array (0, n * n_classes);
  g_autofree float *gradient = g_new (float, n *units *plane);
  g_autofree float *activation = g_new (float, n *units *plane);
  g_autofree float *map = constant_array (0, n * plane);
  const float *seeds[FUS_N_TASKS] = { NULL };

  for (guint f = 0; f < n; f++)
    d_logits[f * n_classes + 1] = 1;
  seeds[task] = d_logits;
  g_assert_true (fus_pass_backward (pass, seeds, FUS_LAYER_CONV8, NULL));
  fus_pass_get_gradient (pass, FUS_LAYER_CONV8, gradient);
  fus_pass_get_activation (pass, FUS_LAYER_CONV8, FALSE, activation);
  for (gsize c = 0; c < n * units; c++)
    {
      double weight = 0;

      for (gsize i = 0; i < plane; i++)
        weight += gradient[c * plane + i] / (double) plane;
      for (gsize i = 0; i < plane; i++)
        map[c / units * plane + i] += (float) (weight * activation[c * plane + i]);
    }
  for (gsize i = 0; i < n * plane; i++)
    map[i] = fmaxf (map[i], 0);
  assert_arrays_close (map, due, n * plane, TOLERANCE);
}

static void
check_image_gradient (FusPass *pass, const float *images, FusSafetensors *file)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize units = fus_architecture_units (arch, FUS_LAYER_CONV8);
  gsize side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  gsize numbers = (gsize) 3 * arch->image_size * arch->image_size;
  g_autofree float *due = golden (file, "image.gradient", numbers);
  g_autofree float *actual = g_new (float, numbers);
  g_autofree float *d_activation = constant_array (0, units * side * side);

  for (gsize i = 0; i < side * side; i++)
    d_activation[7 * side * side + i] = 1.0f / (float) (side * side);
  g_assert_true (fus_pass_forward (pass, images, 1, FUS_LAYER_CONV8, NULL));
  g_assert_true (fus_pass_backward_to_image (pass, FUS_LAYER_CONV8, d_activation, NULL));
  fus_pass_get_image_gradient (pass, actual);
  assert_arrays_close (actual, due, numbers, TOLERANCE);
}

static void
test_explanation (gconstpointer data)
{
  guint image_size = GPOINTER_TO_UINT (data);
  const guint n_classes[FUS_N_TASKS] = { 3, 4 };
  g_autofree char *name = g_strdup_printf ("explanation-%u.safetensors", image_size);
  g_autoptr (FusSafetensors) file = open_golden (name);
  g_autoptr (FusTeam) team = fus_team_new (2);
  FusRandom random;

  fus_random_seed (&random, GOLDEN_SEED, 0);

  g_autoptr (FusNetwork) network = golden_network (image_size, 0.1, 0.5, &random);
  g_autofree float *images = golden_array (&random, (gsize) 2 * 3 * image_size * image_size, 2);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 2, team);

  g_assert_true (fus_pass_forward (pass, images, 2, FUS_LAYER_HEADS, NULL));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      g_autofree char *key = g_strdup_printf ("logits.%s", fus_task_name (t));
      g_autofree float *due = golden (file, key, 2 * n_classes[t]);

      assert_arrays_close (fus_pass_logits (pass, t), due, 2 * n_classes[t], TOLERANCE);
      check_maps (pass, t, file, n_classes[t]);
    }
  check_image_gradient (pass, images, file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/golden/gradients", Training, NULL, training_set_up, test_gradients,
              training_tear_down);
  g_test_add ("/engine/golden/masked-head", Training, NULL, training_set_up, test_masked_head,
              training_tear_down);
  g_test_add ("/engine/golden/task-weights", Training, NULL, training_set_up, test_task_weights,
              training_tear_down);
  g_test_add ("/engine/golden/five-steps", Training, NULL, training_set_up, test_five_steps,
              training_tear_down);
  g_test_add_data_func ("/engine/golden/explanation-64", GUINT_TO_POINTER (64), test_explanation);
  g_test_add_data_func ("/engine/golden/explanation-96", GUINT_TO_POINTER (96), test_explanation);
  return g_test_run ();
}
