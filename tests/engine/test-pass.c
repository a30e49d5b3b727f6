/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/arrays.h"
#include "engine/error.h"
#include "tests/engine/golden-network.h"
#include "engine/pass.h"
#include "tests/engine/reference/pool.h"
#include "engine/files/weights.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* The same sums in another order, through up to ten layers. */
#define REORDERED 2e-5

#define BATCH 6
#define SIZE 32

static const gint32 identity_labels[BATCH] = { 0, 1, 2, -1, 1, 0 };
static const gint32 expression_labels[BATCH] = { -1, 3, 2, 1, 0, -1 };
static const gint32 *const labels[FUS_N_TASKS] = { identity_labels, expression_labels };
static const FusStep step = { .learning_rate = 0.01f, .momentum = 0.9f, .weight_decay = 1e-4f };

typedef struct
{
  FusTeam *team;
  FusNetwork *network;
  gsize n_parameters;
  float *momentum;
  float *images;
  FusRandom random;
} Setting;

static void
set_up (Setting *s, double dropout, guint team_size)
{
  FusRandom random;

  fus_random_seed (&random, 99, 0);
  s->team = fus_team_new (team_size);
  s->network = golden_network (SIZE, 0.05, dropout, &random);
  s->n_parameters = fus_architecture_n_parameters (fus_network_architecture (s->network));
  s->momentum = constant_array (0, s->n_parameters);
  s->images = golden_array (&random, BATCH * 3 * SIZE * SIZE, 2);
  s->random = random;
}

static void
tear_down (Setting *s)
{
  fus_network_unref (s->network);
  fus_team_free (s->team);
  g_free (s->momentum);
  g_free (s->images);
}

static void
train (Setting *s, FusPass *pass, guint n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (GError) error = NULL;
      FusLoss loss;
      gboolean ok = fus_pass_train (pass, s->images, labels, BATCH, &step, s->momentum, &s->random,
                                    &loss, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (ok);
    }
}

static void
assert_same_state (Setting *a, Setting *b)
{
  gsize bytes = a->n_parameters * sizeof (float);

  g_assert_cmpmem (fus_network_parameters (a->network), bytes, fus_network_parameters (b->network),
                   bytes);
  g_assert_cmpmem (a->momentum, bytes, b->momentum, bytes);
  g_assert_cmpmem (&a->random, sizeof a->random, &b->random, sizeof b->random);
}

static void
test_same_seed_same_bytes (void)
{
  for (guint team_size = 1; team_size <= 3; team_size++)
    {
      Setting s[2];

      for (guint i = 0; i < 2; i++)
        {
          set_up (&s[i], 0.5, team_size);

          g_autoptr (FusPass) pass
              = fus_pass_new (s[i].network, FUS_PASS_TRAIN, BATCH + i, s[i].team);

          train (&s[i], pass, 4);
        }
      assert_same_state (&s[0], &s[1]);
      tear_down (&s[0]);
      tear_down (&s[1]);
    }
}

/* Masks are drawn alike, so that only the order of sums differs. */
static void
test_team_size_changes_rounding_only (void)
{
  Setting s[2];

  for (guint i = 0; i < 2; i++)
    {
      set_up (&s[i], 0.5, 1 + 2 * i);

      g_autoptr (FusPass) pass = fus_pass_new (s[i].network, FUS_PASS_TRAIN, BATCH, s[i].team);

      train (&s[i], pass, 2);
    }
  g_assert_cmpmem (&s[0].random, sizeof (FusRandom), &s[1].random, sizeof (FusRandom));
  assert_arrays_close (s[0].momentum, s[1].momentum, s[0].n_parameters, REORDERED);
  tear_down (&s[0]);
  tear_down (&s[1]);
}

typedef struct
{
  guint asked;
  guint allowed;
} Patience;

static gboolean
lose_patience (gpointer data)
{
  Patience *patience = data;

  return patience->asked++ < patience->allowed;
}

static void
test_cancelled_step_leaves_no_trace (void)
{
  Setting before, s;
  guint allowed = 0;
  gboolean done = FALSE;

  set_up (&before, 0.5, 2);
  set_up (&s, 0.5, 2);

  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_TRAIN, BATCH, s.team);

  for (; !done; allowed++)
    {
      Patience patience = { 0, allowed };
      const FusPoll poll = { lose_patience, &patience };
      g_autoptr (GError) error = NULL;
      FusLoss loss;

      done = fus_pass_train (pass, s.images, labels, BATCH, &step, s.momentum, &s.random, &loss,
                             &poll, &error);
      g_assert_no_error (error);
      if (!done)
        assert_same_state (&before, &s);
    }
  /* Before each of the eleven layers at least. */
  g_assert_cmpuint (allowed, >=, 11);
  g_assert_cmpint (memcmp (before.momentum, s.momentum, s.n_parameters * sizeof (float)), !=, 0);

  /* And the step that went through is the step that nobody interrupted. */
  g_autoptr (FusPass) other = fus_pass_new (before.network, FUS_PASS_TRAIN, BATCH, before.team);

  train (&before, other, 1);
  assert_same_state (&before, &s);
  tear_down (&before);
  tear_down (&s);
}

/* A person waits for one kernel at most: 11 layers on the way there, the loss, 10 on the way back
 * (the heads go with the loss), and between the gradients of each of the 7 conv layers with two. */
static void
test_step_lets_others_pass (void)
{
  Patience patience = { 0, G_MAXUINT };
  const FusPoll poll = { lose_patience, &patience };
  FusLoss loss;
  Setting s;

  set_up (&s, 0.5, 2);

  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_TRAIN, BATCH, s.team);

  g_assert_true (fus_pass_train (pass, s.images, labels, BATCH, &step, s.momentum, &s.random, &loss,
                                 &poll, NULL));
  g_assert_cmpuint (patience.asked, ==, 11 + 1 + 10 + 7);
  tear_down (&s);
}

static void
test_nan_stops_without_trace (void)
{
  const char *const tensors[]
      = { "features.0.weight", "features.18.bias", "heads.identity.weight" };

  for (guint i = 0; i < G_N_ELEMENTS (tensors); i++)
    {
      Setting before, s;
      g_autoptr (GError) error = NULL;
      FusLoss loss;

      set_up (&before, 0.5, 2);
      set_up (&s, 0.5, 2);
      fus_network_parameters (
          before.network)[fus_network_find_tensor (s.network, tensors[i])->offset]
          = NAN;
      fus_network_parameters (s.network)[fus_network_find_tensor (s.network, tensors[i])->offset]
          = NAN;

      g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_TRAIN, BATCH, s.team);

      g_assert_false (fus_pass_train (pass, s.images, labels, BATCH, &step, s.momentum, &s.random,
                                      &loss, NULL, &error));
      g_assert_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC);
      assert_same_state (&before, &s);
      tear_down (&before);
      tear_down (&s);
    }
}

static void
test_checkpoint_continues_identically (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("fusiform-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "joint.checkpoint.safetensors", NULL);
  Setting through, resumed;

  set_up (&through, 0.5, 2);
  set_up (&resumed, 0.5, 2);

  g_autoptr (FusPass) pass = fus_pass_new (through.network, FUS_PASS_TRAIN, BATCH, through.team);

  train (&through, pass, 3);

  const FusCheckpoint checkpoint = { through.network, through.momentum, through.random, 7 };

  fus_checkpoint_save (&checkpoint, path, &error);
  g_assert_no_error (error);
  train (&through, pass, 3);

  g_autoptr (FusCheckpoint) loaded = fus_checkpoint_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (loaded->epoch, ==, 7);
  g_clear_pointer (&resumed.network, fus_network_unref);
  g_clear_pointer (&resumed.momentum, g_free);
  resumed.network = g_steal_pointer (&loaded->network);
  resumed.momentum = g_steal_pointer (&loaded->momentum);
  resumed.random = loaded->random;

  g_autoptr (FusPass) other = fus_pass_new (resumed.network, FUS_PASS_TRAIN, BATCH, resumed.team);

  train (&resumed, other, 3);
  assert_same_state (&through, &resumed);
  tear_down (&through);
  tear_down (&resumed);
  g_remove (path);
  g_rmdir (folder);
}

static gsize
numbers (FusNetwork *network, FusLayer layer, gboolean pooled)
{
  const FusArchitecture *arch = fus_network_architecture (network);
  gsize side = fus_architecture_side (arch, layer, pooled);

  return fus_architecture_units (arch, layer) * side * side;
}

/* What FUS_PASS_FORWARD keeps is what FUS_PASS_EXPLAIN keeps; pooled is the pool of what was. */
static void
test_activations (void)
{
  Setting s;

  set_up (&s, 0.5, 2);

  g_autoptr (FusPass) forward = fus_pass_new (s.network, FUS_PASS_FORWARD, BATCH, s.team);
  g_autoptr (FusPass) explain = fus_pass_new (s.network, FUS_PASS_EXPLAIN, BATCH, s.team);

  g_assert_true (fus_pass_forward (forward, s.images, BATCH, FUS_LAYER_HEADS, NULL));
  g_assert_true (fus_pass_forward (explain, s.images, BATCH, FUS_LAYER_HEADS, NULL));
  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_LAYER_HEADS; layer++)
    {
      gsize n = BATCH * numbers (s.network, layer, TRUE);
      gsize n_full = BATCH * numbers (s.network, layer, FALSE);
      g_autofree float *a = g_new (float, n_full);
      g_autofree float *b = g_new (float, n);
      g_autofree float *full = g_new (float, n_full);
      const FusArchitecture *arch = fus_network_architecture (s.network);

      fus_pass_get_activation (forward, layer, TRUE, a);
      fus_pass_get_activation (explain, layer, TRUE, b);
      assert_arrays_close (a, b, n, REORDERED);
      fus_pass_get_activation (explain, layer, FALSE, full);
      if (layer == FUS_LAYER_CONV8)
        {
          fus_pass_get_activation (forward, layer, FALSE, a);
          assert_arrays_close (a, full, n_full, REORDERED);
        }
      if (!fus_layer_is_pooled (layer))
        continue;
      fus_pool_forward (a, NULL, full, BATCH * fus_architecture_units (arch, layer),
                        fus_architecture_side (arch, layer, FALSE), s.team);
      g_assert_cmpmem (a, n * sizeof (float), b, n * sizeof (float));
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    assert_arrays_close (fus_pass_logits (forward, t), fus_pass_logits (explain, t),
                         BATCH * (3 + t), REORDERED);
  tear_down (&s);
}

static void
test_tail_alone_gives_the_same_logits (void)
{
  Setting s;

  set_up (&s, 0.5, 2);

  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_FORWARD, BATCH, s.team);
  g_autoptr (FusPass) tail = fus_pass_new (s.network, FUS_PASS_FORWARD, BATCH, s.team);

  g_assert_true (fus_pass_forward (pass, s.images, BATCH, FUS_LAYER_HEADS, NULL));
  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_LAYER_HEADS; layer++)
    {
      g_autofree float *activation = g_new (float, BATCH *numbers (s.network, layer, TRUE));

      fus_pass_get_activation (pass, layer, TRUE, activation);
      g_assert_true (fus_pass_forward_from (tail, layer, activation, BATCH, FUS_LAYER_HEADS, NULL));
      for (guint t = 0; t < FUS_N_TASKS; t++)
        assert_arrays_close (fus_pass_logits (tail, t), fus_pass_logits (pass, t), BATCH * (3 + t),
                             REORDERED);
    }
  tear_down (&s);
}

/* Down to a layer and on from there to the picture is the same from every layer. */
static void
test_gradients_of_layers_agree (void)
{
  const gsize n_image = BATCH * 3 * SIZE * SIZE;
  Setting s;

  set_up (&s, 0.5, 2);

  FusRandom random = s.random;
  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_EXPLAIN, BATCH, s.team);
  g_autofree float *d_identity = random_array (&random, BATCH * 3);
  g_autofree float *d_expression = random_array (&random, BATCH * 4);
  const float *const d_logits[FUS_N_TASKS] = { d_identity, d_expression };
  g_autofree float *first = g_new (float, n_image);
  g_autofree float *image = g_new (float, n_image);

  g_assert_true (fus_pass_forward (pass, s.images, BATCH, FUS_LAYER_HEADS, NULL));
  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_LAYER_HEADS; layer++)
    {
      g_autofree float *gradient = g_new (float, BATCH *numbers (s.network, layer, FALSE));

      g_assert_true (fus_pass_backward (pass, d_logits, layer, NULL));
      fus_pass_get_gradient (pass, layer, gradient);
      g_assert_true (fus_pass_backward_to_image (pass, layer, gradient, NULL));
      fus_pass_get_image_gradient (pass, layer == FUS_LAYER_CONV1 ? first : image);
      if (layer > FUS_LAYER_CONV1)
        assert_arrays_close (image, first, n_image, REORDERED);
    }
  g_assert_cmpfloat (dot (first, first, n_image), >, 0);
  tear_down (&s);
}

static void
test_cancelled_explanation (void)
{
  Setting s;

  set_up (&s, 0, 2);

  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_EXPLAIN, BATCH, s.team);
  const float d_identity[BATCH * 3] = { 1 };
  const float *const d_logits[FUS_N_TASKS] = { d_identity, NULL };

  for (guint allowed = 0; allowed < 11; allowed++)
    {
      Patience patience = { 0, allowed };
      const FusPoll poll = { lose_patience, &patience };

      g_assert_false (fus_pass_forward (pass, s.images, BATCH, FUS_LAYER_HEADS, &poll));
    }
  g_assert_true (fus_pass_forward (pass, s.images, BATCH, FUS_LAYER_HEADS, NULL));

  Patience patience = { 0, 2 };
  const FusPoll poll = { lose_patience, &patience };

  g_assert_false (fus_pass_backward (pass, d_logits, FUS_LAYER_CONV1, &poll));
  /* The forward pass is still there. */
  g_assert_true (fus_pass_backward (pass, d_logits, FUS_LAYER_CONV1, NULL));
  tear_down (&s);
}

/* Without dropout, the loss that a step reports is the loss before it; labels of a head that is
 * not there say nothing. */
static void
test_evaluation (void)
{
  Setting s;
  FusLoss measured, trained, without;
  g_autoptr (GError) error = NULL;
  const gint32 *const identity_alone[FUS_N_TASKS] = { identity_labels, NULL };

  set_up (&s, 0, 2);

  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_TRAIN, BATCH, s.team);

  g_assert_true (fus_pass_evaluate (pass, s.images, identity_alone, BATCH, &without, NULL));
  g_assert_cmpuint (without.n[FUS_TASK_EXPRESSION], ==, 0);
  g_assert_true (fus_pass_evaluate (pass, s.images, labels, BATCH, &measured, NULL));
  fus_pass_train (pass, s.images, labels, BATCH, &step, s.momentum, &s.random, &trained, NULL,
                  &error);
  g_assert_no_error (error);
  g_assert_cmpmem (&measured, sizeof measured, &trained, sizeof trained);
  g_assert_cmpuint (measured.n[FUS_TASK_IDENTITY], ==, 5);
  g_assert_cmpuint (measured.n[FUS_TASK_EXPRESSION], ==, 4);
  g_assert_cmpfloat (without.loss[FUS_TASK_IDENTITY], ==, measured.loss[FUS_TASK_IDENTITY]);
  tear_down (&s);
}

/* A network that sees six frames often enough knows them. */
static void
test_learns (void)
{
  Setting s;
  FusLoss loss;

  set_up (&s, 0, 2);

  g_autoptr (FusPass) pass = fus_pass_new (s.network, FUS_PASS_TRAIN, BATCH, s.team);

  train (&s, pass, 60);
  g_assert_true (fus_pass_evaluate (pass, s.images, labels, BATCH, &loss, NULL));
  g_assert_cmpuint (loss.n_correct[FUS_TASK_IDENTITY], ==, 5);
  g_assert_cmpuint (loss.n_correct[FUS_TASK_EXPRESSION], ==, 4);
  tear_down (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/pass/deterministic", test_same_seed_same_bytes);
  g_test_add_func ("/engine/pass/team-size", test_team_size_changes_rounding_only);
  g_test_add_func ("/engine/pass/cancelled-step", test_cancelled_step_leaves_no_trace);
  g_test_add_func ("/engine/pass/nan", test_nan_stops_without_trace);
  g_test_add_func ("/engine/pass/lets-pass", test_step_lets_others_pass);
  g_test_add_func ("/engine/pass/checkpoint", test_checkpoint_continues_identically);
  g_test_add_func ("/engine/pass/activations", test_activations);
  g_test_add_func ("/engine/pass/tail", test_tail_alone_gives_the_same_logits);
  g_test_add_func ("/engine/pass/gradients", test_gradients_of_layers_agree);
  g_test_add_func ("/engine/pass/cancelled-explanation", test_cancelled_explanation);
  g_test_add_func ("/engine/pass/evaluation", test_evaluation);
  g_test_add_func ("/engine/pass/learns", test_learns);
  return g_test_run ();
}
