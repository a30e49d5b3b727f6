/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/protocol.h"

#include "faces/frame.h"
#include "study/folder/study-error.h"

#include <glib/gi18n-lib.h>

/* Largest whole number that every JSON reader keeps exactly. */
#define MAX_SEED ((G_GUINT64_CONSTANT (1) << 53) - 1)

static const char *const presets[] = {
  [FUS_PRESET_QUICK] = "quick",
  [FUS_PRESET_PAPER] = "paper",
  [FUS_PRESET_OWN] = "own",
};
static const FusNames preset_names = FUS_NAMES (presets);

FUS_DEFINE_NAMES (FusPreset, preset, preset_names)

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

FusArchitecture
fus_protocol_architecture (const FusProtocol *protocol)
{
  return (FusArchitecture){ .image_size = protocol->image_size,
                            .width = protocol->width,
                            .n_classes = { 35, FUS_N_EXPRESSIONS },
                            .dropout = protocol->dropout };
}
