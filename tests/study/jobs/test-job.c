/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/jobs/job.h"

typedef struct
{
  int inputs_freed;
  int results_freed;
  int done;
  int progress_notified;
  gboolean started; /* atomic */
  gboolean done_in_main;
  GThread *main;
} Counts;

static Counts counts;

static void
free_input (gpointer data)
{
  counts.inputs_freed++;
  g_free (data);
}

static void
free_result (gpointer data)
{
  counts.results_freed++;
  g_free (data);
}

static void
done (FusJob *job, gpointer data)
{
  counts.done++;
  counts.done_in_main = g_thread_self () == counts.main;
}

static gboolean
is_done (gpointer data)
{
  return counts.done > 0;
}

static gboolean
is_started (gpointer data)
{
  return g_atomic_int_get (&counts.started);
}

static void
reset (void)
{
  counts = (Counts){ .main = g_thread_self () };
}

static gpointer
work_double (FusJob *job, gpointer input, GError **error)
{
  int *result = g_new (int, 1);

  *result = 2 * *(int *) input;
  return result;
}

static FusJob *
start (FusJobWork work)
{
  int *input = g_new (int, 1);

  *input = 21;
  return fus_job_start ("Doubling", FUS_GATE_PERSON, work, input, free_input, free_result, done,
                        NULL);
}

static void
test_result (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree int *result = NULL;
  gboolean running;
  FusJob *job;

  reset ();
  job = start (work_double);
  g_object_get (job, "running", &running, NULL);
  g_assert_true (running);
  g_assert_cmpstr (fus_job_get_title (job), ==, "Doubling");
  fixture_wait (is_done, NULL, 5);
  g_object_get (job, "running", &running, NULL);
  g_assert_false (running);
  result = fus_job_take_result (job, &error);
  g_assert_no_error (error);
  g_assert_cmpint (*result, ==, 42);
  g_assert_null (fus_job_take_result (job, NULL));
  fixture_run_for (0.05);
  g_assert_cmpint (counts.done, ==, 1);
  g_assert_true (counts.done_in_main);
  g_assert_cmpint (counts.inputs_freed, ==, 1);
  g_assert_finalize_object (job);
  g_assert_cmpint (counts.results_freed, ==, 0);
}

static void
test_result_not_taken (void)
{
  FusJob *job;

  reset ();
  job = start (work_double);
  fixture_wait (is_done, NULL, 5);
  fixture_run_for (0.05);
  g_assert_finalize_object (job);
  g_assert_cmpint (counts.results_freed, ==, 1);
}

static gpointer
work_fail (FusJob *job, gpointer input, GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");
  return NULL;
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusJob) job = NULL;

  reset ();
  job = start (work_fail);
  fixture_wait (is_done, NULL, 5);
  g_assert_null (fus_job_take_result (job, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static gpointer
work_until_cancelled (FusJob *job, gpointer input, GError **error)
{
  g_atomic_int_set (&counts.started, TRUE);
  while (fus_poll (fus_job_poll (job)))
    g_usleep (1000);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusJob) job = NULL;

  reset ();
  job = start (work_until_cancelled);
  fixture_wait (is_started, NULL, 5);
  g_assert_false (fus_job_is_cancelled (job));
  fus_job_cancel (job);
  g_assert_true (fus_job_is_cancelled (job));
  /* Waiting in the main thread does not need its loop, and done still comes after. */
  fus_job_wait (job);
  g_assert_cmpint (counts.done, ==, 0);
  fixture_wait (is_done, NULL, 5);
  g_assert_null (fus_job_take_result (job, &error));
  g_assert_no_error (error);
  fixture_run_for (0.05);
  g_assert_cmpint (counts.done, ==, 1);
}

/* A job that is cancelled while it waits at the gate neither works nor keeps others out. */
static void
test_cancel_at_gate (void)
{
  FusGate *gate = fus_gate_get_default ();
  g_autoptr (FusJob) first = NULL, second = NULL;

  reset ();
  fus_gate_enter (gate, FUS_GATE_PERSON);
  first = start (work_until_cancelled);
  g_usleep (30000);
  fus_job_cancel (first);
  fus_gate_leave (gate, FUS_GATE_PERSON);
  fus_job_wait (first);
  g_assert_false (counts.started);
  second = start (work_double);
  fus_job_wait (second);
  fixture_wait (is_done, NULL, 5);
  fixture_run_for (0.05);
  g_assert_cmpint (counts.done, ==, 2);
}

static gpointer
work_report (FusJob *job, gpointer input, GError **error)
{
  const FusProgress *progress = fus_job_progress (job);

  for (int i = 0; i <= 350; i++)
    {
      progress->report (progress->data, i / 350.0);
      g_usleep (1000);
    }
  return g_new0 (int, 1);
}

static void
on_progress (FusJob *job)
{
  g_assert_true (g_thread_self () == counts.main);
  counts.progress_notified++;
}

static void
test_progress (void)
{
  g_autoptr (FusJob) job = NULL;

  reset ();
  job = start (work_report);
  g_signal_connect (job, "notify::progress", G_CALLBACK (on_progress), NULL);
  fixture_wait (is_done, NULL, 5);
  g_assert_cmpfloat (fus_job_get_progress (job), ==, 1);
  g_assert_cmpint (counts.progress_notified, >=, 2);
  /* 351 reports within 0.4 s and more: about five notifications, and never one each. */
  g_assert_cmpint (counts.progress_notified, <=, 30);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/job/result", test_result);
  g_test_add_func ("/study/job/result-not-taken", test_result_not_taken);
  g_test_add_func ("/study/job/error", test_error);
  g_test_add_func ("/study/job/cancel", test_cancel);
  g_test_add_func ("/study/job/cancel-at-gate", test_cancel_at_gate);
  g_test_add_func ("/study/job/progress", test_progress);
  return g_test_run ();
}
