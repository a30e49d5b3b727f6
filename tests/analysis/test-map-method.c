/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/golden-network.h"
#include "analysis/map-method.h"
#include "analysis/npy.h"
#include "analysis/occlusion.h"
#include "analysis/pixel-gradients.h"

#include <math.h>
#include <string.h>

#define N_FRAMES 2
#define IMAGE 64
#define PIXELS (IMAGE * IMAGE)

/* Against PyTorch, relative to the map's largest value: single precision, Winograd's 7e-6 a layer
 * on the way up and down; measured at most 1.2e-5. */
#define TOLERANCE 1e-4

typedef struct
{
  FusNetwork *network;
  FusTeam *team;
  FusPass *pass;
  float *images;
} Fixture;

/* @data: most frames of a batch. */
static void
set_up (Fixture *f, gconstpointer data)
{
  FusRandom random;

  fus_random_seed (&random, GOLDEN_SEED, 0);
  f->network = golden_network (IMAGE, 0.05, 0, &random);
  f->images = golden_array (&random, N_FRAMES * 3 * PIXELS, 2);
  f->team = fus_team_new (2);
  f->pass = fus_pass_new (f->network, FUS_PASS_EXPLAIN, GPOINTER_TO_UINT (data), f->team);
  g_assert_true (fus_pass_forward (f->pass, f->images, N_FRAMES, FUS_LAYER_HEADS, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_pass_free (f->pass);
  fus_team_free (f->team);
  g_free (f->images);
  fus_network_unref (f->network);
}

static float *
maps_of (Fixture *f, FusMapSpec spec, const gint32 *classes)
{
  const FusArchitecture *arch = fus_network_architecture (f->network);
  gsize side = fus_map_spec_side (&spec, arch);
  float *maps = g_new (float, N_FRAMES *side *side);

  g_assert_true (fus_explain_maps (f->pass, &spec, f->images, FUS_TASK_EXPRESSION, classes,
                                   N_FRAMES, maps, NULL));
  return maps;
}

/* Compares one frame's map. */
static void
compare (const char *what, const float *map, const float *golden, gsize n)
{
  double largest = 0, apart = 0;

  for (gsize i = 0; i < n; i++)
    {
      largest = MAX (largest, fabs (golden[i]));
      apart = MAX (apart, fabs (map[i] - golden[i]));
    }
  g_test_message ("%s: %g of %g", what, apart / largest, largest);
  /* A map of zeros would agree with anything that is broken. */
  g_assert_cmpfloat (largest, >, 0);
  g_assert_cmpfloat (apart, <=, TOLERANCE * largest);
}

static void
test_golden (Fixture *f, gconstpointer data)
{
  const FusLayer layers[] = { FUS_LAYER_CONV2, FUS_LAYER_CONV5, FUS_LAYER_CONV8 };
  const FusArchitecture *arch = fus_network_architecture (f->network);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "analysis", "golden-maps.npy", NULL);
  g_autoptr (GError) error = NULL;
  guint n_dims;
  gsize dims[8], at = 0;
  g_autofree float *golden = fus_npy_load (path, &n_dims, dims, &error);

  g_assert_no_error (error);
  for (guint method = 0; method < FUS_N_MAP_METHODS; method++)
    for (guint l = 0; l < G_N_ELEMENTS (layers); l++)
      {
        FusMapSpec spec = { (FusMapMethod) method, layers[l] };
        gsize area = (gsize) fus_map_spec_side (&spec, arch) * fus_map_spec_side (&spec, arch);
        g_autofree float *maps = NULL;

        if (l > 0 && !fus_map_method_has_layer (spec.method))
          break;
        maps = maps_of (f, spec, NULL);
        g_assert_cmpuint (at + N_FRAMES * area, <=, dims[0]);
        for (guint frame = 0; frame < N_FRAMES; frame++, at += area)
          compare (fus_map_method_name (spec.method), maps + frame * area, golden + at, area);
      }
  g_assert_cmpuint (at, ==, dims[0]);
}

/* Whatever ran in between, the pass stands as after the frames' own forward pass. */
static void
test_pass_is_left (Fixture *f, gconstpointer data)
{
  gsize n = N_FRAMES * fus_network_architecture (f->network)->n_classes[FUS_TASK_EXPRESSION];
  g_autofree float *before
      = g_memdup2 (fus_pass_logits (f->pass, FUS_TASK_EXPRESSION), n * sizeof (float));

  for (guint method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      g_autofree float *maps
          = maps_of (f, (FusMapSpec){ (FusMapMethod) method, FUS_LAYER_CONV8 }, NULL);
      g_autofree float *again = NULL;

      g_assert_cmpmem (before, n * sizeof (float), fus_pass_logits (f->pass, FUS_TASK_EXPRESSION),
                       n * sizeof (float));
      again = maps_of (f, FUS_MAP_SPEC_PAPER, NULL);
      g_assert_nonnull (again);
    }
}

/* Axiom of completeness: attributions sum to the difference of the logits (here to 5 %: 32 steps
 * along a way that is straight only in pieces). */
static void
test_completeness (Fixture *f, gconstpointer data)
{
  g_autofree float *gray = g_new0 (float, 3 * PIXELS);
  g_autofree float *attribution = g_new (float, 3 * PIXELS);
  double sum = 0, difference;

  g_assert_true (
      fus_integrated_gradients (f->pass, f->images, FUS_TASK_EXPRESSION, 2, attribution, NULL));
  for (guint i = 0; i < 3 * PIXELS; i++)
    sum += attribution[i];
  g_assert_true (fus_pass_forward (f->pass, f->images, 1, FUS_LAYER_HEADS, NULL));
  difference = fus_pass_logits (f->pass, FUS_TASK_EXPRESSION)[2];
  g_assert_true (fus_pass_forward (f->pass, gray, 1, FUS_LAYER_HEADS, NULL));
  difference -= fus_pass_logits (f->pass, FUS_TASK_EXPRESSION)[2];
  g_test_message ("%g of %g", sum, difference);
  g_assert_cmpfloat (fabs (difference), >, 0.1);
  g_assert_cmpfloat (fabs (sum - difference), <, 0.05 * fabs (difference));
}

/* With a class named, it is the one explained. */
static void
test_class (Fixture *f, gconstpointer data)
{
  const gint32 classes[N_FRAMES] = { 0, 3 };

  for (guint method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      FusMapSpec spec = { (FusMapMethod) method, FUS_LAYER_CONV6 };
      gsize area = fus_map_spec_side (&spec, fus_network_architecture (f->network));
      g_autofree float *top = maps_of (f, spec, NULL);
      g_autofree float *other = maps_of (f, spec, classes);

      area *= area;
      g_assert_true (memcmp (top, other, N_FRAMES * area * sizeof (float)) != 0);
      for (gsize i = 0; i < N_FRAMES * area; i++)
        g_assert_true (other[i] >= 0);
    }
}

static gboolean
no_longer (gpointer data)
{
  guint *left = data;

  return (*left)-- > 0;
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  float *maps = g_new (float, N_FRAMES *PIXELS);

  for (guint method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      FusMapSpec spec = { (FusMapMethod) method, FUS_LAYER_CONV8 };
      guint left = 2;
      FusPoll poll = { no_longer, &left };

      g_assert_true (fus_pass_forward (f->pass, f->images, N_FRAMES, FUS_LAYER_HEADS, NULL));
      g_assert_false (fus_explain_maps (f->pass, &spec, f->images, FUS_TASK_IDENTITY, NULL,
                                        N_FRAMES, maps, &poll));
    }
  g_free (maps);
}

static void
test_names (void)
{
  FusMapMethod method;

  for (guint i = 0; i < FUS_N_MAP_METHODS; i++)
    {
      g_assert_true (fus_map_method_parse (fus_map_method_name ((FusMapMethod) i), &method));
      g_assert_cmpint (method, ==, i);
    }
  g_assert_false (fus_map_method_parse ("gradcam", &method));
  /* Settings and tables keep the names; the order is that of menus and of trust's columns. */
  g_autofree char *names = fus_names_list (&fus_map_method_names);
  g_assert_cmpstr (names, ==,
                   "grad-cam, grad-cam++, hirescam, layercam, score-cam, occlusion, "
                   "integrated-gradients or guided-backpropagation");
}

static void
test_equal (void)
{
  const FusMapSpec cam = FUS_MAP_SPEC_PAPER, lower = { FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV2 };
  const FusMapSpec squares = { FUS_MAP_METHOD_OCCLUSION, FUS_LAYER_CONV2 };
  const FusMapSpec same = { FUS_MAP_METHOD_OCCLUSION, FUS_LAYER_CONV8 };

  g_assert_true (fus_map_spec_equal (&cam, &cam));
  g_assert_false (fus_map_spec_equal (&cam, &lower));
  g_assert_false (fus_map_spec_equal (&lower, &squares));
  g_assert_true (fus_map_spec_equal (&squares, &same));
}

/* The test @run, with batches of just the frames and with larger ones. */
#define ADD(name, run)                                                                             \
  g_test_add ("/map-method/" name "/2", Fixture, GUINT_TO_POINTER (2), set_up, run, tear_down);    \
  g_test_add ("/map-method/" name "/5", Fixture, GUINT_TO_POINTER (5), set_up, run, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("golden", test_golden);
  ADD ("pass-is-left", test_pass_is_left);
  ADD ("completeness", test_completeness);
  ADD ("class", test_class);
  ADD ("cancel", test_cancel);
  g_test_add_func ("/map-method/names", test_names);
  g_test_add_func ("/map-method/equal", test_equal);
  return g_test_run ();
}
