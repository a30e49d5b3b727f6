/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/protocol-settings.h"

#include "study/folder/study-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Largest whole number that every JSON reader keeps exactly. */
#define MAX_SEED 0x1fffffffffffffp0

static const char *const schedules[] = {
  [FUS_SCHEDULE_CONSTANT] = "constant",
  [FUS_SCHEDULE_COSINE] = "cosine",
};
const FusNames fus_schedule_names = FUS_NAMES (schedules);
FUS_DEFINE_NAMES (FusSchedule, schedule, fus_schedule_names)

static const char *const schedule_titles[] = {
  [FUS_SCHEDULE_CONSTANT] = N_ ("Constant"),
  [FUS_SCHEDULE_COSINE] = N_ ("Cosine"),
};

#define AT(member) G_STRUCT_OFFSET (FusProtocol, member)

const FusProtocolSetting fus_protocol_settings[FUS_N_PROTOCOL_SETTINGS] = {
  { "image-size", FUS_SETTING_COUNT, FUS_SETTINGS_TRAINING, AT (image_size), 32, 512, 32, 0, NAN,
    N_ ("Image size"), N_ ("Side of a frame as the networks see it, in pixels; a multiple of 32") },
  { "width", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING, AT (width), 0.05, 1, 0.05, 2, NAN,
    N_ ("Width"), N_ ("Share of VGG11’s channels that is kept, 0.05 to 1") },
  { "epochs", FUS_SETTING_COUNT, FUS_SETTINGS_TRAINING, AT (epochs), 1, 100000, 1, 0, NAN,
    N_ ("Epochs"), N_ ("Passes over the training frames") },
  { "batch", FUS_SETTING_COUNT, FUS_SETTINGS_TRAINING, AT (batch), 1, 1024, 1, 0, NAN,
    N_ ("Batch size"), N_ ("Frames in a step") },
  { "learning-rate", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING, AT (learning_rate), 1e-9, 10, 0.001,
    5, NAN, N_ ("Learning rate"), N_ ("Size of a step against the gradient; the highest one") },
  { "schedule", FUS_SETTING_CHOICE, FUS_SETTINGS_TRAINING, AT (schedule), 0,
    G_N_ELEMENTS (schedules) - 1, 1, 0, FUS_SCHEDULE_CONSTANT, N_ ("Schedule"),
    N_ ("How the learning rate goes: constant, or cosine, falling to 0 by the last epoch"),
    &fus_schedule_names, schedule_titles },
  { "warm-up", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING, AT (warm_up), 0, 0.5, 0.01, 2, 0,
    N_ ("Warm-up"), N_ ("Share of the steps over which the learning rate first rises") },
  { "momentum", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING, AT (momentum), 0, 0.9999, 0.05, 2, NAN,
    N_ ("Momentum"), N_ ("Share of the step before that is kept") },
  { "weight-decay", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING, AT (weight_decay), 0, 1, 0.0001, 5,
    NAN, N_ ("Weight decay"), N_ ("How strongly weights are drawn to 0") },
  { "dropout", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING, AT (dropout), 0, 0.95, 0.05, 2, NAN,
    N_ ("Dropout"), N_ ("Share of the units of fc1 and fc2 dropped in a training step") },
  { "identity-weight", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING,
    AT (task_weight[FUS_TASK_IDENTITY]), 0.01, 100, 0.1, 2, 1, N_ ("Weight of identity"),
    N_ ("By how much the loss of identity counts in the joint network") },
  { "expression-weight", FUS_SETTING_NUMBER, FUS_SETTINGS_TRAINING,
    AT (task_weight[FUS_TASK_EXPRESSION]), 0.01, 100, 0.1, 2, 1, N_ ("Weight of expression"),
    N_ ("By how much the loss of expression counts in the joint network") },
  { "shift", FUS_SETTING_NUMBER, FUS_SETTINGS_AUGMENTATION, AT (augmentation.shift), 0, 0.25, 0.01,
    2, 0, N_ ("Shift"), N_ ("Farthest a training frame is moved, as a share of its side") },
  { "zoom", FUS_SETTING_NUMBER, FUS_SETTINGS_AUGMENTATION, AT (augmentation.zoom), 0, 0.5, 0.01, 2,
    0, N_ ("Zoom"), N_ ("By how much a training frame is scaled at most, as a share") },
  { "brightness", FUS_SETTING_NUMBER, FUS_SETTINGS_AUGMENTATION, AT (augmentation.brightness), 0, 1,
    0.05, 2, 0, N_ ("Brightness"),
    N_ ("By how much a training frame is lighter or darker at most, as a share of white") },
  { "contrast", FUS_SETTING_NUMBER, FUS_SETTINGS_AUGMENTATION, AT (augmentation.contrast), 0, 0.95,
    0.05, 2, 0, N_ ("Contrast"),
    N_ ("By how much a training frame’s contrast changes at most, as a share") },
  { "mirror", FUS_SETTING_SWITCH, FUS_SETTINGS_AUGMENTATION, AT (augmentation.mirror), 0, 1, 1, 0,
    0, N_ ("Mirror"),
    N_ ("Turn every other training frame left to right, which hides a face’s asymmetry") },
  { "seed", FUS_SETTING_SEED, FUS_SETTINGS_TRAINING, AT (seed), 0, MAX_SEED, 1, 0, NAN, N_ ("Seed"),
    N_ ("What split, weights and batches are drawn from") },
};

double
fus_protocol_get (const FusProtocol *protocol, const FusProtocolSetting *setting)
{
  switch (setting->type)
    {
    case FUS_SETTING_NUMBER:
      return G_STRUCT_MEMBER (double, protocol, setting->offset);
    case FUS_SETTING_SEED:
      return (double) G_STRUCT_MEMBER (guint64, protocol, setting->offset);
    case FUS_SETTING_COUNT:
    case FUS_SETTING_SWITCH:
    case FUS_SETTING_CHOICE:
      return G_STRUCT_MEMBER (guint, protocol, setting->offset);
    }
  g_assert_not_reached ();
}

void
fus_protocol_set (FusProtocol *protocol, const FusProtocolSetting *setting, double value)
{
  switch (setting->type)
    {
    case FUS_SETTING_NUMBER:
      G_STRUCT_MEMBER (double, protocol, setting->offset) = value;
      return;
    case FUS_SETTING_SEED:
      G_STRUCT_MEMBER (guint64, protocol, setting->offset) = (guint64) value;
      return;
    case FUS_SETTING_COUNT:
    case FUS_SETTING_SWITCH:
    case FUS_SETTING_CHOICE:
      G_STRUCT_MEMBER (guint, protocol, setting->offset) = (guint) value;
      return;
    }
  g_assert_not_reached ();
}

gboolean
fus_protocol_setting_check (const FusProtocolSetting *setting, double value, GError **error)
{
  char low_text[G_ASCII_DTOSTR_BUF_SIZE], high_text[G_ASCII_DTOSTR_BUF_SIZE];
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (value >= setting->low && value <= setting->high)
    return TRUE;
  g_ascii_formatd (text, sizeof text, "%.6g", value);
  g_ascii_formatd (low_text, sizeof low_text, "%.6g", setting->low);
  g_ascii_formatd (high_text, sizeof high_text, "%.6g", setting->high);
  /* Translators: a setting's name, its value, lowest and highest value */
  g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_PROTOCOL,
               _ ("%s is %s; it must be between %s and %s."), _ (setting->title), text, low_text,
               high_text);
  return FALSE;
}

gboolean
fus_protocol_says (const FusProtocol *protocol, const FusProtocolSetting *setting)
{
  return isnan (setting->before) || fus_protocol_get (protocol, setting) != setting->before;
}

static void
describe_setting (GString *text, const FusProtocolSetting *setting, double value)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, _ (setting->title));
  if (setting->type == FUS_SETTING_CHOICE)
    g_string_append_printf (text, " %s", _ (setting->choice_titles[(guint) value]));
  else if (setting->type != FUS_SETTING_SWITCH)
    g_string_append_printf (text, " %.16g", value);
}

char *
fus_protocol_describe (const FusProtocol *protocol, FusSettingsGroup group)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (fus_protocol_settings[i].group == group
        && fus_protocol_says (protocol, &fus_protocol_settings[i]))
      describe_setting (text, &fus_protocol_settings[i],
                        fus_protocol_get (protocol, &fus_protocol_settings[i]));
  return g_string_free (text, FALSE);
}
