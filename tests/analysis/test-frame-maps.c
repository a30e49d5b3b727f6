/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/activations.h"
#include "tests/analysis/frames.h"
#include "analysis/frame-maps.h"
#include "analysis/predictions.h"

#include <math.h>
#include <string.h>

static void
test_mean_same_for_any_batch (Frames *f, gconstpointer data)
{
  g_autoptr (FusMeanMap) first = NULL;
  const guint batches[] = { 1, 3, 4, N_FRAMES };
  for (gsize b = 0; b < G_N_ELEMENTS (batches); b++)
    {
      g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_EXPLAIN, batches[b]);
      g_autoptr (FusMeanMap) mean
          = fus_mean_map (pass, FUS_TASK_EXPRESSION, f->feeder, f->frames, N_FRAMES, NULL, NULL);
      g_assert_cmpuint (mean->side, ==, IMAGE_SIZE / 16);
      g_assert_cmpuint (mean->n_frames, ==, N_FRAMES - 1);
      g_assert_cmpuint (mean->n_unreadable, ==, 1);
      if (first == NULL)
        {
          first = g_steal_pointer (&mean);
          continue;
        }
      gsize bytes = (gsize) mean->side * mean->side * sizeof (float);
      g_assert_cmpmem (mean->map, bytes, first->map, bytes);
      g_assert_cmpuint (mean->n_empty, ==, first->n_empty);
    }
  float largest = 0;
  for (guint i = 0; i < first->side * first->side; i++)
    largest = MAX (largest, first->map[i]);
  g_assert_cmpfloat (largest, >, 0);
  g_assert_cmpfloat (largest, <=, 1);
}

/* All maps of a network whose heads hold nothing back are empty, and count as 0. */
static void
test_mean_of_empty_maps (Frames *f, gconstpointer data)
{
  const FusTensor *tensor = fus_network_find_tensor (f->network, "heads.identity.weight");
  float *head = fus_network_parameters (f->network) + tensor->offset;
  memset (head, 0, tensor->size * sizeof *head);
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_EXPLAIN, 4);
  g_autoptr (FusMeanMap) mean
      = fus_mean_map (pass, FUS_TASK_IDENTITY, f->feeder, f->frames, N_FRAMES, NULL, NULL);
  g_assert_cmpuint (mean->n_empty, ==, N_FRAMES - 1);
  for (guint i = 0; i < mean->side * mean->side; i++)
    g_assert_cmpfloat (mean->map[i], ==, 0);
}

static void
test_maps_and_groups (Frames *f, gconstpointer data)
{
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_EXPLAIN, 4);
  g_autoptr (FusMaps) maps = fus_maps (pass, &FUS_MAP_SPEC_PAPER, FUS_TASK_EXPRESSION, f->feeder,
                                       f->frames, N_FRAMES, NULL, NULL);
  gsize area = (gsize) maps->side * maps->side;
  g_assert_cmpuint (maps->n, ==, N_FRAMES);
  for (gsize i = 0; i < N_FRAMES; i++)
    {
      float raw = 0, scaled = 0;
      for (gsize p = 0; p < area; p++)
        {
          raw = MAX (raw, maps->raw[i * area + p]);
          scaled = MAX (scaled, maps->scaled[i * area + p]);
        }
      g_assert_cmpint (maps->state[i] == FUS_MAP_UNREADABLE, ==, i == MISSING_FRAME);
      g_assert_cmpint (maps->predicted[i] == -1, ==, i == MISSING_FRAME);
      g_assert_cmpint (maps->state[i] == FUS_MAP_FOUND, ==, raw > 0);
      g_assert_cmpfloat (scaled, ==, raw > 0 ? 1 : 0);
    }

  g_autoptr (FusMeanMap) all = fus_maps_mean (maps, NULL, 0);
  g_autoptr (FusMeanMap) streamed
      = fus_mean_map (pass, FUS_TASK_EXPRESSION, f->feeder, f->frames, N_FRAMES, NULL, NULL);
  g_assert_cmpmem (all->map, area * sizeof (float), streamed->map, area * sizeof (float));

  gint32 groups[N_FRAMES];
  for (gint32 i = 0; i < N_FRAMES; i++)
    groups[i] = i == MISSING_FRAME ? 9 : i % 2;
  g_autoptr (FusMeanMap) even = fus_maps_mean (maps, groups, 0);
  g_autoptr (FusMeanMap) odd = fus_maps_mean (maps, groups, 1);
  g_autoptr (FusMeanMap) missing = fus_maps_mean (maps, groups, 9);
  g_autoptr (FusMeanMap) nobody = fus_maps_mean (maps, groups, 3);
  g_assert_cmpuint (even->n_frames + odd->n_frames, ==, N_FRAMES - 1);
  g_assert_cmpuint (missing->n_frames, ==, 0);
  g_assert_cmpuint (missing->n_unreadable, ==, 1);
  g_assert_cmpuint (nobody->n_frames, ==, 0);
  for (gsize p = 0; p < area; p++)
    {
      double sum = even->map[p] * even->n_frames + odd->map[p] * odd->n_frames;
      g_assert_cmpfloat_with_epsilon (sum / (N_FRAMES - 1), all->map[p], 1e-6);
      g_assert_cmpfloat (nobody->map[p], ==, 0);
    }

  double means[N_FRAMES], areas[N_FRAMES];
  fus_maps_summarize (maps, FUS_MAP_SUMMARY_MEAN, 0, means);
  fus_maps_summarize (maps, FUS_MAP_SUMMARY_AREA, 1, areas);
  g_assert_true (isnan (means[MISSING_FRAME]) && isnan (areas[MISSING_FRAME]));
  for (gsize i = 0; i < N_FRAMES; i++)
    if (maps->state[i] == FUS_MAP_FOUND)
      g_assert_cmpfloat (areas[i] * (double) area, >=, 1);
}

/* Any kind of map: of each frame what it is when asked alone. */
static void
test_maps_of_any_kind (Frames *f, gconstpointer data)
{
  const FusMapSpec specs[] = { { FUS_MAP_METHOD_HIRESCAM, FUS_LAYER_CONV6 },
                               { FUS_MAP_METHOD_GUIDED_BACKPROPAGATION, FUS_LAYER_CONV8 } };
  const guint sides[] = { IMAGE_SIZE / 8, IMAGE_SIZE };
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_EXPLAIN, 4);
  g_autofree float *image = g_new (float, 3 * IMAGE_SIZE * IMAGE_SIZE);

  for (guint s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      g_autoptr (FusMaps) maps = fus_maps (pass, &specs[s], FUS_TASK_IDENTITY, f->feeder, f->frames,
                                           N_FRAMES, NULL, NULL);
      const gsize area = (gsize) sides[s] * sides[s];
      g_autofree float *alone = g_new (float, area);
      const guint32 last = N_FRAMES - 1;
      gboolean failed;

      g_assert_cmpuint (maps->side, ==, sides[s]);
      g_assert_cmpint (maps->state[last], ==, FUS_MAP_FOUND);
      fus_feeder_fetch (f->feeder, &last, 1, fus_network_normalization (f->network), image, &failed,
                        NULL);
      g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_HEADS, NULL));
      g_assert_true (
          fus_explain_maps (pass, &specs[s], image, FUS_TASK_IDENTITY, NULL, 1, alone, NULL));
      /* The same sums whatever the batch. */
      g_assert_cmpmem (alone, area * sizeof (float), maps->raw + last * area,
                       area * sizeof (float));
    }
}

static void
test_predictions (Frames *f, gconstpointer data)
{
  gint32 one_by_one[N_FRAMES], together[N_FRAMES];
  g_autoptr (FusPass) single = frames_pass (f, FUS_PASS_FORWARD, 1);
  g_autoptr (FusPass) batch = frames_pass (f, FUS_PASS_FORWARD, 8);
  g_assert_true (fus_predict_frames (single, FUS_TASK_IDENTITY, f->feeder, f->frames, N_FRAMES,
                                     one_by_one, NULL, NULL));
  g_assert_true (fus_predict_frames (batch, FUS_TASK_IDENTITY, f->feeder, f->frames, N_FRAMES,
                                     together, NULL, NULL));
  g_assert_cmpmem (one_by_one, sizeof one_by_one, together, sizeof together);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_assert_cmpint (together[i] == FUS_NOT_PREDICTED, ==, i == MISSING_FRAME);
      g_assert_cmpint (together[i], <, 5);
    }
}

static void
test_right_and_confusion (void)
{
  const gint32 truth[] = { 0, 1, 1, -1, 2, 2 }, predicted[] = { 0, 1, 2, 1, -1, 2 };
  guint8 right[6];
  gsize kept[6];
  g_assert_cmpuint (fus_predictions_right (truth, predicted, 6, right, kept), ==, 4);
  g_assert_cmpmem (right, 4, ((guint8[]){ 1, 1, 0, 1 }), 4);
  g_assert_cmpuint (kept[3], ==, 5);

  guint32 counts[9];
  const guint32 expected[] = { 1, 0, 0, 0, 1, 1, 0, 0, 1 };
  g_assert_cmpuint (fus_confusion (counts, truth, predicted, 6, 3), ==, 4);
  g_assert_cmpmem (counts, sizeof counts, expected, sizeof expected);
}

static void
test_activations (Frames *f, gconstpointer data)
{
  guint units = fus_architecture_units (fus_network_architecture (f->network), FUS_LAYER_FC2);
  g_autofree float *values = g_new (float, N_FRAMES *units);
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_FORWARD, 3);
  g_assert_true (
      fus_activations (pass, FUS_LAYER_FC2, f->feeder, f->frames, N_FRAMES, values, NULL, NULL));
  double sum = 0;
  for (guint i = 0; i < N_FRAMES; i++)
    for (guint u = 0; u < units; u++)
      {
        float value = values[i * units + u];
        g_assert_cmpint (isnan (value), ==, i == MISSING_FRAME);
        if (i == MISSING_FRAME)
          continue;
        g_assert_cmpfloat (value, >=, 0);
        sum += value;
      }
  g_assert_cmpfloat (sum, >, 0);
}

static void
keep_share (gpointer data, double share)
{
  double *last = data;
  g_assert_cmpfloat (share, >, *last);
  *last = share;
}

static void
test_cancel_and_progress (Frames *f, gconstpointer data)
{
  double share = 0;
  FusProgress progress = { keep_share, &share };
  g_autoptr (FusPass) pass = frames_pass (f, FUS_PASS_EXPLAIN, 3);
  g_autoptr (FusMaps) maps = fus_maps (pass, &FUS_MAP_SPEC_PAPER, FUS_TASK_IDENTITY, f->feeder,
                                       f->frames, N_FRAMES, NULL, &progress);
  g_assert_nonnull (maps);
  g_assert_cmpfloat (share, ==, 1);

  /* However late somebody cancels, nothing comes out. */
  for (guint polls = 0; polls < 30; polls += 7)
    {
      guint left = polls;
      FusPoll poll = { frames_refuse, &left };
      g_assert_null (fus_maps (pass, &FUS_MAP_SPEC_PAPER, FUS_TASK_IDENTITY, f->feeder, f->frames,
                               N_FRAMES, &poll, NULL));
      left = polls;
      g_assert_null (
          fus_mean_map (pass, FUS_TASK_IDENTITY, f->feeder, f->frames, N_FRAMES, &poll, NULL));
    }
}

static void
test_area_and_difference (void)
{
  const float map[] = { 0, 0.2f, 0.5f, 1 };
  g_assert_cmpfloat (fus_map_area_above (map, 4, 0.5), ==, 0.5);
  g_assert_cmpfloat (fus_map_area_above (map, 4, 0), ==, 0.75);
  float out[4];
  fus_map_subtract (out, map, (float[]){ 1, 0, 0.5f, 0.25f }, 4);
  const float expected[] = { -1, 0.2f, 0, 0.75f };
  g_assert_cmpmem (out, sizeof out, expected, sizeof expected);
}

static void
test_group_means (void)
{
  const double values[] = { 1, 3, NAN, 10, 5, 7 };
  const gint32 people[] = { 4, 4, 4, -1, 2, 9 };
  gsize n;
  g_autofree double *means = fus_group_means (values, people, 6, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (means[0], ==, 5);
  g_assert_cmpfloat (means[1], ==, 2);
  g_assert_cmpfloat (means[2], ==, 7);
  g_autofree double *none = fus_group_means (NULL, NULL, 0, &n);
  g_assert_cmpuint (n, ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, Frames, NULL, frames_set_up, function, frames_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/frame-maps/mean/same-for-any-batch", test_mean_same_for_any_batch);
  ADD ("/frame-maps/mean/of-empty-maps", test_mean_of_empty_maps);
  ADD ("/frame-maps/groups", test_maps_and_groups);
  ADD ("/frame-maps/any-kind", test_maps_of_any_kind);
  ADD ("/frame-maps/predictions", test_predictions);
  ADD ("/frame-maps/activations", test_activations);
  ADD ("/frame-maps/cancel-and-progress", test_cancel_and_progress);
  g_test_add_func ("/frame-maps/right-and-confusion", test_right_and_confusion);
  g_test_add_func ("/frame-maps/area-and-difference", test_area_and_difference);
  g_test_add_func ("/frame-maps/group-means", test_group_means);
  return g_test_run ();
}
