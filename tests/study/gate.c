/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate.h"

typedef struct
{
  FusGate *gate;
  FusGateLevel level;
  char name;
  GString *order; /* written inside the gate only */
  int turns;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *worker = data;

  fus_gate_enter (worker->gate, worker->level);
  for (int i = 0; i < worker->turns; i++)
    {
      g_string_append_c (worker->order, worker->name);
      fus_gate_give_way (worker->gate, worker->level);
    }
  fus_gate_leave (worker->gate, worker->level);
  return NULL;
}

/* Long enough for a thread to have come to wait. */
static void
let_wait (void)
{
  g_usleep (30000);
}

static void
test_order (void)
{
  FusGate *gate = fus_gate_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Worker workers[] = {
    { gate, FUS_GATE_TRAINING, 't', order, 1 }, { gate, FUS_GATE_ANALYSIS, 'a', order, 1 },
    { gate, FUS_GATE_TRAINING, 'u', order, 1 }, { gate, FUS_GATE_PERSON, 'p', order, 1 },
    { gate, FUS_GATE_PERSON, 'q', order, 1 },
  };
  GThread *threads[G_N_ELEMENTS (workers)];

  fus_gate_enter (gate, FUS_GATE_PERSON);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      threads[i] = g_thread_new ("worker", work, &workers[i]);
      let_wait ();
    }
  g_assert_cmpstr (order->str, ==, "");
  fus_gate_leave (gate, FUS_GATE_PERSON);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    g_thread_join (threads[i]);
  g_assert_cmpstr (order->str, ==, "pqatu");
  fus_gate_free (gate);
}

static void
test_give_way (void)
{
  FusGate *gate = fus_gate_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Worker later = { gate, FUS_GATE_TRAINING, 't', order, 1 };
  Worker person = { gate, FUS_GATE_PERSON, 'p', order, 2 };
  Worker analysis = { gate, FUS_GATE_ANALYSIS, 'a', order, 1 };
  GThread *threads[3];

  fus_gate_enter (gate, FUS_GATE_TRAINING);
  /* Somebody of the same level does not get in between. */
  threads[0] = g_thread_new ("later", work, &later);
  let_wait ();
  fus_gate_give_way (gate, FUS_GATE_TRAINING);
  g_assert_cmpstr (order->str, ==, "");

  threads[1] = g_thread_new ("analysis", work, &analysis);
  threads[2] = g_thread_new ("person", work, &person);
  let_wait ();
  fus_gate_give_way (gate, FUS_GATE_TRAINING);
  g_assert_cmpstr (order->str, ==, "ppa");
  fus_gate_leave (gate, FUS_GATE_TRAINING);
  for (int i = 0; i < 3; i++)
    g_thread_join (threads[i]);
  g_assert_cmpstr (order->str, ==, "ppat");
  fus_gate_free (gate);
}

/* Many workers of all levels: every one gets its turns, one at a time. */
static void
test_crowd (void)
{
  enum
  {
    N = 12,
    TURNS = 200
  };
  FusGate *gate = fus_gate_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Worker workers[N];
  GThread *threads[N];

  for (int i = 0; i < N; i++)
    {
      workers[i] = (Worker){ gate, i % FUS_N_GATE_LEVELS, 'a' + i, order, TURNS };
      threads[i] = g_thread_new ("crowd", work, &workers[i]);
    }
  for (int i = 0; i < N; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (order->len, ==, N * TURNS);
  fus_gate_free (gate);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/gate/order", test_order);
  g_test_add_func ("/study/gate/give-way", test_give_way);
  g_test_add_func ("/study/gate/crowd", test_crowd);
  return g_test_run ();
}
