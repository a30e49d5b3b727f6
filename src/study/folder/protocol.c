/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/protocol.h"

#include "study/jobs/gate.h"
#include "study/folder/study-file.h"
#include "study/folder/study.h"

#include <glib/gi18n-lib.h>

/* Largest whole number that every JSON reader keeps exactly. */
#define MAX_SEED ((G_GUINT64_CONSTANT (1) << 53) - 1)

static const char *const preset_names[] = {
  [FUS_PRESET_QUICK] = "quick",
  [FUS_PRESET_PAPER] = "paper",
  [FUS_PRESET_OWN] = "own",
};

const char *
fus_preset_name (FusPreset preset)
{
  g_return_val_if_fail (preset < G_N_ELEMENTS (preset_names), NULL);
  return preset_names[preset];
}

gboolean
fus_preset_parse (const char *name, FusPreset *preset)
{
  for (guint i = 0; i < G_N_ELEMENTS (preset_names); i++)
    if (g_strcmp0 (name, preset_names[i]) == 0)
      {
        *preset = i;
        return TRUE;
      }
  return FALSE;
}

FusProtocol
fus_protocol_preset (FusPreset preset)
{
  FusProtocol paper = {
    .preset = preset,
    .image_size = 224,
    .width = 1,
    .epochs = 250,
    .batch = 32,
    .learning_rate = 0.001,
    .momentum = 0.9,
    .weight_decay = 0.0001,
    .dropout = 0.5,
    .seed = 1,
  };
  FusProtocol quick = paper;

  if (preset == FUS_PRESET_PAPER)
    return paper;

  quick.image_size = 64;
  quick.width = 0.25;
  quick.epochs = 40;
  quick.learning_rate = 0.01;
  /* A quarter of the width has nothing to spare: with dropout 0.5 expression stays at chance. */
  quick.dropout = 0;
  return quick;
}

static gboolean
check_range (const char *setting, double value, double low, double high, GError **error)
{
  char low_text[G_ASCII_DTOSTR_BUF_SIZE], high_text[G_ASCII_DTOSTR_BUF_SIZE];
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (value >= low && value <= high)
    return TRUE;
  g_ascii_formatd (text, sizeof text, "%.6g", value);
  g_ascii_formatd (low_text, sizeof low_text, "%.6g", low);
  g_ascii_formatd (high_text, sizeof high_text, "%.6g", high);
  /* Translators: a setting's name, its value, lowest and highest value */
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
               _ ("%s is %s; it must be between %s and %s."), setting, text, low_text, high_text);
  return FALSE;
}

gboolean
fus_protocol_check (const FusProtocol *protocol, GError **error)
{
  if (!check_range (_ ("Image size"), protocol->image_size, 32, 512, error)
      || !check_range (_ ("Width"), protocol->width, 0.05, 1, error)
      || !check_range (_ ("Number of epochs"), protocol->epochs, 1, 100000, error)
      || !check_range (_ ("Batch size"), protocol->batch, 1, 1024, error)
      || !check_range (_ ("Learning rate"), protocol->learning_rate, 1e-9, 10, error)
      || !check_range (_ ("Momentum"), protocol->momentum, 0, 0.9999, error)
      || !check_range (_ ("Weight decay"), protocol->weight_decay, 0, 1, error)
      || !check_range (_ ("Dropout"), protocol->dropout, 0, 0.95, error)
      || !check_range (_ ("Seed"), protocol->seed, 0, MAX_SEED, error))
    return FALSE;

  if (protocol->image_size % 32 != 0)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
                   _ ("Image size is %u; it must be a multiple of 32."), protocol->image_size);
      return FALSE;
    }
  return TRUE;
}

gboolean
fus_protocol_equal (const FusProtocol *a, const FusProtocol *b)
{
  return a->preset == b->preset && a->image_size == b->image_size && a->width == b->width
         && a->epochs == b->epochs && a->batch == b->batch && a->learning_rate == b->learning_rate
         && a->momentum == b->momentum && a->weight_decay == b->weight_decay
         && a->dropout == b->dropout && a->seed == b->seed;
}

static FusArchitecture
architecture_of (const FusProtocol *protocol)
{
  /* The paper's numbers of classes: a head is a small part of the network. */
  return (FusArchitecture){ .image_size = protocol->image_size,
                            .width = protocol->width,
                            .n_classes = { 35, FUS_N_EXPRESSIONS },
                            .dropout = protocol->dropout };
}

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
      FusArchitecture arch = { .image_size = wide ? 96 : 64,
                               .width = wide ? 0.5 : 0.25,
                               .n_classes = { 35, FUS_N_EXPRESSIONS } };

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
fus_protocol_estimate_seconds (const FusProtocol *protocol, guint n_frames, guint n_threads)
{
  FusArchitecture arch = architecture_of (protocol);
  double speed = known_speed (protocol->width > 0.35, n_threads);

  return 3 * fus_architecture_forward_macs (&arch) * n_frames * protocol->epochs / speed;
}

gsize
fus_protocol_estimate_bytes (const FusProtocol *protocol, const guint n_classes[FUS_N_TASKS])
{
  FusArchitecture arch = architecture_of (protocol);
  gsize kept = (gsize) FUS_KDEF_FRAMES * 3 * protocol->image_size * protocol->image_size;

  for (int task = 0; task < FUS_N_TASKS; task++)
    arch.n_classes[task] = n_classes[task];
  return fus_architecture_training_bytes (&arch, protocol->batch)
         + MIN (kept, fus_study_cache_limit ());
}
