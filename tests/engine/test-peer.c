/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/arrays.h"
#include "tests/engine/golden-network.h"
#include "engine/pass.h"
#include "engine/files/weights.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* See test-golden.c. */
#define TOLERANCE 1e-4

#define PYTHON "/usr/bin/python3"

typedef struct
{
  guint image_size;
  double width;
} Case;

static const Case cases[] = { { 64, 0.25 }, { 96, 0.25 }, { 224, 0.25 }, { 64, 1 } };

static char *script; /* NULL: skip, because of */
static const char *skip_reason;

/* Finds the script that loads our file with PyTorch. */
static void
find_script (void)
{
  const char *shared = g_getenv ("FUS_SHARED");
  const char *const import_torch[] = { PYTHON, "-c", "import torch", NULL };
  g_autofree char *path = NULL;
  int status = 1;

  if (shared != NULL)
    path = g_build_filename (shared, "peers", "vgg11_torch.py", NULL);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    skip_reason = "FUS_SHARED has no peers/vgg11_torch.py";
  else if (!g_spawn_sync (NULL, (char **) import_torch, NULL,
                          G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                          NULL, &status, NULL)
           || status != 0)
    skip_reason = PYTHON " has no torch";
  else
    script = g_steal_pointer (&path);
}

/* NumPy's format: magic, version 1.0, a header that fills 128 bytes together with them. */
static void
write_npy (const char *path, const float *image, guint side)
{
  g_autofree char *shape = g_strdup_printf (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3, %u, %u), }", side, side);
  g_autoptr (GString) text = g_string_new_len ("\x93NUMPY\x01\x00\x76\x00", 10);
  g_autoptr (GError) error = NULL;

  g_string_append_printf (text, "%-117s\n", shape);
  g_assert_cmpuint (text->len, ==, 128);
  g_string_append_len (text, (const char *) image, 3 * side * side * (gssize) sizeof (float));
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
}

static JsonNode *
ask_peer (const char *model, const char *image)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                      PYTHON, script, "load", model, image, NULL);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &answer, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  JsonNode *root = json_from_string (answer, &error);

  g_assert_no_error (error);
  return root;
}

static void
compare_logits (FusPass *pass, FusTask task, JsonObject *answer, guint n_classes)
{
  JsonArray *due = json_object_get_array_member (json_object_get_object_member (answer, "logits"),
                                                 fus_task_name (task));
  float expected[4];

  g_assert_cmpuint (json_array_get_length (due), ==, n_classes);
  for (guint i = 0; i < n_classes; i++)
    expected[i] = (float) json_array_get_double_element (due, i);
  assert_arrays_close (fus_pass_logits (pass, task), expected, n_classes, TOLERANCE);
}

static void
compare_map (FusPass *pass, FusTask task, JsonObject *answer)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize units = fus_architecture_units (arch, FUS_LAYER_CONV8);
  guint side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  gsize plane = side * side;
  JsonObject *cam = json_object_get_object_member (
      json_object_get_object_member (answer, "gradcam"), fus_task_name (task));
  JsonArray *rows = json_object_get_array_member (cam, "map");
  float d_logits[4] = { 0 };
  const float *seeds[FUS_N_TASKS] = { NULL };
  g_autofree float *gradient = g_new (float, units *plane);
  g_autofree float *activation = g_new (float, units *plane);
  g_autofree float *map = constant_array (0, plane);
  g_autofree float *expected = g_new (float, plane);

  d_logits[json_object_get_int_member (cam, "class")] = 1;
  seeds[task] = d_logits;
  g_assert_true (fus_pass_backward (pass, seeds, FUS_LAYER_CONV8, NULL));
  fus_pass_get_gradient (pass, FUS_LAYER_CONV8, gradient);
  fus_pass_get_activation (pass, FUS_LAYER_CONV8, FALSE, activation);
  for (gsize c = 0; c < units; c++)
    {
      double weight = 0;

      for (gsize i = 0; i < plane; i++)
        weight += gradient[c * plane + i] / (double) plane;
      for (gsize i = 0; i < plane; i++)
        map[i] += (float) (weight * activation[c * plane + i]);
    }
  for (gsize i = 0; i < plane; i++)
    {
      map[i] = fmaxf (map[i], 0);
      expected[i] = (float) json_array_get_double_element (
          json_array_get_array_element (rows, (guint) i / side), (guint) i % side);
    }
  assert_arrays_close (map, expected, plane, TOLERANCE);
}

static void
test_peer (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  FusRandom random;

  if (script == NULL)
    {
      g_test_skip (skip_reason);
      return;
    }
  fus_random_seed (&random, 77, 0);

  g_autoptr (FusNetwork) network = golden_network (c->image_size, c->width, 0.5, &random);
  g_autofree float *image = golden_array (&random, (gsize) 3 * c->image_size * c->image_size, 2);
  g_autofree char *folder = g_dir_make_tmp ("fusiform-peer-XXXXXX", &error);
  g_autofree char *model = g_build_filename (folder, "joint.safetensors", NULL);
  g_autofree char *picture = g_build_filename (folder, "image.npy", NULL);
  g_autoptr (FusTeam) team = fus_team_new (2);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);

  g_assert_no_error (error);
  fus_weights_save (network, model, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);
  write_npy (picture, image, c->image_size);

  g_autoptr (JsonNode) answer = ask_peer (model, picture);

  g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_HEADS, NULL));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      compare_logits (pass, t, json_node_get_object (answer), 3 + t);
      compare_map (pass, t, json_node_get_object (answer));
    }
  g_remove (model);
  g_remove (picture);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  find_script ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/engine/peer/%u-px-width-%g", cases[i].image_size, cases[i].width);

      g_test_add_data_func (path, &cases[i], test_peer);
    }
  result = g_test_run ();
  g_free (script);
  return result;
}
