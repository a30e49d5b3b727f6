/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/gate.h"
#include "study/jobs/latest.h"
#include "tests/study/fixture.h"

#define FAILING 666

typedef struct
{
  int number;
} Question;

static int n_questions_cleared;

/* What the worker and the test tell each other. */
typedef struct
{
  GMutex mutex;
  GCond changed;
  gboolean hold;    /* the worker stands still in the middle of an answer */
  guint n_begun;    /* answers begun */
  guint n_given_up; /* computations that the poll, or the gate, ended */
  gboolean worker_freed;
} Stage;

static Stage stage;

#define TEST_TYPE_ASKER (test_asker_get_type ())
G_DECLARE_FINAL_TYPE (TestAsker, test_asker, TEST, ASKER, GObject)

struct _TestAsker
{
  GObject parent_instance;
  FusLatest *latest;
  GString *taken; /* "7.2 " for part 2 of question 7, "!" for an error */
  guint n_taken;
};

G_DEFINE_FINAL_TYPE (TestAsker, test_asker, G_TYPE_OBJECT)

static gboolean
compute (gpointer data, const FusPoll *poll)
{
  gboolean going;

  g_mutex_lock (&stage.mutex);
  stage.n_begun++;
  g_cond_broadcast (&stage.changed);
  while (stage.hold)
    g_cond_wait (&stage.changed, &stage.mutex);
  g_mutex_unlock (&stage.mutex);
  going = fus_poll (poll);
  return going;
}

static gpointer
answer (gpointer worker, FusLatest *latest, gconstpointer asked, guint part, GError **error)
{
  const Question *question = asked;

  g_assert_true (worker == &stage);
  if (question->number == FAILING)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");
      return NULL;
    }
  if (!fus_latest_compute (latest, compute, NULL))
    {
      g_mutex_lock (&stage.mutex);
      stage.n_given_up++;
      g_mutex_unlock (&stage.mutex);
      return NULL;
    }
  return g_strdup_printf ("%d.%u ", question->number, part);
}

static void
free_worker (gpointer worker)
{
  stage.worker_freed = TRUE;
}

static void
clear_question (gpointer question)
{
  n_questions_cleared++;
}

static void
take (gpointer owner, guint part, gpointer answer, const GError *error)
{
  g_string_append (TEST_ASKER (owner)->taken, error != NULL ? "!" : answer);
  g_free (answer);
}

static void
taken (gpointer owner)
{
  TEST_ASKER (owner)->n_taken++;
}

static const FusLatestKind kind
    = { "test-latest", answer, free_worker, clear_question, g_free, take, taken };

static void
test_asker_dispose (GObject *object)
{
  g_clear_pointer (&TEST_ASKER (object)->latest, fus_latest_free);
  G_OBJECT_CLASS (test_asker_parent_class)->dispose (object);
}

static void
test_asker_finalize (GObject *object)
{
  g_string_free (TEST_ASKER (object)->taken, TRUE);
  G_OBJECT_CLASS (test_asker_parent_class)->finalize (object);
}

static void
test_asker_class_init (TestAskerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_asker_dispose;
  G_OBJECT_CLASS (klass)->finalize = test_asker_finalize;
}

static void
test_asker_init (TestAsker *asker)
{
  asker->taken = g_string_new (NULL);
}

static TestAsker *
start (void)
{
  TestAsker *asker = g_object_new (TEST_TYPE_ASKER, NULL);

  stage.hold = stage.worker_freed = FALSE;
  stage.n_begun = stage.n_given_up = 0;
  n_questions_cleared = 0;
  asker->latest = fus_latest_new (asker, &kind, &stage);
  return asker;
}

static void
ask (TestAsker *asker, int number, guint parts)
{
  Question *question = g_atomic_rc_box_new (Question);

  question->number = number;
  fus_latest_ask (asker->latest, question, parts);
}

static void
set_hold (gboolean hold)
{
  g_mutex_lock (&stage.mutex);
  stage.hold = hold;
  g_cond_broadcast (&stage.changed);
  g_mutex_unlock (&stage.mutex);
}

static void
wait_begun (guint n)
{
  g_mutex_lock (&stage.mutex);
  while (stage.n_begun < n)
    g_cond_wait (&stage.changed, &stage.mutex);
  g_mutex_unlock (&stage.mutex);
}

typedef struct
{
  TestAsker *asker;
  const char *taken;
} Expected;

static gboolean
has_taken (gpointer data)
{
  const Expected *expected = data;

  return strlen (expected->asker->taken->str) >= strlen (expected->taken);
}

static void
expect (TestAsker *asker, const char *taken)
{
  Expected expected = { asker, taken };

  fixture_wait (has_taken, &expected, 60);
  g_assert_cmpstr (asker->taken->str, ==, taken);
}

static void
test_parts (void)
{
  TestAsker *asker = start ();

  ask (asker, 7, 1u << 2 | 1u << 0 | 1u << 31);
  expect (asker, "7.31 7.2 7.0 ");
  g_assert_cmpuint (asker->n_taken, >=, 1);
  g_assert_cmpuint (asker->n_taken, <=, 3);
  /* The same part again: something it depends on has changed. */
  fus_latest_ask_more (asker->latest, 1u << 2);
  expect (asker, "7.31 7.2 7.0 7.2 ");
  g_assert_cmpint (n_questions_cleared, ==, 0);
  g_assert_finalize_object (asker);
  g_assert_cmpint (n_questions_cleared, ==, 1);
  g_assert_true (stage.worker_freed);
}

/* The one in work is given up by its poll, those in between are never begun. */
static void
test_newest_wins (void)
{
  TestAsker *asker = start ();

  set_hold (TRUE);
  ask (asker, 1, 7);
  wait_begun (1);
  for (int number = 2; number < 50; number++)
    ask (asker, number, 7);
  set_hold (FALSE);
  expect (asker, "49.2 49.1 49.0 ");
  g_assert_cmpuint (stage.n_begun, ==, 4);
  g_assert_cmpuint (stage.n_given_up, ==, 1);
  g_assert_finalize_object (asker);
  g_assert_cmpint (n_questions_cleared, ==, 49);
}

/* An answer that lies in the mailbox while something else is asked is not handed over. */
static void
test_too_late (void)
{
  TestAsker *asker = start ();

  ask (asker, 1, 3);
  /* Part 0 is begun after the answer to part 1 was posted. */
  wait_begun (2);
  ask (asker, 2, 1);
  expect (asker, "2.0 ");
  g_assert_cmpuint (asker->n_taken, ==, 1);
  g_assert_finalize_object (asker);
}

/* Whoever waits at the gate for a question that is superseded does not compute it. */
static void
test_at_the_gate (void)
{
  FusGate *gate = fus_gate_get_default ();
  TestAsker *asker = start ();

  fus_gate_enter (gate, FUS_GATE_TRAINING);
  ask (asker, 1, 1);
  while (fus_gate_n_waiting (gate, FUS_GATE_PERSON) == 0)
    g_thread_yield ();
  ask (asker, 2, 1);
  /* Training gives way between two layers; it comes back once the person's work is done. */
  fus_gate_give_way (gate, FUS_GATE_TRAINING);
  fus_gate_leave (gate, FUS_GATE_TRAINING);
  expect (asker, "2.0 ");
  g_assert_cmpuint (stage.n_begun, ==, 1);
  g_assert_cmpuint (stage.n_given_up, ==, 1);
  g_assert_finalize_object (asker);
}

/* An error is told once; the next question is answered all the same. */
static void
test_error (void)
{
  TestAsker *asker = start ();

  ask (asker, FAILING, 7);
  expect (asker, "!");
  ask (asker, 3, 2);
  expect (asker, "!3.1 ");
  g_assert_finalize_object (asker);
}

/* Whoever asked may go while an answer is in work, or under way. */
static void
test_gone (void)
{
  for (guint round = 0; round < 20; round++)
    {
      TestAsker *asker = start ();

      ask (asker, 1, 7);
      if (round % 2 != 0)
        wait_begun (round % 3 + 1);
      g_assert_finalize_object (asker);
      g_assert_true (stage.worker_freed);
      g_assert_cmpint (n_questions_cleared, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/latest/parts", test_parts);
  g_test_add_func ("/study/latest/newest-wins", test_newest_wins);
  g_test_add_func ("/study/latest/too-late", test_too_late);
  g_test_add_func ("/study/latest/at-the-gate", test_at_the_gate);
  g_test_add_func ("/study/latest/error", test_error);
  g_test_add_func ("/study/latest/gone", test_gone);
  return g_test_run ();
}
