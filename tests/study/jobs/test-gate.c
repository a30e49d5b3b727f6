/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/gate.h"

#include "engine/pass.h"

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

/* Until that many of @level have come to wait. */
static void
let_wait (FusGate *gate, FusGateLevel level, guint n)
{
  while (fus_gate_n_waiting (gate, level) < n)
    g_thread_yield ();
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
      const FusGateLevel level = workers[i].level;
      const guint before = fus_gate_n_waiting (gate, level);

      threads[i] = g_thread_new ("worker", work, &workers[i]);
      let_wait (gate, level, before + 1);
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
  let_wait (gate, FUS_GATE_TRAINING, 1);
  fus_gate_give_way (gate, FUS_GATE_TRAINING);
  g_assert_cmpstr (order->str, ==, "");

  threads[1] = g_thread_new ("analysis", work, &analysis);
  threads[2] = g_thread_new ("person", work, &person);
  let_wait (gate, FUS_GATE_ANALYSIS, 1);
  let_wait (gate, FUS_GATE_PERSON, 1);
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

#define SIZE 64
#define BATCH 8
#define PEOPLE 4

typedef struct
{
  FusGate *gate;
  FusNetwork *network;
  float *images;
  gint polls; /* written inside the gate only, as are the next two */
  gint steps;
  gint polls_of_a_step;
  gint stop;    /* atomic */
  gint meeting; /* atomic: amidst its second step training stands until a person is waiting */
} Training;

static gboolean
poll_training (gpointer data)
{
  Training *training = data;

  training->polls++;
  if (training->steps == 1 && training->polls == training->polls_of_a_step * 3 / 2)
    {
      g_atomic_int_set (&training->meeting, TRUE);
      let_wait (training->gate, FUS_GATE_PERSON, 1);
    }
  fus_gate_give_way (training->gate, FUS_GATE_TRAINING);
  return TRUE;
}

static gpointer
keep_training (gpointer data)
{
  Training *training = data;
  const FusPoll poll = { poll_training, training };
  const FusStep step = { .learning_rate = 1e-6f };
  const gint32 people[BATCH] = { 0, 1, 2, 3, 3, 2, 1, 0 };
  const gint32 *const labels[FUS_N_TASKS] = { [FUS_TASK_IDENTITY] = people };
  g_autoptr (FusTeam) team = fus_team_new (2);
  g_autoptr (FusPass) pass = fus_pass_new (training->network, FUS_PASS_TRAIN, BATCH, team);
  g_autofree float *momentum = g_new0 (
      float, fus_architecture_n_parameters (fus_network_architecture (training->network)));
  FusRandom random;
  FusLoss loss;

  fus_random_seed (&random, 1, 0);
  fus_gate_enter (training->gate, FUS_GATE_TRAINING);
  while (!g_atomic_int_get (&training->stop))
    {
      fus_pass_train (pass, training->images, labels, BATCH, &step, momentum, &random, &loss, &poll,
                      NULL);
      training->steps++;
      if (training->steps == 1)
        training->polls_of_a_step = training->polls;
    }
  fus_gate_leave (training->gate, FUS_GATE_TRAINING);
  return NULL;
}

/* A frame asked for while a network is in training is run between two layers of a step, during
 * which training stands still. */
static void
test_between_layers (void)
{
  const FusArchitecture arch
      = { .image_size = SIZE, .width = 0.1, .n_classes = { [FUS_TASK_IDENTITY] = PEOPLE } };
  g_autoptr (FusNetwork) network = fus_network_new (&arch, NULL);
  g_autoptr (FusNetwork) other = fus_network_new (&arch, NULL);
  g_autofree float *images = g_new (float, BATCH * 3 * SIZE * SIZE);
  FusGate *gate = fus_gate_new ();
  Training training = { gate, network, images };
  FusRandom random;

  fus_network_initialize (network, 0);
  fus_network_initialize (other, 1);
  fus_random_seed (&random, 0, 0);
  for (gsize i = 0; i < BATCH * 3 * SIZE * SIZE; i++)
    images[i] = (float) fus_random_normal (&random);

  g_autoptr (FusTeam) team = fus_team_new (2);
  g_autoptr (FusPass) pass = fus_pass_new (other, FUS_PASS_EXPLAIN, 1, team);
  GThread *thread = g_thread_new ("training", keep_training, &training);

  while (!g_atomic_int_get (&training.meeting))
    g_thread_yield ();
  fus_gate_enter (gate, FUS_GATE_PERSON);

  const gint polls = training.polls;

  /* Eleven layers there, ten and the heads back. */
  g_assert_cmpint (training.polls_of_a_step, >=, 20);
  /* The second step has begun and has not ended. */
  g_assert_cmpint (training.steps, ==, 1);
  g_assert_cmpint (polls, ==, training.polls_of_a_step * 3 / 2);
  g_assert_true (fus_pass_forward (pass, images, 1, FUS_LAYER_HEADS, NULL));
  g_assert_cmpint (training.polls, ==, polls);
  g_assert_cmpint (training.steps, ==, 1);
  fus_gate_leave (gate, FUS_GATE_PERSON);
  g_atomic_int_set (&training.stop, TRUE);
  g_thread_join (thread);
  fus_gate_free (gate);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/gate/order", test_order);
  g_test_add_func ("/study/gate/give-way", test_give_way);
  g_test_add_func ("/study/gate/crowd", test_crowd);
  g_test_add_func ("/study/gate/between-layers", test_between_layers);
  return g_test_run ();
}
