/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/architecture.h"
#include "engine/error.h"
#include "engine/layout.h"
#include "engine/network.h"
#include "engine/pass.h"
#include "engine/winograd.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static const FusArchitecture small
    = { .image_size = 32, .width = 0.05, .n_classes = { 3, 4 }, .dropout = 0.5 };

static FusNetwork *
new_network (const FusArchitecture *arch)
{
  g_autoptr (GError) error = NULL;
  FusNetwork *network = fus_network_new (arch, &error);

  g_assert_no_error (error);
  return network;
}

/* torchvision's vgg11 has 132 863 336 parameters and 7.609 billion multiply-additions. */
static void
test_sizes_of_vgg11 (void)
{
  const FusArchitecture arch
      = { .image_size = 224, .width = 1, .n_classes = { 1000, 0 }, .dropout = 0.5 };

  g_assert_cmpuint (fus_architecture_n_parameters (&arch), ==, 132863336);
  g_assert_cmpfloat (fus_architecture_forward_macs (&arch), ==, 7609090048.0);
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_CONV1), ==, 64);
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_CONV8), ==, 512);
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_FC2), ==, 4096);
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_HEADS), ==, 1000);
  g_assert_cmpuint (fus_architecture_side (&arch, FUS_LAYER_CONV1, FALSE), ==, 224);
  g_assert_cmpuint (fus_architecture_side (&arch, FUS_LAYER_CONV1, TRUE), ==, 112);
  g_assert_cmpuint (fus_architecture_side (&arch, FUS_LAYER_CONV3, TRUE), ==, 56);
  g_assert_cmpuint (fus_architecture_side (&arch, FUS_LAYER_CONV8, FALSE), ==, 14);
  g_assert_cmpuint (fus_architecture_side (&arch, FUS_LAYER_CONV8, TRUE), ==, 7);
  g_assert_cmpuint (fus_architecture_side (&arch, FUS_LAYER_FC1, TRUE), ==, 1);
  /* At least parameters, momentum, and conv1's map of each frame. */
  g_assert_cmpuint (fus_architecture_training_bytes (&arch, 16), >,
                    2 * 4 * 132863336ull + 16 * 64 * 224 * 224 * 4);
}

/* Of this process, in bytes. */
static gsize
mapped_bytes (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return g_ascii_strtoull (text, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

/* Most bytes that a thread of the team works in, which the estimate leaves out, as it does not know
 * how many there are: 36 positions of 56 tiles, the products of 8 panels and the transforms of 512
 * channels. */
#define OF_A_THREAD ((gsize) 36 * 57 * (8 * 32 + 512) * sizeof (float))

/* What a person is told that training needs is what a step maps: parameters, momentum, the layout,
 * and the team's memory for weight gradients. */
static void
test_training_bytes_are_what_a_step_maps (void)
{
  const FusArchitecture arch
      = { .image_size = 64, .width = 0.5, .n_classes = { 35, 7 }, .dropout = 0.5 };
  const guint batch = 8;
  const gsize of_the_heap = 1 << 20;
  const gsize told = fus_architecture_training_bytes (&arch, batch);
  g_autofree float *images = g_new0 (float, (gsize) batch * 3 * 64 * 64);
  g_autofree gint32 *labels = g_new0 (gint32, batch);
  const gint32 *const both[FUS_N_TASKS] = { labels, labels };
  const FusStep step = { .learning_rate = 0.01f };
  FusRandom random;
  FusLoss loss;

  if (!g_file_test ("/proc/self/statm", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /proc/self/statm");
      return;
    }
  fus_random_seed (&random, 1, 0);

  g_autoptr (FusTeam) team = fus_team_new (1);
  gsize before = mapped_bytes ();
  g_autoptr (FusNetwork) network = fus_network_new (&arch, NULL);
  g_autofree float *momentum = g_new0 (float, fus_architecture_n_parameters (&arch));
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_TRAIN, batch, team);

  fus_network_initialize (network, 1);
  g_assert_true (
      fus_pass_train (pass, images, both, batch, &step, momentum, &random, &loss, NULL, NULL));

  gsize mapped = mapped_bytes () - before;

  g_test_message ("told %zu, mapped %zu", told, mapped);
  g_assert_cmpuint (mapped, >=, told - of_the_heap);
  g_assert_cmpuint (mapped, <=, told + OF_A_THREAD + of_the_heap);
}

/* The paper's size at a batch of 32 with 16 threads, and the batch itself: under 4 GB. */
static void
test_training_fits_in_4_gb (void)
{
  const FusArchitecture arch
      = { .image_size = 224, .width = 1, .n_classes = { 70, 7 }, .dropout = 0.5 };
  gsize sums = 0;
  FusLayout layout;

  fus_layout (&layout, &arch, FUS_PASS_TRAIN, 32);
  for (FusLayer layer = FUS_LAYER_CONV2; layer <= FUS_LAYER_CONV8; layer++)
    sums = MAX (sums, fus_winograd_update_bytes (fus_architecture_units (&arch, layer),
                                                 fus_architecture_inputs (&arch, layer)));
  g_assert_cmpuint (fus_architecture_training_bytes (&arch, 32), ==,
                    layout.total + 2 * 4 * fus_architecture_n_parameters (&arch) + sums);
  g_assert_cmpuint (fus_architecture_training_bytes (&arch, 32) + 16 * OF_A_THREAD
                        + 32 * 3 * 224 * 224 * 4,
                    <, 4000000000u);
}

/* 64 x 0.5078125 = 32.5 and 64 x 0.5234375 = 33.5: Python's round() gives 32 and 34. */
static void
test_halves_round_to_even (void)
{
  FusArchitecture arch = small;

  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_CONV1), ==, 3);
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_CONV8), ==, 26);
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_FC1), ==, 205);
  arch.width = 0.5078125;
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_CONV1), ==, 32);
  arch.width = 0.5234375;
  g_assert_cmpuint (fus_architecture_units (&arch, FUS_LAYER_CONV1), ==, 34);
}

static void
assert_refused (FusArchitecture arch)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_network_new (&arch, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_SHAPE);
}

static void
test_impossible_shapes (void)
{
  const guint sizes[] = { 0, 16, 33, 544, 1u << 31 };
  const double widths[] = { 0, 0.049, 1.01, -1, NAN, INFINITY };
  const double dropouts[] = { -0.1, 0.96, NAN };
  FusArchitecture arch;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      arch = small;
      arch.image_size = sizes[i];
      assert_refused (arch);
    }
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      arch = small;
      arch.width = widths[i];
      assert_refused (arch);
    }
  for (guint i = 0; i < G_N_ELEMENTS (dropouts); i++)
    {
      arch = small;
      arch.dropout = dropouts[i];
      assert_refused (arch);
    }
  arch = small;
  arch.n_classes[0] = arch.n_classes[1] = 0;
  assert_refused (arch);
  arch.n_classes[0] = G_MAXUINT;
  assert_refused (arch);
}

static void
test_tensors_lie_one_after_the_other (void)
{
  g_autoptr (FusNetwork) network = new_network (&small);
  gsize offset = 0;

  g_assert_cmpuint (fus_network_n_tensors (network), ==, 24);
  for (guint i = 0; i < fus_network_n_tensors (network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (network, i);
      gsize size = 1;

      g_assert_cmpuint (tensor->offset, ==, offset);
      for (guint d = 0; d < tensor->n_dims; d++)
        size *= tensor->dims[d];
      g_assert_cmpuint (tensor->size, ==, size);
      g_assert_true (fus_network_find_tensor (network, tensor->name) == tensor);
      offset += size;
    }
  g_assert_cmpuint (offset, ==, fus_architecture_n_parameters (&small));
  g_assert_null (fus_network_find_tensor (network, "classifier.6.weight"));

  const FusTensor *conv = fus_network_find_tensor (network, "features.3.weight");

  g_assert_cmpuint (conv->n_dims, ==, 4);
  g_assert_cmpuint (conv->dims[0], ==, 6);
  g_assert_cmpuint (conv->dims[1], ==, 3);
  g_assert_cmpuint (conv->dims[2], ==, 3);
}

static void
assert_spread (FusNetwork *network, const char *name, double sd)
{
  const FusTensor *tensor = fus_network_find_tensor (network, name);
  const float *values = fus_network_parameters (network) + tensor->offset;
  double n = (double) tensor->size;
  double sum = 0, squares = 0;

  for (gsize i = 0; i < tensor->size; i++)
    {
      sum += values[i];
      squares += (double) values[i] * values[i];
    }
  /* Five standard errors of mean and standard deviation. */
  g_assert_cmpfloat_with_epsilon (sum / n, 0, 5 * sd / sqrt (n));
  g_assert_cmpfloat_with_epsilon (sqrt (squares / n), sd, 5 * sd / sqrt (2 * n));
}

static void
test_initial_weights (void)
{
  g_autoptr (FusNetwork) network = new_network (&small);
  g_autoptr (FusNetwork) again = new_network (&small);
  gsize bytes = fus_architecture_n_parameters (&small) * sizeof (float);

  fus_network_initialize (network, 11);
  fus_network_initialize (again, 11);
  g_assert_cmpmem (fus_network_parameters (network), bytes, fus_network_parameters (again), bytes);
  fus_network_initialize (again, 12);
  g_assert_cmpint (memcmp (fus_network_parameters (network), fus_network_parameters (again), bytes),
                   !=, 0);

  assert_spread (network, "features.13.weight", sqrt (2 / (9 * 26.0)));
  /* As strong a signal as from 4096 inputs. */
  assert_spread (network, "classifier.3.weight",
                 0.01 * sqrt (4096.0 / fus_architecture_units (&small, FUS_LAYER_FC1)));
  assert_spread (network, "heads.expression.weight",
                 0.01 * sqrt (4096.0 / fus_architecture_units (&small, FUS_LAYER_FC2)));
  g_assert_cmpfloat (fus_network_parameters (
                         network)[fus_network_find_tensor (network, "classifier.0.bias")->offset],
                     ==, 0);
}

static void
test_trunk_is_the_same_with_any_heads (void)
{
  FusArchitecture arch = small;

  arch.n_classes[FUS_TASK_IDENTITY] = 0;

  g_autoptr (FusNetwork) joint = new_network (&small);
  g_autoptr (FusNetwork) single = new_network (&arch);
  gsize trunk = fus_network_find_tensor (joint, "heads.identity.weight")->offset * sizeof (float);

  fus_network_initialize (joint, 5);
  fus_network_initialize (single, 5);
  g_assert_cmpmem (fus_network_parameters (joint), trunk, fus_network_parameters (single), trunk);
}

static void
test_names_notes_copy_hash (void)
{
  g_autoptr (FusNetwork) network = new_network (&small);
  const char *const names[] = { "F01", "M02", "Åsa", NULL };
  const FusNormalization normalization = { { 0.1f, 0.2f, 0.3f }, { 1, 2, 3 } };

  g_assert_cmpstr (fus_network_class_names (network, FUS_TASK_EXPRESSION)[3], ==, "3");
  g_assert_null (fus_network_class_names (network, FUS_TASK_EXPRESSION)[4]);
  g_assert_cmpint (fus_network_find_class (network, FUS_TASK_EXPRESSION, "3"), ==, 3);
  g_assert_cmpint (fus_network_find_class (network, FUS_TASK_EXPRESSION, "4"), ==, -1);
  g_assert_cmpfloat (fus_network_normalization (network)->mean[1], ==, 0.5);
  g_assert_cmpfloat (fus_network_normalization (network)->sd[2], ==, 0.25);
  fus_network_initialize (network, 1);
  fus_network_set_class_names (network, FUS_TASK_IDENTITY, names);
  fus_network_set_class_names (network, FUS_TASK_IDENTITY,
                               fus_network_class_names (network, FUS_TASK_IDENTITY));
  fus_network_set_normalization (network, &normalization);
  fus_network_set_note (network, "study", "one");
  fus_network_set_note (network, "study", "two");
  fus_network_set_note (network, "epoch", "3");
  fus_network_set_note (network, "epoch", NULL);
  g_assert_null (fus_network_get_note (network, "epoch"));

  g_autoptr (FusNetwork) copy = fus_network_copy (network);
  g_autofree char *hash = fus_network_hash (network);
  g_autofree char *same = fus_network_hash (copy);

  g_assert_cmpuint (strlen (hash), ==, 64);
  g_assert_cmpstr (hash, ==, same);
  g_assert_cmpstr (fus_network_class_names (copy, FUS_TASK_IDENTITY)[2], ==, "Åsa");
  g_assert_cmpint (fus_network_find_class (copy, FUS_TASK_IDENTITY, "Åsa"), ==, 2);
  g_assert_cmpint (fus_network_find_class (copy, FUS_TASK_IDENTITY, "2"), ==, -1);
  g_assert_cmpstr (fus_network_get_note (copy, "study"), ==, "two");
  g_assert_cmpmem (fus_network_normalization (copy), sizeof normalization, &normalization,
                   sizeof normalization);

  fus_network_parameters (copy)[100] += 1;

  g_autofree char *other = fus_network_hash (copy);
  g_autofree char *unchanged = fus_network_hash (network);

  g_assert_cmpstr (hash, !=, other);
  g_assert_cmpstr (hash, ==, unchanged);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/network/vgg11", test_sizes_of_vgg11);
  g_test_add_func ("/engine/network/training-bytes", test_training_bytes_are_what_a_step_maps);
  g_test_add_func ("/engine/network/training-fits", test_training_fits_in_4_gb);
  g_test_add_func ("/engine/network/rounding", test_halves_round_to_even);
  g_test_add_func ("/engine/network/impossible", test_impossible_shapes);
  g_test_add_func ("/engine/network/tensors", test_tensors_lie_one_after_the_other);
  g_test_add_func ("/engine/network/initialize", test_initial_weights);
  g_test_add_func ("/engine/network/trunk", test_trunk_is_the_same_with_any_heads);
  g_test_add_func ("/engine/network/copy", test_names_notes_copy_hash);
  return g_test_run ();
}
