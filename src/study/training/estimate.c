/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/estimate.h"

#include "engine/architecture.h"
#include "study/folder/study-private.h"
#include "study/jobs/gate.h"

/* Frames of the whole KDEF. */
#define KDEF_FRAMES 4900

/* Multiply-additions per second of training on a network of that shape, by training steps on noise
 * for about a fifth of a second. */
static double
measure_speed (const FusArchitecture *arch, guint n_threads)
{
  enum
  {
    N = 8,
    MAX_STEPS = 50
  };
  g_autoptr (FusNetwork) network = fus_network_new (arch, NULL);
  FusTeam *team = fus_team_new (n_threads);
  FusPass *pass = fus_pass_new (network, FUS_PASS_TRAIN, N, team);
  g_autofree float *images = g_new (float, (gsize) N * 3 * arch->image_size * arch->image_size);
  g_autofree float *momentum = g_new0 (float, fus_architecture_n_parameters (arch));
  gint32 labels[N] = { 0 };
  const gint32 *const both[FUS_N_TASKS] = { labels, labels };
  FusStep step = { 0 };
  FusRandom random;
  FusLoss loss;
  gint64 start = 0, now = 0;
  int steps;

  fus_network_initialize (network, 1);
  fus_pass_network_changed (pass);
  fus_random_seed (&random, 1, 0);
  for (gsize i = 0; i < (gsize) N * 3 * arch->image_size * arch->image_size; i++)
    images[i] = (float) fus_random_uniform (&random) - 0.5f;

  /* The first step is not counted: it touches the memory. */
  for (steps = -1; steps < MAX_STEPS && (steps < 1 || now - start < G_USEC_PER_SEC / 5); steps++)
    {
      if (steps == 0)
        start = g_get_monotonic_time ();
      fus_pass_train (pass, images, both, N, &step, momentum, &random, &loss, NULL, NULL);
      now = g_get_monotonic_time ();
    }
  fus_pass_free (pass);
  fus_team_free (team);
  return 3 * fus_architecture_forward_macs (arch) * N * steps * G_USEC_PER_SEC
         / (double) MAX (now - start, 1);
}

/* Narrow networks reach a smaller share of the processor's speed than wide ones. */
static double
known_speed (gboolean wide, guint n_threads)
{
  static GMutex mutex;
  static double speed[2];
  static guint threads[2];
  double found;

  g_mutex_lock (&mutex);
  if (speed[wide] == 0 || threads[wide] != n_threads)
    {
      const FusProtocol probe = { .image_size = wide ? 96 : 64, .width = wide ? 0.5 : 0.25 };
      const FusArchitecture arch = fus_protocol_architecture (&probe);

      fus_gate_enter (fus_gate_get_default (), FUS_GATE_PERSON);
      speed[wide] = measure_speed (&arch, n_threads);
      fus_gate_leave (fus_gate_get_default (), FUS_GATE_PERSON);
      threads[wide] = n_threads;
    }
  found = speed[wide];
  g_mutex_unlock (&mutex);
  return found;
}

double
fus_training_estimate_seconds (const FusProtocol *protocol, guint n_frames, guint n_threads)
{
  FusArchitecture arch = fus_protocol_architecture (protocol);
  double speed = known_speed (protocol->width > 0.35, n_threads);

  return 3 * fus_architecture_forward_macs (&arch) * n_frames * protocol->epochs / speed;
}

gsize
fus_training_estimate_bytes (const FusProtocol *protocol, const guint n_classes[FUS_N_TASKS])
{
  FusArchitecture arch = fus_protocol_architecture (protocol);
  gsize kept = (gsize) KDEF_FRAMES * 3 * protocol->image_size * protocol->image_size;

  for (int task = 0; task < FUS_N_TASKS; task++)
    arch.n_classes[task] = n_classes[task];
  return fus_architecture_training_bytes (&arch, protocol->batch)
         + MIN (kept, fus_budget_limit (fus_budget_get_default ()));
}
