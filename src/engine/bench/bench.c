/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/bench/bench.h"

#include "engine/bench/bench-layers.h"
#include "engine/blas.h"
#include "engine/kernels.h"
#include "engine/pass.h"

#include <stdlib.h>
#include <sys/resource.h>

#define IDENTITIES 35
#define EXPRESSIONS 7

typedef struct
{
  const FusBenchSettings *settings;
  FusTeam *team;
  FusNetwork *network;
  float *images;
  const FusPoll *poll;

  FusPass *pass;
  float *momentum;
  gint32 *labels[FUS_N_TASKS];
  FusRandom random;
  float *activation, *gradient; /* of conv8 */
} Bench;

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

double
fus_bench_median_ms (gboolean (*run) (gpointer data), gpointer data, guint repeats)
{
  g_autofree gint64 *times = g_new (gint64, repeats);

  for (guint i = 0; i < repeats + 2; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!run (data))
        return -1;
      if (i >= 2)
        times[i - 2] = g_get_monotonic_time () - start;
    }
  qsort (times, repeats, sizeof *times, compare_times);
  return times[repeats / 2] / 1e3;
}

static gboolean
run_step (gpointer data)
{
  Bench *b = data;
  const FusStep step = { .learning_rate = 0.001f, .momentum = 0.9f, .weight_decay = 0.0001f };
  FusLoss loss;

  return fus_pass_train (b->pass, b->images, (const gint32 *const *) b->labels, b->settings->batch,
                         &step, b->momentum, &b->random, &loss, b->poll, NULL);
}

static gboolean
run_batch (gpointer data)
{
  Bench *b = data;

  return fus_pass_forward (b->pass, b->images, b->settings->batch, FUS_LAYER_HEADS, b->poll);
}

static gboolean
run_frame (gpointer data)
{
  Bench *b = data;

  return fus_pass_forward (b->pass, b->images, 1, FUS_LAYER_HEADS, b->poll);
}

static gboolean
run_gradcam (gpointer data)
{
  Bench *b = data;
  const float *d_logits[FUS_N_TASKS] = { NULL };
  float d_expression[EXPRESSIONS] = { 0 };
  guint best = 0;

  if (!run_frame (b))
    return FALSE;

  const float *logits = fus_pass_logits (b->pass, FUS_TASK_EXPRESSION);

  for (guint i = 1; i < EXPRESSIONS; i++)
    if (logits[i] > logits[best])
      best = i;
  d_expression[best] = 1;
  d_logits[FUS_TASK_EXPRESSION] = d_expression;
  if (!fus_pass_backward (b->pass, d_logits, FUS_LAYER_CONV8, b->poll))
    return FALSE;
  fus_pass_get_activation (b->pass, FUS_LAYER_CONV8, FALSE, b->activation);
  fus_pass_get_gradient (b->pass, FUS_LAYER_CONV8, b->gradient);
  return TRUE;
}

/* The median time of @run on a pass of its own, which is freed before the next is made. */
static double
measure (Bench *b, FusPassPurpose purpose, guint max_batch, gboolean (*run) (gpointer),
         guint repeats)
{
  b->pass = fus_pass_new (b->network, purpose, max_batch, b->team);

  double ms = fus_bench_median_ms (run, b, repeats);

  g_clear_pointer (&b->pass, fus_pass_free);
  return ms;
}

static double
measure_training (Bench *b)
{
  guint n = b->settings->batch;

  b->momentum
      = g_new0 (float, fus_architecture_n_parameters (fus_network_architecture (b->network)));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      b->labels[t] = g_new (gint32, n);
      for (guint i = 0; i < n; i++)
        b->labels[t][i]
            = fus_random_below (&b->random, t == FUS_TASK_IDENTITY ? IDENTITIES : EXPRESSIONS);
    }

  double ms = measure (b, FUS_PASS_TRAIN, n, run_step, b->settings->repeats);

  g_clear_pointer (&b->momentum, g_free);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    g_clear_pointer (&b->labels[t], g_free);
  return ms;
}

static double
peak_rss_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024.0 / 1e6;
}

FusArchitecture
fus_bench_architecture (const FusBenchSettings *settings)
{
  return (FusArchitecture){
    .image_size = settings->image_size,
    .width = settings->width,
    .n_classes = { [FUS_TASK_IDENTITY] = IDENTITIES, [FUS_TASK_EXPRESSION] = EXPRESSIONS },
    .dropout = 0.5
  };
}

gboolean
fus_bench (const FusBenchSettings *settings, FusBench *bench, const FusPoll *poll, GError **error)
{
  g_assert (settings->batch > 0 && settings->repeats > 0);

  FusArchitecture arch = fus_bench_architecture (settings);
  g_autoptr (FusNetwork) network = fus_network_new (&arch, error);

  if (network == NULL)
    return FALSE;
  fus_network_initialize (network, 0);

  g_autoptr (FusTeam) team = fus_team_new (settings->n_threads);
  gsize pixels = (gsize) settings->batch * 3 * arch.image_size * arch.image_size;
  guint side = fus_architecture_side (&arch, FUS_LAYER_CONV8, FALSE);
  gsize conv8 = (gsize) fus_architecture_units (&arch, FUS_LAYER_CONV8) * side * side;
  g_autofree float *images = g_new (float, pixels);
  g_autofree float *activation = g_new (float, conv8), *gradient = g_new (float, conv8);
  Bench b
      = { settings, team, network, images, poll, .activation = activation, .gradient = gradient };

  fus_random_seed (&b.random, 0, 0);
  for (gsize i = 0; i < pixels; i++)
    images[i] = (float) fus_random_normal (&b.random);

  /* Training comes last: it is what needs most memory. */
  double infer = measure (&b, FUS_PASS_FORWARD, settings->batch, run_batch, settings->repeats);
  double one = measure (&b, FUS_PASS_FORWARD, 1, run_frame, 2 * settings->repeats);
  double gradcam = measure (&b, FUS_PASS_EXPLAIN, 1, run_gradcam, 2 * settings->repeats);
  double train = measure_training (&b);

  if (infer < 0 || one < 0 || gradcam < 0 || train < 0)
    return FALSE;

  double macs = fus_architecture_forward_macs (&arch);

  *bench = (FusBench){ .n_threads = fus_team_size (team),
                       .train_frames_per_s = 1e3 * settings->batch / train,
                       .infer_frames_per_s = 1e3 * settings->batch / infer,
                       .one_frame_ms = one,
                       .gradcam_ms = gradcam,
                       .gflops = 2e-9 * macs * 1e3 * settings->batch / infer,
                       .core = fus_blas_core (),
                       .isa = fus_kernels ()->name,
                       .peak_rss_mb = peak_rss_mb () };
  return TRUE;
}
