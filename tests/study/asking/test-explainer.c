/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/explainer.h"
#include "faces/pictures/load-picture.h"
#include "tests/study/fixture.h"
#include "study/jobs/gate.h"
#include "study/training/training.h"

#include <math.h>
#include <string.h>

#define PEOPLE 10

static const FusTarget predicted[FUS_N_TASKS]
    = { { FUS_TARGET_PREDICTED }, { FUS_TARGET_PREDICTED } };

typedef struct
{
  FusExplainer *explainer;
  int explained;
  int failed;
} Seen;

static void
on_explained (FusExplainer *explainer, Seen *seen)
{
  seen->explained++;
}

static void
on_failed (FusExplainer *explainer, const char *message, Seen *seen)
{
  seen->failed++;
}

static gboolean
is_done (gpointer data)
{
  return !fus_explainer_is_pending (((Seen *) data)->explainer);
}

static Seen *
watch (FusStudy *study)
{
  Seen *seen = g_new0 (Seen, 1);

  seen->explainer = fus_explainer_new (study, 1);
  g_signal_connect (seen->explainer, "explained", G_CALLBACK (on_explained), seen);
  g_signal_connect (seen->explainer, "failed", G_CALLBACK (on_failed), seen);
  return seen;
}

static void
unwatch (Seen *seen)
{
  g_assert_finalize_object (seen->explainer);
  g_free (seen);
}

/* What fus_explain() says of a frame, without an explainer. */
static FusExplanation *
explain_here (FusStudy *study, FusNetworkKind kind, guint32 frame, const FusTarget *target)
{
  g_autoptr (FusNetwork) network = fus_study_network (study, kind, NULL);
  g_autoptr (FusTeam) team = fus_team_new (1);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  g_autofree float *input = g_new (float, 3 * 32 * 32);
  gint32 true_class[FUS_N_TASKS];

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    true_class[task]
        = fus_study_true_class (study, network, task, &fus_study_frames (study)->frames[frame]);
  g_assert_cmpuint (fus_feeder_fetch (fus_study_feeder (study), &frame, 1,
                                      fus_network_normalization (network), input, NULL, NULL),
                    ==, 1);
  return fus_explain (pass, input, true_class, target, &FUS_MAP_SPEC_PAPER, NULL);
}

static void
assert_same (const FusExplanation *a, const FusExplanation *b)
{
  g_assert_nonnull (a);
  g_assert_cmpuint (a->side, ==, b->side);
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *in_a = &a->heads[task], *in_b = &b->heads[task];
      gsize n = (gsize) a->side * a->side * sizeof (float);

      g_assert_true (in_a->present == in_b->present);
      g_assert_cmpint (in_a->target, ==, in_b->target);
      g_assert_cmpint (in_a->predicted, ==, in_b->predicted);
      g_assert_cmpint (in_a->true_class, ==, in_b->true_class);
      if (!in_a->present)
        continue;
      g_assert_cmpmem (in_a->logits, in_a->n_classes * sizeof (float), in_b->logits,
                       in_b->n_classes * sizeof (float));
      g_assert_cmpmem (in_a->map, n, in_b->map, n);
      g_assert_cmpmem (in_a->raw, n, in_b->raw, n);
    }
}

static void
test_explain (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusExplanation) explanation = NULL, other = NULL, truth = NULL, alone = NULL;
  const FusTarget class_3[FUS_N_TASKS] = { { FUS_TARGET_CLASS, 3 }, { FUS_TARGET_CLASS, 3 } };
  const FusTarget true_class[FUS_N_TASKS] = { { FUS_TARGET_TRUE }, { FUS_TARGET_TRUE } };

  fixture_train (study, FUS_NETWORK_JOINT);
  fixture_train (study, FUS_NETWORK_EXPRESSION);
  explanation = explain_here (study, FUS_NETWORK_JOINT, 5, predicted);
  other = explain_here (study, FUS_NETWORK_JOINT, 5, class_3);
  truth = explain_here (study, FUS_NETWORK_JOINT, 5, true_class);
  alone = explain_here (study, FUS_NETWORK_EXPRESSION, 5, predicted);

  g_assert_cmpuint (explanation->side, ==, 2);
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      const FusHeadExplanation *head = &explanation->heads[task];
      double sum = 0;

      g_assert_true (head->present);
      for (guint i = 0; i < head->n_classes; i++)
        {
          sum += head->probabilities[i];
          g_assert_cmpfloat (head->logits[i], <=, head->logits[head->predicted]);
        }
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
      g_assert_cmpint (head->target, ==, head->predicted);
      g_assert_cmpint (other->heads[task].target, ==, 3);
      for (guint i = 0; i < 4; i++)
        {
          g_assert_cmpfloat (head->raw[i], >=, 0);
          g_assert_true (head->empty ? head->map[i] == 0 : head->map[i] >= 0 && head->map[i] <= 1);
        }
    }
  g_assert_cmpint (truth->heads[FUS_TASK_EXPRESSION].target, ==,
                   fus_study_frames (study)->frames[5].expression);
  g_assert_false (alone->heads[FUS_TASK_IDENTITY].present);
  g_assert_true (alone->heads[FUS_TASK_EXPRESSION].present);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_results (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusExplanation) expected = NULL;
  FusExplanation *result;
  const FusMapSpec squares = { FUS_MAP_METHOD_OCCLUSION, FUS_LAYER_CONV8 };
  FusExplanation *other;
  Seen *seen;

  fixture_train (study, FUS_NETWORK_JOINT);
  seen = watch (study);
  g_assert_false (fus_explainer_is_pending (seen->explainer));
  fus_explainer_request (seen->explainer, 5, NULL, NULL, 7, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  g_assert_true (fus_explainer_is_pending (seen->explainer));
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT));
  fixture_wait (is_done, seen, 60);
  g_assert_cmpint (seen->explained, >=, 1);
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_IDENTITY));
  result = fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT);
  expected = explain_here (study, FUS_NETWORK_JOINT, 5, predicted);
  assert_same (result, expected);

  /* Back again: there at once, the very same. */
  fus_explainer_request (seen->explainer, 6, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT));
  fixture_wait (is_done, seen, 60);
  fus_explainer_request (seen->explainer, 5, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  g_assert_false (fus_explainer_is_pending (seen->explainer));
  g_assert_true (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT) == result);

  /* Another kind of map of the same frame. */
  fus_explainer_request (seen->explainer, 5, NULL, NULL, 4, predicted, &squares, FUS_EPOCH_NEWEST);
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT));
  fixture_wait (is_done, seen, 60);
  other = fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT);
  g_assert_cmpint (other->spec.method, ==, FUS_MAP_METHOD_OCCLUSION);
  g_assert_cmpuint (other->side, ==, fus_map_spec_side (&squares, NULL));
  g_assert_cmpint (other->heads[FUS_TASK_IDENTITY].predicted, ==,
                   result->heads[FUS_TASK_IDENTITY].predicted);
  fus_explainer_request (seen->explainer, 5, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  g_assert_true (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT) == result);

  /* It counts among what is kept; where that is let go of, it is asked again. */
  fus_explainer_request (seen->explainer, 6, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), >, 0);
  fus_budget_set_limit (fus_budget_get_default (), 0);
  g_assert_cmpuint (fus_budget_used (fus_budget_get_default ()), ==, 0);
  fus_budget_set_limit (fus_budget_get_default (), (gsize) 1 << 30);
  fus_explainer_request (seen->explainer, 5, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  g_assert_true (fus_explainer_is_pending (seen->explainer));
  fixture_wait (is_done, seen, 60);
  assert_same (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT), expected);
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Of many requests at once, the last one's answer is the only one that comes. */
static void
test_superseding (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusExplanation) expected = NULL;
  Seen *seen;

  fixture_train (study, FUS_NETWORK_JOINT);
  seen = watch (study);
  for (guint32 frame = 0; frame < 60; frame++)
    fus_explainer_request (seen->explainer, frame, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                           FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  g_assert_cmpint (seen->explained, ==, 1);
  expected = explain_here (study, FUS_NETWORK_JOINT, 59, predicted);
  assert_same (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT), expected);
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* A request that waits at the gate is superseded and let go of there. */
static void
test_cancel_at_gate (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  FusGate *gate = fus_gate_get_default ();
  Seen *seen;

  fixture_train (study, FUS_NETWORK_JOINT);
  seen = watch (study);
  fus_gate_enter (gate, FUS_GATE_TRAINING);
  fus_explainer_request (seen->explainer, 0, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  while (fus_gate_n_waiting (gate, FUS_GATE_PERSON) == 0)
    g_thread_yield ();
  g_assert_true (fus_explainer_is_pending (seen->explainer));
  fus_explainer_request (seen->explainer, 1, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  /* Training gives way between two layers. */
  fus_gate_give_way (gate, FUS_GATE_TRAINING);
  fus_gate_leave (gate, FUS_GATE_TRAINING);
  fixture_wait (is_done, seen, 60);
  g_assert_cmpint (seen->explained, ==, 1);
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static gboolean
has_newer (gpointer data)
{
  Seen *seen = data;
  FusExplanation *result = fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT);

  g_assert_nonnull (result);
  return g_strcmp0 (fus_network_get_note (result->network, "epoch"), "2") == 0;
}

/* Weights become newer: what is shown stays until it is replaced by what they say. */
static void
test_watch_it_learn (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  Seen *seen;

  fus_train (study, FUS_NETWORK_JOINT, FALSE, 1, 1, NULL, NULL, NULL);
  seen = watch (study);
  fus_explainer_request (seen->explainer, 3, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  fus_train (study, FUS_NETWORK_JOINT, TRUE, 2, 1, NULL, NULL, NULL);
  fixture_wait (has_newer, seen, 60);
  g_assert_false (fus_explainer_is_pending (seen->explainer));
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_picture_and_failure (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *path = fus_frame_full_path (fus_study_dataset_root (study, 0),
                                               &fus_study_frames (study)->frames[7]);
  g_autoptr (FusPicture) picture = fus_picture_load (path, 0, NULL);
  FusCrop crop = fus_study_crop (study, 0);
  g_autoptr (FusExplanation) of_frame = NULL;
  FusExplanation *result;
  Seen *seen;

  /* So that a frame that was read before is read again. */
  fus_budget_set_limit (fus_budget_get_default (), 0);
  fixture_train (study, FUS_NETWORK_JOINT);
  of_frame = explain_here (study, FUS_NETWORK_JOINT, 7, predicted);
  seen = watch (study);
  fus_explainer_request (seen->explainer, -1, picture, &crop, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  result = fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat_with_epsilon (result->heads[FUS_TASK_EXPRESSION].logits[i],
                                    of_frame->heads[FUS_TASK_EXPRESSION].logits[i], 1e-5);
  g_assert_cmpint (result->heads[FUS_TASK_EXPRESSION].true_class, ==, -1);

  {
    g_autofree char *broken = fus_frame_full_path (fus_study_dataset_root (study, 0),
                                                   &fus_study_frames (study)->frames[8]);

    fixture_write (broken, "no picture");
  }
  fus_explainer_request (seen->explainer, 8, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  g_assert_cmpint (seen->failed, ==, 1);
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT));
  /* Each time one comes back to it, though the feeder reports a frame once. */
  fus_explainer_request (seen->explainer, 7, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  g_assert_nonnull (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT));
  fus_explainer_request (seen->explainer, 8, NULL, NULL, 4, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  g_assert_cmpint (seen->failed, ==, 2);
  fus_budget_set_limit (fus_budget_get_default (), (gsize) 1 << 30);
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* A network whose file is cut off is told by the file's name, and does not keep the others from
 * answering. */
static void
test_damaged (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  Seen *seen;

  fixture_train (study, FUS_NETWORK_JOINT);
  fixture_train (study, FUS_NETWORK_EXPRESSION);
  fixture_damage (&study, FUS_NETWORK_JOINT);
  seen = watch (study);
  fus_explainer_request (seen->explainer, 5, NULL, NULL, 7, predicted, &FUS_MAP_SPEC_PAPER,
                         FUS_EPOCH_NEWEST);
  fixture_wait (is_done, seen, 60);
  g_assert_cmpint (seen->failed, ==, 0);
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_JOINT));
  g_assert_nonnull (fus_explainer_problem (seen->explainer, FUS_NETWORK_JOINT));
  g_assert_nonnull (
      strstr (fus_explainer_problem (seen->explainer, FUS_NETWORK_JOINT), "joint.safetensors"));
  g_assert_nonnull (fus_explainer_result (seen->explainer, FUS_NETWORK_EXPRESSION));
  g_assert_null (fus_explainer_problem (seen->explainer, FUS_NETWORK_EXPRESSION));
  /* One that is not trained is not damaged. */
  g_assert_null (fus_explainer_result (seen->explainer, FUS_NETWORK_IDENTITY));
  g_assert_null (fus_explainer_problem (seen->explainer, FUS_NETWORK_IDENTITY));
  unwatch (seen);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/explainer/explain", test_explain);
  g_test_add_func ("/study/explainer/results", test_results);
  g_test_add_func ("/study/explainer/superseding", test_superseding);
  g_test_add_func ("/study/explainer/cancel-at-gate", test_cancel_at_gate);
  g_test_add_func ("/study/explainer/watch-it-learn", test_watch_it_learn);
  g_test_add_func ("/study/explainer/picture-and-failure", test_picture_and_failure);
  g_test_add_func ("/study/explainer/damaged", test_damaged);
  return g_test_run ();
}
