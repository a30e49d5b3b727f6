/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/jobs/job.h"
#include "study/jobs/time-left.h"

typedef struct
{
  int inputs_freed;
  int results_freed;
  int done;
  int progress_notified;
  gint64 last_notified; /* monotonic time */
  gboolean started;     /* atomic */
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

/* Whether the job's thread, and what it has queued, are through with it. */
static gboolean
is_ours_alone (gpointer job)
{
  return g_atomic_int_get (&G_OBJECT (job)->ref_count) == 1;
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
  fixture_wait (is_done, NULL, 60);
  g_object_get (job, "running", &running, NULL);
  g_assert_false (running);
  result = fus_job_take_result (job, &error);
  g_assert_no_error (error);
  g_assert_cmpint (*result, ==, 42);
  g_assert_null (fus_job_take_result (job, NULL));
  fixture_wait (is_ours_alone, job, 60);
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
  fixture_wait (is_done, NULL, 60);
  fixture_wait (is_ours_alone, job, 60);
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
  fixture_wait (is_done, NULL, 60);
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
  fixture_wait (is_started, NULL, 60);
  g_assert_false (fus_job_is_cancelled (job));
  fus_job_cancel (job);
  g_assert_true (fus_job_is_cancelled (job));
  /* Waiting in the main thread does not need its loop, and done still comes after. */
  fus_job_wait (job);
  g_assert_cmpint (counts.done, ==, 0);
  fixture_wait (is_done, NULL, 60);
  g_assert_null (fus_job_take_result (job, &error));
  g_assert_no_error (error);
  fixture_wait (is_ours_alone, job, 60);
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
  while (fus_gate_n_waiting (gate, FUS_GATE_PERSON) == 0)
    g_thread_yield ();
  fus_job_cancel (first);
  fus_gate_leave (gate, FUS_GATE_PERSON);
  fus_job_wait (first);
  g_assert_false (counts.started);
  second = start (work_double);
  fus_job_wait (second);
  fixture_wait (is_ours_alone, first, 60);
  fixture_wait (is_ours_alone, second, 60);
  g_assert_cmpint (counts.done, ==, 2);
}

#define BURSTS 4
#define REPORTS 1000

static gint bursts;  /* atomic: bursts of reports that the job has sent */
static gint allowed; /* atomic: bursts that it may send */

static gpointer
work_report (FusJob *job, gpointer input, GError **error)
{
  const FusProgress *progress = fus_job_progress (job);

  for (int burst = 1; burst <= BURSTS; burst++)
    {
      while (g_atomic_int_get (&allowed) < burst)
        g_thread_yield ();
      for (int i = 0; i <= REPORTS; i++)
        progress->report (progress->data, (burst - 1 + i / (double) REPORTS) / BURSTS);
      g_atomic_int_set (&bursts, burst);
    }
  /* The end would be told at once. */
  while (g_atomic_int_get (&allowed) <= BURSTS)
    g_thread_yield ();
  return g_new0 (int, 1);
}

static void
on_progress (FusJob *job)
{
  g_assert_true (g_thread_self () == counts.main);
  counts.progress_notified++;
  /* Later is always right; a timeout may be a millisecond early. */
  g_assert_cmpint (g_get_monotonic_time () - counts.last_notified, >=, 90 * 1000);
  counts.last_notified = g_get_monotonic_time ();
}

static gboolean
is_notified (gpointer data)
{
  return counts.progress_notified >= GPOINTER_TO_INT (data);
}

/* However often it is reported while the main loop is busy, it is notified once, and then of the
 * newest; and however often the main loop looks, ten times a second at most. */
static void
test_progress (void)
{
  g_autoptr (FusJob) job = NULL;

  reset ();
  bursts = allowed = 0;
  job = start (work_report);
  g_signal_connect (job, "notify::progress", G_CALLBACK (on_progress), NULL);
  for (int burst = 1; burst <= BURSTS; burst++)
    {
      g_atomic_int_set (&allowed, burst);
      while (g_atomic_int_get (&bursts) < burst)
        g_thread_yield ();
      fixture_wait (is_notified, GINT_TO_POINTER (burst), 60);
      g_assert_cmpint (counts.progress_notified, ==, burst);
      g_assert_cmpfloat (fus_job_get_progress (job), ==, burst / (double) BURSTS);
    }
  g_atomic_int_set (&allowed, BURSTS + 1);
  fixture_wait (is_done, NULL, 60);
  fixture_wait (is_ours_alone, job, 60);
  g_assert_cmpint (counts.progress_notified, ==, BURSTS);
}

/* What is left goes by the speed of late, and a new piece of work starts anew. */
static void
test_time_left (void)
{
  FusTimeLeft left = { 0 };
  double seconds = -1;

  for (int s = 0; s < 5; s++)
    g_assert_cmpfloat (fus_time_left_update (&left, s * G_USEC_PER_SEC, s / 100.0), ==, -1);
  g_assert_cmpfloat_with_epsilon (fus_time_left_update (&left, 5 * G_USEC_PER_SEC, 0.05), 95, 1e-9);
  /* A part that is ten times slower: once half a minute of it has gone by, nothing else counts. */
  for (int s = 6; s <= 60; s++)
    seconds = fus_time_left_update (&left, s * G_USEC_PER_SEC, 0.05 + (s - 5) / 1000.0);
  g_assert_cmpfloat_with_epsilon (seconds, 895, 1e-6);
  g_assert_cmpfloat (fus_time_left_update (&left, 61 * G_USEC_PER_SEC, 0), ==, -1);
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
  g_test_add_func ("/study/job/time-left", test_time_left);
  return g_test_run ();
}
