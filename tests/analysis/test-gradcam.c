/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/gradcam.h"

#include "analysis/explained-class.h"

#include <math.h>
#include <string.h>

#define N_FRAMES 3

typedef struct
{
  FusNetwork *network;
  FusTeam *team;
  FusPass *pass;
  float *images;
  guint side;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const FusArchitecture arch = { .image_size = 96, .width = 0.1, .n_classes = { 5, 7 } };
  g_autoptr (GError) error = NULL;
  f->network = fus_network_new (&arch, &error);
  g_assert_no_error (error);
  fus_network_initialize (f->network, 3);
  f->team = fus_team_new (2);
  f->pass = fus_pass_new (f->network, FUS_PASS_EXPLAIN, N_FRAMES, f->team);
  f->side = fus_architecture_side (&arch, FUS_LAYER_CONV8, FALSE);

  /* torchvision's fully connected weights, N(0, 0.01), leave next to no signal in so narrow a
   * network. */
  for (guint i = 0; i < fus_network_n_tensors (f->network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (f->network, i);
      float *values = fus_network_parameters (f->network) + tensor->offset;
      if (!g_str_has_prefix (tensor->name, "features."))
        for (gsize k = 0; k < tensor->size; k++)
          values[k] *= 10;
    }
  fus_pass_network_changed (f->pass);

  FusRandom random;
  fus_random_seed (&random, 1, 0);
  gsize n = N_FRAMES * 3 * 96 * 96;
  f->images = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    f->images[i] = (float) fus_random_normal (&random);
  g_assert_true (fus_pass_forward (f->pass, f->images, N_FRAMES, FUS_LAYER_HEADS, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->images);
  fus_pass_free (f->pass);
  fus_team_free (f->team);
  fus_network_unref (f->network);
}

static const float *
parameters (Fixture *f, const char *name)
{
  const FusTensor *tensor = fus_network_find_tensor (f->network, name);
  g_assert_nonnull (tensor);
  return fus_network_parameters (f->network) + tensor->offset;
}

/* y = ReLU (x W' + b). */
static void
linear_relu (double *y, const double *x, const float *w, const float *b, gsize in, gsize out)
{
  for (gsize o = 0; o < out; o++)
    {
      double sum = b[o];
      for (gsize i = 0; i < in; i++)
        sum += w[o * in + i] * x[i];
      y[o] = MAX (sum, 0);
    }
}

/* dx = (dy where y > 0) W. */
static void
linear_relu_back (double *dx, const double *dy, const double *y, const float *w, gsize in,
                  gsize out)
{
  memset (dx, 0, in * sizeof *dx);
  for (gsize o = 0; o < out; o++)
    if (y[o] > 0)
      for (gsize i = 0; i < in; i++)
        dx[i] += dy[o] * w[o * in + i];
}

/* Where, in a map of side @side, the largest of the 2x2 block (y, x) lies; the first of equals. */
static gsize
largest_of_block (const float *map, gsize side, gsize y, gsize x)
{
  gsize best = 2 * y * side + 2 * x;
  for (gsize k = 1; k < 4; k++)
    {
      gsize at = (2 * y + k / 2) * side + 2 * x + k % 2;
      if (map[at] > map[best])
        best = at;
    }
  return best;
}

/* Grad-CAM from conv8's activation [units, side, side] on, in double and by the book. */
static void
plain_gradcam (Fixture *f, const char *head, gint32 class_index, const float *conv8, double *map)
{
  const FusArchitecture *arch = fus_network_architecture (f->network);
  gsize side = f->side, area = side * side, half = side / 2;
  gsize units = fus_architecture_units (arch, FUS_LAYER_CONV8);
  gsize in = units * half * half;
  gsize hidden1 = fus_architecture_units (arch, FUS_LAYER_FC1);
  gsize hidden2 = fus_architecture_units (arch, FUS_LAYER_FC2);

  g_autofree double *x = g_new (double, in), *dx = g_new (double, in);
  for (gsize u = 0, i = 0; u < units; u++)
    for (gsize p = 0; p < half * half; p++, i++)
      x[i] = conv8[u * area + largest_of_block (conv8 + u * area, side, p / half, p % half)];
  const float *w1 = parameters (f, "classifier.0.weight");
  const float *w2 = parameters (f, "classifier.3.weight");
  g_autofree double *y1 = g_new (double, hidden1), *y2 = g_new (double, hidden2);
  g_autofree double *dy1 = g_new (double, hidden1), *dy2 = g_new (double, hidden2);
  linear_relu (y1, x, w1, parameters (f, "classifier.0.bias"), in, hidden1);
  linear_relu (y2, y1, w2, parameters (f, "classifier.3.bias"), hidden1, hidden2);
  const float *logit_weights = parameters (f, head) + (gsize) class_index * hidden2;
  for (gsize i = 0; i < hidden2; i++)
    dy2[i] = logit_weights[i];
  linear_relu_back (dy1, dy2, y2, w2, hidden1, hidden2);
  linear_relu_back (dx, dy1, y1, w1, in, hidden1);

  memset (map, 0, area * sizeof *map);
  for (gsize u = 0; u < units; u++)
    {
      /* The pool passes each gradient to one pixel, so that their sum is the pooled map's. */
      double weight = 0;
      for (gsize p = 0; p < half * half; p++)
        weight += dx[u * half * half + p];
      for (gsize i = 0; i < area; i++)
        map[i] += weight / (double) area * conv8[u * area + i];
    }
  for (gsize i = 0; i < area; i++)
    map[i] = MAX (map[i], 0);
}

static void
compare_with_plain (Fixture *f, FusTask task, const gint32 *classes)
{
  const char *head
      = task == FUS_TASK_IDENTITY ? "heads.identity.weight" : "heads.expression.weight";
  const FusArchitecture *arch = fus_network_architecture (f->network);
  gsize area = (gsize) f->side * f->side;
  gsize units = fus_architecture_units (arch, FUS_LAYER_CONV8);
  guint k = arch->n_classes[task];
  g_autofree float *conv8 = g_new (float, N_FRAMES *units *area);
  g_autofree float *maps = g_new (float, N_FRAMES *area);
  fus_pass_get_activation (f->pass, FUS_LAYER_CONV8, FALSE, conv8);
  g_assert_true (fus_gradcam (f->pass, FUS_LAYER_CONV8, NULL, task, classes, N_FRAMES, maps, NULL));

  guint n_positive = 0;
  for (gsize i = 0; i < N_FRAMES; i++)
    {
      gint32 class_index
          = classes ? classes[i] : fus_top_class (fus_pass_logits (f->pass, task) + i * k, k);
      g_autofree double *plain = g_new (double, area);
      plain_gradcam (f, head, class_index, conv8 + i * units * area, plain);
      double largest = 0;
      for (gsize p = 0; p < area; p++)
        largest = MAX (largest, plain[p]);
      /* float against double over sums of some hundred terms. */
      for (gsize p = 0; p < area; p++)
        g_assert_cmpfloat (fabs (maps[i * area + p] - plain[p]), <=, 1e-5 * largest);
      n_positive += largest > 0;
    }
  g_assert_cmpuint (n_positive, >, 0);
}

static void
test_predicted (Fixture *f, gconstpointer data)
{
  compare_with_plain (f, FUS_TASK_IDENTITY, NULL);
  compare_with_plain (f, FUS_TASK_EXPRESSION, NULL);
}

static void
test_chosen (Fixture *f, gconstpointer data)
{
  compare_with_plain (f, FUS_TASK_IDENTITY, (gint32[]){ 4, 0, 2 });
  compare_with_plain (f, FUS_TASK_EXPRESSION, (gint32[]){ 6, 6, 1 });
}

/* Weights of one sign leave evidence nowhere (all gradients negative) or everywhere. */
static void
test_no_evidence (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < fus_network_n_tensors (f->network); i++)
    {
      const FusTensor *tensor = fus_network_tensor (f->network, i);
      float *values = fus_network_parameters (f->network) + tensor->offset;
      gboolean is_head = g_str_has_prefix (tensor->name, "heads.");
      if (!g_str_has_prefix (tensor->name, "features."))
        for (gsize k = 0; k < tensor->size; k++)
          values[k] = (is_head ? -1 : 1) * fabsf (values[k]);
    }
  fus_pass_network_changed (f->pass);
  g_assert_true (fus_pass_forward (f->pass, f->images, N_FRAMES, FUS_LAYER_HEADS, NULL));
  gsize area = (gsize) f->side * f->side;
  g_autofree float *maps = g_new (float, N_FRAMES *area);
  g_assert_true (
      fus_gradcam (f->pass, FUS_LAYER_CONV8, NULL, FUS_TASK_IDENTITY, NULL, N_FRAMES, maps, NULL));
  for (gsize i = 0; i < N_FRAMES; i++)
    g_assert_false (fus_map_scale (maps + i * area, area));
  for (gsize i = 0; i < N_FRAMES * area; i++)
    g_assert_cmpfloat (maps[i], ==, 0);
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  FusPoll poll = { refuse, NULL };
  g_autofree float *maps = g_new (float, N_FRAMES * f->side * f->side);
  g_assert_false (
      fus_gradcam (f->pass, FUS_LAYER_CONV8, NULL, FUS_TASK_IDENTITY, NULL, N_FRAMES, maps, &poll));
}

static void
test_top_class (void)
{
  g_assert_cmpint (fus_top_class ((float[]){ 1, 3, 3, 2 }, 4), ==, 1);
  g_assert_cmpint (fus_top_class ((float[]){ -5 }, 1), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/gradcam/predicted", test_predicted);
  ADD ("/gradcam/chosen", test_chosen);
  ADD ("/gradcam/no-evidence", test_no_evidence);
  ADD ("/gradcam/cancelled", test_cancelled);
  g_test_add_func ("/gradcam/top-class", test_top_class);
  return g_test_run ();
}
