/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/arrays.h"
#include "engine/error.h"
#include "tests/engine/golden-network.h"
#include "engine/files/safetensors.h"
#include "tests/engine/files/weight-files.h"
#include "engine/files/weights.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static void
assert_same_network (FusNetwork *a, FusNetwork *b, double tolerance)
{
  const FusArchitecture *arch = fus_network_architecture (a);
  const FusArchitecture *other = fus_network_architecture (b);

  g_assert_cmpuint (arch->image_size, ==, other->image_size);
  g_assert_cmpfloat (arch->width, ==, other->width);
  g_assert_cmpfloat (arch->dropout, ==, other->dropout);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      g_assert_cmpuint (arch->n_classes[t], ==, other->n_classes[t]);
      g_assert_cmpstrv ((char **) fus_network_class_names (a, t),
                        (char **) fus_network_class_names (b, t));
    }
  g_assert_cmpmem (fus_network_normalization (a), sizeof (FusNormalization),
                   fus_network_normalization (b), sizeof (FusNormalization));
  g_assert_cmpstr (fus_network_get_note (a, "study"), ==, fus_network_get_note (b, "study"));
  for (guint i = 0; i < fus_network_n_tensors (a); i++)
    {
      const FusTensor *tensor = fus_network_tensor (a, i);

      assert_arrays_close (fus_network_parameters (a) + tensor->offset,
                           fus_network_parameters (b) + tensor->offset, tensor->size, tolerance);
    }
}

static void
test_round_trip (WeightFiles *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *half_path = g_build_filename (f->folder, "half.safetensors", NULL);
  g_autoptr (FusNetwork) whole = fus_weights_load (f->path, &error);

  g_assert_no_error (error);
  assert_same_network (whole, f->network, 0);
  g_assert_null (fus_network_get_note (whole, "format"));

  fus_weights_save (f->network, half_path, FUS_WEIGHTS_F16, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) half = fus_weights_load (half_path, &error);

  g_assert_no_error (error);
  /* Half of a half's last place. */
  assert_same_network (half, f->network, 0x1p-11);
  g_assert_cmpint (memcmp (fus_network_parameters (half), fus_network_parameters (f->network),
                           f->n_parameters * sizeof (float)),
                   !=, 0);
}

/* What Python's safetensors asks for beyond what opening a file checks. */
static void
test_layout_of_the_file (WeightFiles *f, gconstpointer data)
{
  g_autofree char *header = header_of (f);

  g_assert_cmpuint (strlen (header) % 8, ==, 0);
  g_assert_true (g_str_has_prefix (header, "{\"__metadata__\":{"));
  g_assert_nonnull (strstr (header, "\"features.0.weight\":{\"dtype\":\"F32\",\"shape\":[3,3,3,3],"
                                    "\"data_offsets\":[0,324]}"));
  g_assert_nonnull (strstr (header, "\"format\":\"pt\""));
  g_assert_nonnull (strstr (header, "\"width\":\"0.05"));
  g_assert_nonnull (strstr (header, "\"image_size\":\"32\""));
  g_assert_nonnull (strstr (header, "\"classes.expression\":\"[\\\"0\\\",\\\"1\\\""));
  g_assert_cmpmem (f->contents + sizeof (guint64) + strlen (header),
                   f->n_parameters * sizeof (float), fus_network_parameters (f->network),
                   f->n_parameters * sizeof (float));
}

static void
test_bfloat16 (WeightFiles *f, gconstpointer data)
{
  g_autofree char *header = header_of (f);
  g_autoptr (GString) changed = g_string_new ("{");
  g_autofree guint16 *halves = g_new (guint16, f->n_parameters);
  const float *parameters = fus_network_parameters (f->network);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < f->n_parameters; i++)
    {
      guint32 bits;

      memcpy (&bits, &parameters[i], sizeof bits);
      halves[i] = (guint16) (bits >> 16);
    }
  for (guint i = 0; i < fus_network_n_tensors (f->network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (f->network, i);

      g_string_append_printf (changed, "%s\"%s\":{\"dtype\":\"BF16\",\"shape\":[", i > 0 ? "," : "",
                              tensor->name);
      for (guint d = 0; d < tensor->n_dims; d++)
        g_string_append_printf (changed, "%s%u", d > 0 ? "," : "", tensor->dims[d]);
      g_string_append_printf (changed, "],\"data_offsets\":[%zu,%zu]}", 2 * tensor->offset,
                              2 * (tensor->offset + tensor->size));
    }
  g_string_append (changed, "}");
  write_with_header (f->path, changed->str, (const char *) halves, 2 * f->n_parameters);

  /* And without metadata: the shapes say it all. */
  g_autoptr (FusNetwork) network = fus_weights_load (f->path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_network_architecture (network)->image_size, ==, 32);
  g_assert_cmpstr (fus_network_class_names (network, FUS_TASK_IDENTITY)[2], ==, "2");
  /* Seven bits behind the point, cut off. */
  assert_arrays_close (fus_network_parameters (network), parameters, f->n_parameters, 0x1p-7);
}

static void
test_checkpoints_and_networks (WeightFiles *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree float *momentum = constant_array (0.5f, f->n_parameters);
  const FusCheckpoint checkpoint
      = { f->network, momentum, { { 1, 2, G_MAXUINT64, 0 } }, G_MAXUINT };

  g_assert_null (fus_checkpoint_load (f->path, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "resumed"));
  g_clear_error (&error);

  fus_checkpoint_save (&checkpoint, f->path, &error);
  g_assert_no_error (error);

  g_autoptr (FusCheckpoint) loaded = fus_checkpoint_load (f->path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (loaded->epoch, ==, G_MAXUINT);
  g_assert_cmpmem (&loaded->random, sizeof (FusRandom), &checkpoint.random, sizeof (FusRandom));
  g_assert_cmpmem (loaded->momentum, f->n_parameters * sizeof (float), momentum,
                   f->n_parameters * sizeof (float));
  assert_same_network (loaded->network, f->network, 0);

  /* A checkpoint is a network with more to it. */
  g_autoptr (FusNetwork) network = fus_weights_load (f->path, &error);

  g_assert_no_error (error);
  assert_same_network (network, f->network, 0);
}

static void
test_damaged_checkpoints (WeightFiles *f, gconstpointer data)
{
  const char *const changes[][2] = {
    { "momentum.features.0.weight", "momentum.features.0.wait" },
    { "\"checkpoint.epoch\":\"12\"", "\"checkpoint.epoch\":\"-1\"" },
    { "\"checkpoint.epoch\":\"12\"", "\"checkpoint.epoch\":\"4294967296\"" },
    { "0000000000000001 ", "000000000000000g " },
    { "0000000000000001 ", "" },
    { "0000000000000001 ", "0000000000000000 " },
  };
  g_autofree float *momentum = constant_array (0.5f, f->n_parameters);
  const FusCheckpoint checkpoint = { f->network, momentum, { { 1, 0, 0, 0 } }, 12 };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      fus_checkpoint_save (&checkpoint, f->path, &error);
      g_assert_no_error (error);
      g_clear_pointer (&f->contents, g_free);
      g_assert_true (g_file_get_contents (f->path, &f->contents, &f->length, NULL));
      write_changed (f, changes[i][0], changes[i][1]);
      g_assert_null (fus_checkpoint_load (f->path, &error));
      g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
    }
}

static void
test_conversion (WeightFiles *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (f->folder, "out.safetensors", NULL);
  g_autofree char *back = g_build_filename (f->folder, "back.safetensors", NULL);
  FusRandom random;

  /* torchvision's network takes 224 pixels and no other. */
  g_assert_false (fus_weights_convert (f->path, out, FUS_TASK_IDENTITY, &error));
  g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "224"));
  g_clear_error (&error);

  fus_random_seed (&random, 3, 0);

  g_autoptr (FusNetwork) joint = golden_network (224, 0.05, 0.5, &random);

  fus_network_set_note (joint, "study", "kdef");
  fus_weights_save (joint, f->path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);
  fus_weights_convert (f->path, out, FUS_TASK_EXPRESSION, &error);
  g_assert_no_error (error);
  REFUSED (out, "torchvision");

  g_autoptr (FusSafetensors) file = fus_safetensors_open (out, &error);
  const FusTensor *head = fus_network_find_tensor (joint, "heads.expression.weight");
  g_autofree float *values = g_new (float, head->size);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_safetensors_n_tensors (file), ==, 22);
  g_assert_nonnull (fus_safetensors_find (file, "classifier.6.bias"));
  fus_safetensors_read (file, fus_safetensors_find (file, "classifier.6.weight"), values, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (values, head->size * sizeof (float),
                   fus_network_parameters (joint) + head->offset, head->size * sizeof (float));

  fus_weights_convert (out, back, FUS_TASK_EXPRESSION, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) single = fus_weights_load (back, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_network_architecture (single)->n_classes[FUS_TASK_IDENTITY], ==, 0);
  g_assert_cmpstr (fus_network_get_note (single, "study"), ==, "kdef");
  for (guint i = 0; i < fus_network_n_tensors (single); i++)
    {
      const FusTensor *tensor = fus_network_tensor (single, i);
      const FusTensor *origin = fus_network_find_tensor (joint, tensor->name);

      g_assert_cmpmem (
          fus_network_parameters (single) + tensor->offset, tensor->size * sizeof (float),
          fus_network_parameters (joint) + origin->offset, origin->size * sizeof (float));
    }
}

/* A file as torchvision's users have it: without any metadata. */
static void
test_conversion_of_bare_file (WeightFiles *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = g_build_filename (f->folder, "out.safetensors", NULL);
  FusRandom random;

  fus_random_seed (&random, 3, 0);

  g_autoptr (FusNetwork) joint = golden_network (224, 0.05, 0.5, &random);

  fus_weights_save (joint, f->path, FUS_WEIGHTS_F32, &error);
  fus_weights_convert (f->path, f->path, FUS_TASK_IDENTITY, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->contents, g_free);
  g_assert_true (g_file_get_contents (f->path, &f->contents, &f->length, NULL));

  g_autofree char *header = header_of (f);
  char *end = strstr (header, "},");

  *end = '\0';
  write_changed (f, header + 1, "\"__metadata__\":{");
  fus_weights_convert (f->path, out, FUS_TASK_IDENTITY, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) network = fus_weights_load (out, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fus_network_architecture (network)->image_size, ==, 224);
  g_assert_cmpuint (fus_network_architecture (network)->n_classes[FUS_TASK_IDENTITY], ==, 3);
  g_assert_cmpfloat (fus_network_normalization (network)->mean[0], ==, 0.485f);
  g_assert_cmpfloat (fus_network_normalization (network)->sd[2], ==, 0.225f);
}

static void
test_comma_locale (WeightFiles *f, gconstpointer data)
{
  const char *const locales[] = { "de_DE.UTF-8", "sv_SE.UTF-8", "de_DE.utf8", "sv_SE.utf8" };
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint i = 0;

  while (i < G_N_ELEMENTS (locales) && setlocale (LC_ALL, locales[i]) == NULL)
    i++;
  if (i == G_N_ELEMENTS (locales))
    {
      g_test_skip ("no locale with a decimal comma is installed");
      return;
    }
  fus_weights_save (f->network, f->path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);

  g_autoptr (FusNetwork) network = fus_weights_load (f->path, &error);

  setlocale (LC_ALL, before);
  g_assert_no_error (error);
  assert_same_network (network, f->network, 0);
  g_assert_true (g_file_get_contents (f->path, &contents, &length, NULL));
  g_assert_cmpmem (contents, length, f->contents, f->length);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/weights/" path, WeightFiles, NULL, weight_files_set_up, function,           \
              weight_files_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("layout", test_layout_of_the_file);
  ADD ("bfloat16", test_bfloat16);
  ADD ("checkpoint", test_checkpoints_and_networks);
  ADD ("damaged-checkpoint", test_damaged_checkpoints);
  ADD ("conversion", test_conversion);
  ADD ("bare-conversion", test_conversion_of_bare_file);
  ADD ("comma", test_comma_locale);
  return g_test_run ();
}
