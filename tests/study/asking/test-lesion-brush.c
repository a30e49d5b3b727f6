/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "faces/budget.h"
#include "study/asking/lesion-brush.h"
#include "study/training/training.h"

#include <string.h>

#define PEOPLE 12

static FusBrushResult
measure (FusLesionBrush *brush, const FusUnitAddress *units, gsize n)
{
  g_autoptr (GError) error = NULL;
  FusBrushResult result;

  g_assert_true (fus_lesion_brush_measure (brush, units, n, &result, NULL, NULL, &error));
  g_assert_no_error (error);
  return result;
}

static guint
n_units (FusStudy *study, FusLayer layer)
{
  g_autoptr (FusNetwork) network = fus_study_network (study, FUS_NETWORK_JOINT, NULL);

  return fus_architecture_units (fus_network_architecture (network), layer);
}

/* Share of test frames of the class that the heads' biases alone would choose. */
static double
biased_share (FusStudy *study, FusTask task)
{
  g_autoptr (FusNetwork) network = fus_study_network (study, FUS_NETWORK_JOINT, NULL);
  g_autoptr (GArray) frames
      = fus_frame_list_select (fus_study_frames (study), (FusSet) task, FUS_PART_TEST);
  const FusTensor *bias = fus_network_find_tensor (
      network, task == FUS_TASK_IDENTITY ? "heads.identity.bias" : "heads.expression.bias");
  const float *b = fus_network_parameters (network) + bias->offset;
  gint32 best = 0;
  guint n = 0;

  for (guint i = 1; i < bias->size; i++)
    if (b[i] > b[best])
      best = (gint32) i;
  for (guint i = 0; i < frames->len; i++)
    n += fus_study_true_class (
             study, network, task,
             &fus_study_frames (study)->frames[g_array_index (frames, guint32, i)])
         == best;
  return (double) n / frames->len;
}

typedef struct
{
  FusBrushResult *result;
  gboolean done;
} Waiting;

static void
on_done (FusJob *job, gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (GError) error = NULL;

  waiting->result = fus_job_take_result (job, &error);
  g_assert_no_error (error);
  waiting->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Waiting *) data)->done;
}

static void
test_brush (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (FusLesionBrush) brush = NULL;
  g_autoptr (FusJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree FusUnitAddress *all = NULL;
  FusBrushResult result;
  Waiting waiting = { NULL, FALSE };
  guint n;

  protocol.dropout = 0;
  study = fixture_study (folder, PEOPLE, &protocol);
  brush = fus_lesion_brush_new (study, FUS_NETWORK_JOINT, 1);
  g_assert_false (fus_lesion_brush_measure (brush, NULL, 0, &result, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);

  fixture_train (study, FUS_NETWORK_JOINT);
  result = measure (brush, NULL, 0);
  g_assert_cmpuint (result.n_units, ==, 0);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_assert_cmpuint (result.n[task], >, 0);
      g_assert_cmpfloat (result.before[task], ==, result.after[task]);
    }

  /* Without fc2 nothing is left but the heads' biases. */
  n = n_units (study, FUS_LAYER_FC2);
  all = g_new0 (FusUnitAddress, n + 2);
  for (guint i = 0; i < n; i++)
    all[i] = (FusUnitAddress){ FUS_NETWORK_JOINT, FUS_LAYER_FC2, i };
  /* Counted once, and units of another network not at all. */
  all[n] = all[0];
  all[n + 1] = (FusUnitAddress){ FUS_NETWORK_IDENTITY, FUS_LAYER_CONV1, 0 };
  result = measure (brush, all, n + 2);
  g_assert_cmpuint (result.n_units, ==, n);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    g_assert_cmpfloat_with_epsilon (result.after[task], biased_share (study, task), 1e-12);

  /* As a job, and the same. */
  job = fus_lesion_brush_start (brush, all, n, on_done, &waiting);
  fixture_wait (is_done, &waiting, 60);
  g_assert_cmpmem (waiting.result->after, sizeof result.after, result.after, sizeof result.after);
  g_assert_cmpmem (waiting.result->before, sizeof result.before, result.before,
                   sizeof result.before);
  g_free (waiting.result);
  g_clear_object (&job);

  /* Newer weights are noticed. */
  fus_train (study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  result = measure (brush, all, n);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    g_assert_cmpfloat_with_epsilon (result.after[task], biased_share (study, task), 1e-12);

  g_clear_pointer (&brush, fus_lesion_brush_unref);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* What brushes keep counts in the one budget, beside the frames; what was let go of is read again,
 * and says the same. */
static void
test_budget (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  FusBudget *budget = fus_budget_get_default ();
  const FusUnitAddress unit = { FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 0 };
  const gsize whole = fus_budget_limit (budget);
  FusLesionBrush *brush = fus_lesion_brush_new (study, FUS_NETWORK_JOINT, 1);
  FusLesionBrush *other = fus_lesion_brush_new (study, FUS_NETWORK_JOINT, 1);
  FusBrushResult first, again;
  gsize frames, one;

  fixture_train (study, FUS_NETWORK_JOINT);
  fus_study_feeder (study);
  frames = fus_budget_used (budget);
  g_assert_cmpuint (frames, >, 0);
  first = measure (brush, &unit, 1);
  one = fus_budget_used (budget) - frames;
  /* Activations alone are more than the pictures. */
  g_assert_cmpuint (one, >, frames);
  measure (other, &unit, 1);
  g_assert_cmpuint (fus_budget_used (budget), ==, frames + 2 * one);

  /* Room for one: the one used last stays. */
  measure (brush, &unit, 1);
  fus_budget_set_limit (budget, one + one / 2);
  g_assert_cmpuint (fus_budget_used (budget), ==, one);
  fus_lesion_brush_unref (other);
  g_assert_cmpuint (fus_budget_used (budget), ==, one);
  fus_budget_set_limit (budget, 0);
  g_assert_cmpuint (fus_budget_used (budget), ==, 0);
  fus_budget_set_limit (budget, whole);
  again = measure (brush, &unit, 1);
  g_assert_cmpmem (&first, sizeof first, &again, sizeof again);
  fus_lesion_brush_unref (brush);
  g_assert_cmpuint (fus_budget_used (budget), <=, frames);
  g_clear_object (&study);
  g_assert_cmpuint (fus_budget_used (budget), ==, 0);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/lesion-brush/measure", test_brush);
  g_test_add_func ("/study/lesion-brush/budget", test_budget);
  return g_test_run ();
}
