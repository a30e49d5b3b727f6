/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/stimulus-private.h"

#include <math.h>
#include <string.h>

/* Generators for noise and shaking, apart from others of the same seed. */
#define STREAM 0x57696d75
/* The noise that an ascent on pixels begins with: grey, give or take. */
#define NOISE_MIDDLE 0.5
#define NOISE_RANGE 0.1
/* Deviation of that noise, which is uniform: range / sqrt (3). A picture of less shows nothing. */
#define FLAT_DEVIATION 0.0577

static const char *const presets[] = { "paper", "clear" };
static const char *const ends[] = { "shown", "no-gradient", "flat" };
static const FusNames end_names = FUS_NAMES (ends);
const FusNames fus_stimulus_preset_names = FUS_NAMES (presets);

G_STATIC_ASSERT (G_N_ELEMENTS (presets) == FUS_N_STIMULUS_PRESETS);
G_STATIC_ASSERT (G_N_ELEMENTS (ends) == FUS_N_STIMULUS_ENDS);

FUS_DEFINE_NAMES (FusStimulusPreset, stimulus_preset, fus_stimulus_preset_names)
FUS_DEFINE_NAMES (FusStimulusEnd, stimulus_end, end_names)

guint
fus_stimulus_preset_steps (FusStimulusPreset preset)
{
  return preset == FUS_STIMULUS_PAPER ? 64 : 512;
}

void
fus_head_unit (const FusArchitecture *arch, guint unit, FusTask *task, guint *class_index)
{
  for (*task = 0; unit >= arch->n_classes[*task]; (*task)++)
    {
      unit -= arch->n_classes[*task];
      g_assert (*task + 1 < FUS_N_TASKS);
    }
  *class_index = unit;
}

FusPicture *
fus_stimulus_picture (const float *pixels, guint side)
{
  FusPicture *picture = fus_picture_new ((int) side, (int) side);
  gsize area = (gsize) side * side;

  for (gsize i = 0; i < area; i++)
    for (gsize c = 0; c < 3; c++)
      picture->pixels[3 * i + c] = (guint8) (CLAMP (pixels[c * area + i], 0, 1) * 255 + 0.5f);
  return picture;
}

/* Whether no channel's pixels deviate more from their mean than the noise's did. */
static gboolean
is_flat (const float *pixels, gsize area)
{
  for (gsize c = 0; c < 3; c++, pixels += area)
    {
      double sum = 0, squares = 0;

      for (gsize i = 0; i < area; i++)
        sum += pixels[i];
      for (gsize i = 0; i < area; i++)
        squares += (pixels[i] - sum / area) * (pixels[i] - sum / area);
      if (sqrt (squares / area) > FLAT_DEVIATION)
        return FALSE;
    }
  return TRUE;
}

static void
ascents_init (FusAscents *ascents, FusPass *pass, FusTeam *team, FusLayer layer,
              const FusStimulusSettings *settings)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize max = fus_pass_max_batch (pass), side = fus_architecture_side (arch, layer, FALSE);
  /* What goes back from logits to fc2 needs room too. */
  gsize numbers = MAX (fus_architecture_units (arch, layer) * side * side,
                       layer == FUS_LAYER_HEADS ? fus_architecture_units (arch, FUS_LAYER_FC2) : 0);

  *ascents = (FusAscents){ .pass = pass,
                           .team = team,
                           .arch = arch,
                           .layer = layer,
                           .settings = *settings,
                           .size = (gsize) 3 * arch->image_size * arch->image_size,
                           .area = side * side };
  if (settings->preset == FUS_STIMULUS_CLEAR)
    ascents->spectrum = fus_spectrum_new (arch->image_size);
  ascents->items = g_new0 (FusAscent, max);
  ascents->images = g_new (float, max * ascents->size);
  ascents->shaken = g_new (float, max * ascents->size);
  ascents->gradient = g_new (float, max * ascents->size);
  ascents->activation = g_new (float, max *numbers);
  ascents->d_activation = g_new0 (float, max *numbers);
  for (gsize i = 0; i < max; i++)
    {
      FusAscent *item = &ascents->items[i];

      item->pixels = g_new (float, ascents->size);
      if (ascents->spectrum == NULL)
        continue;
      item->coefficients = g_new (float, fus_spectrum_size (ascents->spectrum));
      item->mean = g_new (float, fus_spectrum_size (ascents->spectrum));
      item->square = g_new (float, fus_spectrum_size (ascents->spectrum));
    }
}

static void
ascents_clear (FusAscents *ascents)
{
  for (gsize i = 0; i < fus_pass_max_batch (ascents->pass); i++)
    {
      g_free (ascents->items[i].pixels);
      g_free (ascents->items[i].coefficients);
      g_free (ascents->items[i].mean);
      g_free (ascents->items[i].square);
    }
  g_clear_pointer (&ascents->spectrum, fus_spectrum_free);
  g_free (ascents->items);
  g_free (ascents->images);
  g_free (ascents->shaken);
  g_free (ascents->gradient);
  g_free (ascents->activation);
  g_free (ascents->d_activation);
  fus_pass_set_relu_rule (ascents->pass, FUS_RELU_GRADIENT);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FusAscents, ascents_clear)

static void
begin (FusAscents *ascents, FusAscent *item, guint unit, gsize index)
{
  item->unit = unit;
  item->index = index;
  item->step = 0;
  item->moved = FALSE;
  item->stuck = FALSE;
  fus_random_seed (&item->random, ascents->settings.seed, STREAM);
  if (ascents->spectrum == NULL)
    {
      for (gsize i = 0; i < ascents->size; i++)
        item->pixels[i]
            = (float) (NOISE_MIDDLE + NOISE_RANGE * (2 * fus_random_uniform (&item->random) - 1));
      return;
    }
  fus_spectrum_draw (ascents->spectrum, item->coefficients, &item->random);
  memset (item->mean, 0, fus_spectrum_size (ascents->spectrum) * sizeof (float));
  memset (item->square, 0, fus_spectrum_size (ascents->spectrum) * sizeof (float));
}

static void
tell (const FusAscents *ascents, const FusAscent *item, gboolean finished, FusStimulusReport report,
      gpointer data)
{
  FusStimulus stimulus = { .unit = item->unit,
                           .side = ascents->arch->image_size,
                           .pixels = item->pixels,
                           .step = item->step,
                           .activation = item->activation,
                           .finished = finished };

  if (finished && !item->moved)
    stimulus.end = FUS_STIMULUS_NO_GRADIENT;
  else if (finished && is_flat (item->pixels, ascents->size / 3))
    stimulus.end = FUS_STIMULUS_FLAT;
  report (data, item->index, &stimulus);
}

static gboolean
is_done (const FusAscents *ascents, const FusAscent *item)
{
  return item->stuck || item->step >= ascents->settings.steps;
}

/* Measures and reports those that are done, and lets the others close up. */
static gboolean
finish (FusAscents *ascents, FusStimulusReport report, gpointer data, const FusPoll *poll)
{
  guint n = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < ascents->n; i++)
    any = any || is_done (ascents, &ascents->items[i]);
  if (!any)
    return TRUE;
  fus_ascents_show_still (ascents);
  if (!fus_ascents_ask (ascents, FALSE, poll))
    return FALSE;
  for (guint i = 0; i < ascents->n; i++)
    {
      FusAscent item = ascents->items[i];

      if (is_done (ascents, &item))
        {
          tell (ascents, &item, TRUE, report, data);
          continue;
        }
      ascents->items[i] = ascents->items[n];
      ascents->items[n++] = item;
    }
  ascents->n = n;
  return TRUE;
}

static gboolean
climb_step (FusAscents *ascents, FusStimulusReport report, gpointer data, const FusPoll *poll)
{
  const guint every = ascents->settings.report_every;

  fus_ascents_show (ascents);
  if (!fus_ascents_ask (ascents, TRUE, poll))
    return FALSE;
  fus_ascents_climb (ascents);
  for (guint i = 0; i < ascents->n; i++)
    if (every > 0 && ascents->items[i].step % every == 0 && !is_done (ascents, &ascents->items[i]))
      tell (ascents, &ascents->items[i], FALSE, report, data);
  return finish (ascents, report, data, poll);
}

FusNetwork *
fus_stimulus_network (FusNetwork *network, FusLayer layer, FusStimulusPreset preset)
{
  FusArchitecture arch = *fus_network_architecture (network);
  FusNetwork *small;
  const FusTensor *last;

  if (preset != FUS_STIMULUS_CLEAR || layer > FUS_LAYER_CONV8
      || arch.image_size <= FUS_STIMULUS_CLEAR_SIDE)
    return fus_network_ref (network);
  arch.image_size = FUS_STIMULUS_CLEAR_SIDE;
  small = fus_network_new (&arch, NULL);
  /* The conv layers' parameters come first, and are as many at every size of the picture. */
  last = fus_network_find_tensor (network, "features.18.bias");
  memcpy (fus_network_parameters (small), fus_network_parameters (network),
          (last->offset + last->size) * sizeof (float));
  fus_network_set_normalization (small, fus_network_normalization (network));
  return small;
}

gboolean
fus_stimulus_ascend (FusPass *pass, FusTeam *team, FusLayer layer, const guint *units, gsize n,
                     const FusStimulusSettings *settings, FusStimulusReport report, gpointer data,
                     const FusPoll *poll, const FusProgress *progress)
{
  g_auto (FusAscents) ascents;
  const guint max = fus_pass_max_batch (pass);

  g_assert (settings->steps > 0 && settings->steps <= FUS_STIMULUS_MAX_STEPS);
  ascents_init (&ascents, pass, team, layer, settings);
  for (gsize first = 0; first < n; first += max)
    {
      double share = (double) MIN (max, n - first) / n;

      ascents.n = (guint) MIN (max, n - first);
      for (guint i = 0; i < ascents.n; i++)
        {
          g_assert (units[first + i] < fus_architecture_units (ascents.arch, layer));
          begin (&ascents, &ascents.items[i], units[first + i], first + i);
        }
      while (ascents.n > 0)
        {
          guint step = ascents.items[0].step + 1;

          if (!climb_step (&ascents, report, data, poll))
            return FALSE;
          if (progress != NULL)
            progress->report (progress->data,
                              (double) first / n
                                  + share * (ascents.n > 0 ? (double) step / settings->steps : 1));
        }
    }
  return TRUE;
}
