/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-similarity.h"
#include "analysis/randomization.h"

#include <math.h>
#include <string.h>

#define SIZE 64
#define N 3
#define SEED 5

typedef struct
{
  FusTeam *team;
  FusNetwork *network;
  float *images;
  gint32 classes[N];
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const FusArchitecture arch = { .image_size = SIZE, .width = 0.1, .n_classes = { 5, 7 } };
  FusRandom random;

  f->team = fus_team_new (2);
  f->network = fus_network_new (&arch, NULL);
  fus_network_initialize (f->network, SEED);
  f->images = g_new (float, N * 3 * SIZE * SIZE);
  fus_random_seed (&random, 1, 0);
  for (guint i = 0; i < N * 3 * SIZE * SIZE; i++)
    f->images[i] = (float) fus_random_normal (&random);
  for (gint32 i = 0; i < N; i++)
    f->classes[i] = i;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_network_unref (f->network);
  fus_team_free (f->team);
  g_free (f->images);
}

static guint
end_of (const FusNetwork *network, FusLayer layer)
{
  return layer == FUS_LAYER_HEADS ? fus_network_n_tensors (network) : 2 * layer + 2;
}

/* How many values of a layer's weights two networks share. */
static gsize
n_same (FusNetwork *a, FusNetwork *b, FusLayer layer)
{
  gsize n = 0;

  for (guint i = 2 * layer; i < end_of (a, layer); i++)
    {
      const FusTensor *tensor = fus_network_tensor (a, i);
      const float *x = fus_network_parameters (a) + tensor->offset;
      const float *y = fus_network_parameters (b) + tensor->offset;

      for (gsize k = 0; tensor->n_dims > 1 && k < tensor->size; k++)
        n += x[k] == y[k];
    }
  return n;
}

static gsize
n_weights (const FusNetwork *network, FusLayer layer)
{
  gsize n = 0;

  for (guint i = 2 * layer; i < end_of (network, layer); i++)
    n += fus_network_tensor (network, i)->n_dims > 1 ? fus_network_tensor (network, i)->size : 0;
  return n;
}

/* From the heads down, one layer more each time, and never back to the weights of the same seed. */
static void
test_layers (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = fus_network_hash (f->network);
  g_autoptr (FusCascade) cascade = fus_cascade_new (f->network, SEED, N, f->team, NULL);

  for (int stage = FUS_LAYER_HEADS; stage >= 0; stage--)
    {
      g_assert_cmpint (fus_cascade_next (cascade), ==, stage);
      for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
        {
          gsize same = n_same (f->network, fus_cascade_network (cascade), layer);
          gsize all = n_weights (f->network, layer);

          if ((int) layer < stage)
            g_assert_cmpuint (same, ==, all);
          else
            g_assert_cmpuint (same, <, all / 100 + 1);
        }
    }
  g_assert_cmpint (fus_cascade_next (cascade), ==, -1);
  g_autofree char *after = fus_network_hash (f->network);
  g_assert_cmpstr (hash, ==, after);
}

static float *
maps_of (Fixture *f, FusCascade *cascade, const FusMapSpec *spec)
{
  guint side = fus_map_spec_side (spec, fus_network_architecture (f->network));
  float *maps = g_new (float, N *side *side);

  g_assert_true (
      fus_cascade_maps (cascade, spec, f->images, FUS_TASK_EXPRESSION, f->classes, N, maps, NULL));
  return maps;
}

static void
test_maps (Fixture *f, gconstpointer data)
{
  const FusMapSpec spec = { FUS_MAP_METHOD_LAYERCAM, FUS_LAYER_CONV4 };
  guint side = fus_map_spec_side (&spec, fus_network_architecture (f->network));
  g_autoptr (FusCascade) cascade = fus_cascade_new (f->network, 1, N, f->team, NULL);
  g_autoptr (FusCascade) again = fus_cascade_new (f->network, 1, N, f->team, NULL);
  g_autoptr (FusPass) pass = fus_pass_new (f->network, FUS_PASS_EXPLAIN, N, f->team);
  g_autofree float *own = g_new (float, N *side *side);

  g_assert_true (fus_pass_forward (pass, f->images, N, FUS_LAYER_HEADS, NULL));
  g_assert_true (
      fus_explain_maps (pass, &spec, f->images, FUS_TASK_EXPRESSION, f->classes, N, own, NULL));
  /* Identical weights, identical maps. */
  g_autofree float *intact = maps_of (f, cascade, &spec);
  g_assert_cmpmem (own, sizeof (float) * N * side * side, intact, sizeof (float) * N * side * side);
  for (guint i = 0; i < N; i++)
    {
      FusMapSimilarity similarity
          = fus_map_similarity (own + i * side * side, intact + i * side * side, side);

      g_assert_cmpfloat_with_epsilon (similarity.spearman, 1, 1e-12);
      g_assert_cmpfloat_with_epsilon (similarity.ssim, 1, 1e-12);
    }

  /* Other weights, other maps; the same each time they are made. */
  for (guint i = 0; i < FUS_N_LAYERS; i++)
    {
      fus_cascade_next (cascade);
      fus_cascade_next (again);
    }
  g_autofree float *random = maps_of (f, cascade, &spec);
  g_autofree float *same = maps_of (f, again, &spec);
  g_assert_cmpmem (random, sizeof (float) * N * side * side, same,
                   sizeof (float) * N * side * side);
  for (guint i = 0; i < N; i++)
    {
      FusMapSimilarity similarity
          = fus_map_similarity (own + i * side * side, random + i * side * side, side);

      g_assert_cmpfloat (similarity.ssim, <, 0.7);
    }
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  const FusMapSpec spec = FUS_MAP_SPEC_PAPER;
  const FusPoll poll = { refuse, NULL };
  g_autoptr (FusCascade) cascade = fus_cascade_new (f->network, 1, N, f->team, NULL);
  float maps[N * 4 * 4];

  g_assert_false (
      fus_cascade_maps (cascade, &spec, f->images, FUS_TASK_IDENTITY, f->classes, N, maps, &poll));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/randomization/layers", test_layers);
  ADD ("/randomization/maps", test_maps);
  ADD ("/randomization/cancel", test_cancel);
  return g_test_run ();
}
