/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/names.h"
#include "study/folder/protocol.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_SETTING_COUNT,  /* guint */
  FUS_SETTING_NUMBER, /* double */
  FUS_SETTING_SEED,   /* guint64 */
  FUS_SETTING_SWITCH, /* gboolean */
  FUS_SETTING_CHOICE, /* an enum */
} FusSettingType;

/* Where the new study's dialog shows a setting. */
typedef enum
{
  FUS_SETTINGS_TRAINING,
  FUS_SETTINGS_AUGMENTATION,
} FusSettingsGroup;

/**
 * FusProtocolSetting:
 * @name: in study.json and as an option of the command line
 * @offset: in a FusProtocol
 * @low, @high: range of values that are allowed
 * @step: what one press of a button changes
 * @digits: behind the point, where it is shown
 * @before: what a study means that was made before there was such a setting; NaN: each has it
 * @title: marked for translation, as is @help, one line without a full stop
 * @choices: of FUS_SETTING_CHOICE, with their titles, marked for translation
 *
 * A setting of the protocol. A row is all that study.json, the command line, the checks and the
 * dialog need.
 */
typedef struct
{
  const char *name;
  FusSettingType type;
  FusSettingsGroup group;
  gsize offset;
  double low, high, step;
  guint digits;
  double before;
  const char *title, *help;
  const FusNames *choices;
  const char *const *choice_titles;
} FusProtocolSetting;

#define FUS_N_PROTOCOL_SETTINGS 18
extern const FusProtocolSetting fus_protocol_settings[FUS_N_PROTOCOL_SETTINGS];

/* Every value fits a double exactly: seeds end at 2^53 - 1. */
double fus_protocol_get (const FusProtocol *protocol, const FusProtocolSetting *setting);
void fus_protocol_set (FusProtocol *protocol, const FusProtocolSetting *setting, double value);
/* "Shift 0.06 · Zoom 0.08": what @protocol says of a group. Translated. (transfer full) */
char *fus_protocol_describe (const FusProtocol *protocol, FusSettingsGroup group);
/* Names the setting that is out of range, and the range. */
gboolean fus_protocol_setting_check (const FusProtocolSetting *setting, double value,
                                     GError **error);
/* Whether every study has it, or @protocol says something else than studies before it. */
gboolean fus_protocol_says (const FusProtocol *protocol, const FusProtocolSetting *setting);

G_END_DECLS
