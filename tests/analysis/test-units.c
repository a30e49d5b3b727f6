/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/units.h"

#include "analysis/activations.h"
#include "tests/analysis/frames.h"

#include <math.h>

/* Worked out by hand: a 3x3 convolution sees one pixel more on each side, a pool doubles. */
static void
test_receptive_field (void)
{
  const FusArchitecture arch = { .image_size = 64, .width = 0.1, .n_classes = { 5, 7 } };
  const struct
  {
    FusLayer layer;
    gboolean pooled;
    guint x, y;
    FusPatch patch;
  } cases[] = {
    { FUS_LAYER_CONV1, FALSE, 10, 0, { 9, 0, 3, 2 } },
    { FUS_LAYER_CONV1, TRUE, 10, 20, { 19, 39, 4, 4 } },
    /* conv2's (5, 5) reads 4 … 6 of conv1 pooled, so 8 … 13 of conv1, so 7 … 14. */
    { FUS_LAYER_CONV2, FALSE, 5, 5, { 7, 7, 8, 8 } },
    /* 30 and 31 of conv2, 29 … 32, 58 … 65, 57 … 66; and -3 … 6. */
    { FUS_LAYER_CONV2, TRUE, 0, 15, { 0, 57, 7, 7 } },
    { FUS_LAYER_CONV8, TRUE, 1, 1, { 0, 0, 64, 64 } },
    { FUS_LAYER_FC1, FALSE, 0, 0, { 0, 0, 64, 64 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FusPatch patch
          = fus_receptive_field (&arch, cases[i].layer, cases[i].pooled, cases[i].x, cases[i].y);

      g_assert_cmpint (patch.x, ==, cases[i].patch.x);
      g_assert_cmpint (patch.y, ==, cases[i].patch.y);
      g_assert_cmpint (patch.width, ==, cases[i].patch.width);
      g_assert_cmpint (patch.height, ==, cases[i].patch.height);
    }
}

/* Changing pixels outside the patch leaves the activation alone; inside, it does not. */
static void
test_patch_is_what_counts (Frames *f, gconstpointer data)
{
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_FORWARD, 1);
  const FusArchitecture *arch = fus_network_architecture (f->network);
  const FusLayer layer = FUS_LAYER_CONV4;
  const guint side = fus_architecture_side (arch, layer, TRUE), x = 3, y = 4;
  const gsize area = IMAGE_SIZE * IMAGE_SIZE;
  const gsize n = fus_architecture_units (arch, layer) * side * side;
  FusPatch patch = fus_receptive_field (arch, layer, TRUE, x, y);
  g_autofree float *image = g_new (float, 3 * area), *before = g_new (float, n);
  g_autofree float *after = g_new (float, n);
  gboolean any = FALSE;

  fus_feeder_fetch (f->feeder, f->frames, 1, fus_network_normalization (f->network), image, NULL,
                    NULL);
  g_assert_true (fus_pass_forward (pass, image, 1, layer, NULL));
  fus_pass_get_activation (pass, layer, TRUE, before);
  for (gsize i = 0; i < 3 * area; i++)
    {
      int px = (int) (i % IMAGE_SIZE), py = (int) (i / IMAGE_SIZE % IMAGE_SIZE);

      if (px < patch.x || px >= patch.x + patch.width || py < patch.y
          || py >= patch.y + patch.height)
        image[i] = -image[i];
    }
  g_assert_true (fus_pass_forward (pass, image, 1, layer, NULL));
  fus_pass_get_activation (pass, layer, TRUE, after);
  for (guint u = 0; u < fus_architecture_units (arch, layer); u++)
    {
      gsize at = (u * side + y) * side + x;

      /* Winograd's tiles add in what they take away again: float rounding. */
      g_assert_cmpfloat (fabs (before[at] - after[at]), <=, 1e-4);
      any = any || before[at] > 0;
    }
  g_assert_true (any);
  image[(gsize) patch.y * IMAGE_SIZE + patch.x] += 100;
  g_assert_true (fus_pass_forward (pass, image, 1, layer, NULL));
  fus_pass_get_activation (pass, layer, TRUE, before);
  any = FALSE;
  for (guint u = 0; u < fus_architecture_units (arch, layer); u++)
    any = any || fabs (before[(u * side + y) * side + x] - after[(u * side + y) * side + x]) > 1e-3;
  g_assert_true (any);
}

/* Against activations of all frames at once, by the definition. */
static void
test_measure (Frames *f, gconstpointer data)
{
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_FORWARD, 4);
  const FusArchitecture *arch = fus_network_architecture (f->network);
  g_autoptr (FusUnits) units = fus_units_measure (pass, f->feeder, f->frames, N_FRAMES, NULL, NULL);
  const FusLayer layers[] = { FUS_LAYER_CONV1, FUS_LAYER_CONV3, FUS_LAYER_CONV8, FUS_LAYER_FC2 };
  guint n_dead = 0, n_alive = 0;

  g_assert_cmpuint (units->n_frames, ==, N_FRAMES - 1);
  for (guint l = 0; l < G_N_ELEMENTS (layers); l++)
    {
      const FusLayer layer = layers[l];
      gsize side = fus_architecture_side (arch, layer, fus_layer_is_pooled (layer));
      gsize area = side * side, n_units = fus_architecture_units (arch, layer);
      g_autofree float *values = g_new (float, N_FRAMES *n_units *area);
      g_autofree guint *ranked = g_new (guint, n_units);

      g_assert_true (
          fus_activations (pass, layer, f->feeder, f->frames, N_FRAMES, values, NULL, NULL));
      g_assert_cmpuint (units->n_units[layer], ==, n_units);
      for (guint u = 0; u < n_units; u++)
        {
          const FusUnit *unit = &units->units[layer][u];
          double sum = 0;
          float max = -INFINITY, frame_max[N_FRAMES];
          guint n_active = 0;

          for (guint i = 0; i < N_FRAMES; i++)
            {
              frame_max[i] = -INFINITY;
              if (i == MISSING_FRAME)
                continue;
              for (gsize k = 0; k < area; k++)
                {
                  float value = values[(i * n_units + u) * area + k];

                  sum += value;
                  frame_max[i] = MAX (frame_max[i], value);
                }
              max = MAX (max, frame_max[i]);
              n_active += frame_max[i] > 0;
            }
          g_assert_cmpfloat (unit->max, ==, max);
          /* the same float numbers, added in double in another order */
          g_assert_cmpfloat (fabs (unit->mean - sum / area / (N_FRAMES - 1)), <=, 1e-9);
          g_assert_cmpfloat (fabs (unit->active - n_active / (N_FRAMES - 1.0)), <=, 1e-12);
          g_assert_cmpuint (unit->n_top, ==, MIN (n_active, FUS_UNIT_N_TOP));
          g_assert_cmpint (fus_unit_is_dead (unit), ==, n_active == 0);
          n_dead += n_active == 0;
          n_alive += n_active > 0;
          for (guint k = 0; k < unit->n_top; k++)
            {
              guint n_above = 0;

              g_assert_cmpfloat (unit->top[k].value, ==, frame_max[unit->top[k].frame]);
              for (guint i = 0; i < N_FRAMES; i++)
                n_above += frame_max[i] > unit->top[k].value;
              g_assert_cmpuint (n_above, <=, k);
            }
        }
      fus_units_rank (units, layer, ranked);
      for (guint k = 1; k < n_units; k++)
        g_assert_cmpfloat (units->units[layer][ranked[k - 1]].mean, >=,
                           units->units[layer][ranked[k]].mean);
    }
  g_assert_cmpuint (n_alive, >, 0);
  g_assert_cmpuint (n_dead, >, 0);
  /* Heads: the logits of both, of which the frames with the least are among the first nine too. */
  g_assert_cmpuint (units->n_units[FUS_LAYER_HEADS], ==, 12);
  for (guint u = 0; u < 12; u++)
    g_assert_cmpuint (units->units[FUS_LAYER_HEADS][u].n_top, ==, FUS_UNIT_N_TOP);
}

static void
test_cancelled (Frames *f, gconstpointer data)
{
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_FORWARD, 4);
  guint left = 8;
  FusPoll poll = { frames_refuse, &left };

  g_assert_null (fus_units_measure (pass, f->feeder, f->frames, N_FRAMES, &poll, NULL));
}

#define ADD(path, function)                                                                        \
  g_test_add (path, Frames, NULL, frames_set_up, function, frames_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/units/receptive-field", test_receptive_field);
  ADD ("/units/patch", test_patch_is_what_counts);
  ADD ("/units/measure", test_measure);
  ADD ("/units/cancelled", test_cancelled);
  return g_test_run ();
}
