/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/jobs/gate.h"
#include "engine/pass.h"

#include <stdlib.h>

/* waiting IMAGE-SIZE WIDTH BATCH MAPS: trains a network of random weights in a thread of its own,
 * as a study does, and asks for one map after the other as the window does. Prints how long a
 * person waits for a map, at rest and while the network is trained, and how long a step takes. */

#define IDENTITIES 35
#define EXPRESSIONS 7

typedef struct
{
  const FusArchitecture *arch;
  guint batch;
  gint stop; /* atomic */
  guint n_steps;
  double seconds;
} Training;

static float *
random_images (const FusArchitecture *arch, guint n)
{
  gsize numbers = (gsize) n * 3 * arch->image_size * arch->image_size;
  float *images = g_new (float, numbers);
  FusRandom random;

  fus_random_seed (&random, n, 0);
  for (gsize i = 0; i < numbers; i++)
    images[i] = (float) fus_random_uniform (&random) * 4 - 2;
  return images;
}

static gboolean
give_way (gpointer data)
{
  fus_gate_give_way (fus_gate_get_default (), FUS_GATE_TRAINING);
  return TRUE;
}

static gpointer
train (gpointer data)
{
  Training *training = data;
  const FusStep step = { .learning_rate = 0.001f, .momentum = 0.9f, .weight_decay = 0.0001f };
  const FusPoll poll = { give_way, NULL };
  g_autoptr (FusNetwork) network = fus_network_new (training->arch, NULL);
  g_autoptr (FusTeam) team = fus_team_new (0);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_TRAIN, training->batch, team);
  g_autofree float *images = random_images (training->arch, training->batch);
  g_autofree float *momentum = g_new0 (float, fus_architecture_n_parameters (training->arch));
  g_autofree gint32 *labels = g_new0 (gint32, training->batch);
  const gint32 *const both[FUS_N_TASKS] = { labels, labels };
  FusRandom random;
  FusLoss loss;

  fus_network_initialize (network, 1);
  fus_random_seed (&random, 1, 0);
  while (!g_atomic_int_get (&training->stop))
    {
      gint64 begin = g_get_monotonic_time ();

      fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
      fus_pass_train (pass, images, both, training->batch, &step, momentum, &random, &loss, &poll,
                      NULL);
      fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);
      training->seconds += (g_get_monotonic_time () - begin) / 1e6;
      training->n_steps++;
    }
  return NULL;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Asks for @n maps, a while after each other that is not in step with anything. */
static void
measure (FusPass *pass, const float *image, guint n, const char *when)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  guint side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  gsize size = (gsize) fus_architecture_units (arch, FUS_LAYER_CONV8) * side * side;
  g_autofree float *activation = g_new (float, size), *gradient = g_new (float, size);
  g_autofree double *ms = g_new (double, n);
  const float d_expression[EXPRESSIONS] = { 1 };
  const float *const d_logits[FUS_N_TASKS] = { [FUS_TASK_EXPRESSION] = d_expression };
  FusRandom random;

  fus_random_seed (&random, 2, 0);
  for (guint i = 0; i < n; i++)
    {
      gint64 begin;

      g_usleep (50000 + fus_random_below (&random, 400000));
      begin = g_get_monotonic_time ();
      fus_gate_enter (fus_gate_get_default (), FUS_GATE_PERSON);
      fus_pass_forward (pass, image, 1, FUS_LAYER_HEADS, NULL);
      fus_pass_backward (pass, d_logits, FUS_LAYER_CONV8, NULL);
      fus_pass_get_activation (pass, FUS_LAYER_CONV8, FALSE, activation);
      fus_pass_get_gradient (pass, FUS_LAYER_CONV8, gradient);
      fus_gate_leave (fus_gate_get_default (), FUS_GATE_PERSON);
      ms[i] = (g_get_monotonic_time () - begin) / 1e3;
    }
  qsort (ms, n, sizeof *ms, compare);
  g_print ("%s: a map takes %.0f ms in the middle, 95 %% take no longer than %.0f ms\n", when,
           ms[n / 2], ms[MIN (n - 1, n * 95 / 100)]);
}

int
main (int argc, char **argv)
{
  if (argc != 5)
    {
      g_printerr ("waiting IMAGE-SIZE WIDTH BATCH MAPS\n");
      return 2;
    }

  FusArchitecture arch = {
    .image_size = (guint) atoi (argv[1]),
    .width = g_ascii_strtod (argv[2], NULL),
    .n_classes = { [FUS_TASK_IDENTITY] = IDENTITIES, [FUS_TASK_EXPRESSION] = EXPRESSIONS },
    .dropout = 0.5,
  };
  Training training = { &arch, (guint) atoi (argv[3]) };
  guint n = (guint) MAX (1, atoi (argv[4]));
  g_autoptr (GError) error = NULL;
  g_autoptr (FusNetwork) network = fus_network_new (&arch, &error);

  if (network == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  fus_network_initialize (network, 0);

  g_autoptr (FusTeam) team = fus_team_new (0);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  g_autofree float *image = random_images (&arch, 1);
  GThread *thread;

  measure (pass, image, n, "At rest");
  thread = g_thread_new ("training", train, &training);
  g_usleep (5 * G_USEC_PER_SEC);
  measure (pass, image, n, "While training");
  g_atomic_int_set (&training.stop, TRUE);
  g_thread_join (thread);
  g_print ("A step of %u frames takes %.0f ms, the maps in between included\n", training.batch,
           1e3 * training.seconds / training.n_steps);
  return 0;
}
