/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/protocol.h"

#include "faces/frame.h"
#include "study/folder/protocol-settings.h"
#include "study/folder/study-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  const char *name;
  const char *title, *purpose; /* marked for translation */
} Preset;

static const Preset presets[] = {
  [FUS_PRESET_QUICK]
  = { "quick", N_ ("Quick"), N_ ("Small networks on small frames: a first look") },
  [FUS_PRESET_FINE] = { "fine", N_ ("Fine"), N_ ("Finer maps, trained in an evening") },
  [FUS_PRESET_PAPER]
  = { "paper", N_ ("Paper"), N_ ("As Tazi, Berger and Freiwald (2023) trained them") },
  [FUS_PRESET_OWN] = { "own", N_ ("Own settings"), N_ ("As set under Details") },
};
const FusNames fus_preset_names = FUS_NAMES (presets);

FUS_DEFINE_NAMES (FusPreset, preset, fus_preset_names)

const char *
fus_preset_title (FusPreset preset)
{
  return _ (presets[preset].title);
}

const char *
fus_preset_purpose (FusPreset preset)
{
  return _ (presets[preset].purpose);
}

FusProtocol
fus_protocol_preset (FusPreset preset)
{
  const FusProtocol paper = {
    .preset = FUS_PRESET_PAPER,
    .image_size = 224,
    .width = 1,
    .epochs = 250,
    .batch = 32,
    .learning_rate = 0.001,
    .momentum = 0.9,
    .weight_decay = 0.0001,
    .dropout = 0.5,
    .task_weight = { 1, 1 },
    .seed = 1,
  };
  FusProtocol protocol = paper;

  if (preset == FUS_PRESET_PAPER)
    return paper;

  protocol.preset = preset;
  protocol.image_size = preset == FUS_PRESET_FINE ? 224 : 128;
  protocol.width = 0.25;
  protocol.epochs = preset == FUS_PRESET_FINE ? 60 : 30;
  protocol.learning_rate = 0.01;
  /* A quarter of the width has nothing to spare: with dropout 0.5 expression stays at chance. */
  protocol.dropout = 0;
  protocol.schedule = FUS_SCHEDULE_COSINE;
  protocol.warm_up = 0.05;
  protocol.augmentation
      = (FusAugmentation){ .shift = 0.06, .zoom = 0.08, .brightness = 0.2, .contrast = 0.2 };
  return protocol;
}

void
fus_protocol_recognize (FusProtocol *protocol)
{
  for (protocol->preset = 0; protocol->preset < FUS_PRESET_OWN; protocol->preset++)
    {
      FusProtocol preset = fus_protocol_preset (protocol->preset);

      preset.seed = protocol->seed;
      if (fus_protocol_equal (&preset, protocol))
        return;
    }
}

gboolean
fus_protocol_check (const FusProtocol *protocol, GError **error)
{
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (!fus_protocol_setting_check (&fus_protocol_settings[i],
                                     fus_protocol_get (protocol, &fus_protocol_settings[i]), error))
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
  if (a->preset != b->preset)
    return FALSE;
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (fus_protocol_get (a, &fus_protocol_settings[i])
        != fus_protocol_get (b, &fus_protocol_settings[i]))
      return FALSE;
  return TRUE;
}

double
fus_protocol_learning_rate (const FusProtocol *protocol, guint64 step, guint64 n_steps)
{
  const guint64 rising = (guint64) ceil (protocol->warm_up * (double) n_steps);

  if (step < rising)
    return protocol->learning_rate * (double) (step + 1) / (double) rising;
  if (protocol->schedule == FUS_SCHEDULE_CONSTANT || step >= n_steps)
    return protocol->learning_rate;
  return protocol->learning_rate
         * (1 + cos (G_PI * (double) (step - rising) / (double) (n_steps - rising))) / 2;
}

FusArchitecture
fus_protocol_architecture (const FusProtocol *protocol)
{
  return (FusArchitecture){ .image_size = protocol->image_size,
                            .width = protocol->width,
                            .n_classes = { 35, FUS_N_EXPRESSIONS },
                            .dropout = protocol->dropout };
}

guint
fus_protocol_map_side (const FusProtocol *protocol)
{
  const FusArchitecture arch = fus_protocol_architecture (protocol);

  return fus_architecture_side (&arch, FUS_LAYER_CONV8, FALSE);
}
