/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/dataset-input.h"
#include "faces/datasets/twins.h"
#include "cli/input.h"
#include "cli/options.h"
#include "study/folder/protocol-settings.h"
#include "study/folder/study.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What the command line says of the protocol; NaN, -1 and NULL where it says nothing. */
typedef struct
{
  char *preset;
  double numbers[FUS_N_PROTOCOL_SETTINGS];
  gint64 counts[FUS_N_PROTOCOL_SETTINGS];
  char *choices[FUS_N_PROTOCOL_SETTINGS];
  gboolean switches[FUS_N_PROTOCOL_SETTINGS];
} Settings;

static void
settings_clear (Settings *settings)
{
  g_free (settings->preset);
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    g_free (settings->choices[i]);
}

/* FALSE after printing what is wrong. */
static gboolean
apply_setting (const Settings *settings, guint i, FusProtocol *protocol)
{
  const FusProtocolSetting *setting = &fus_protocol_settings[i];
  double value = NAN;
  guint choice;

  switch (setting->type)
    {
    case FUS_SETTING_COUNT:
    case FUS_SETTING_SEED:
      if (settings->counts[i] == -1)
        return TRUE;
      if (!fus_options_check_int (setting->name, settings->counts[i],
                                  setting->type == FUS_SETTING_SEED ? 0 : 1,
                                  setting->type == FUS_SETTING_SEED ? G_MAXINT64 : G_MAXINT))
        return FALSE;
      value = (double) settings->counts[i];
      break;
    case FUS_SETTING_NUMBER:
      value = settings->numbers[i];
      break;
    case FUS_SETTING_SWITCH:
      if (settings->switches[i])
        value = 1;
      break;
    case FUS_SETTING_CHOICE:
      if (settings->choices[i] == NULL)
        return TRUE;
      if (!fus_options_find (setting->name, settings->choices[i], setting->choices, &choice))
        return FALSE;
      value = choice;
      break;
    }
  if (!isnan (value))
    fus_protocol_set (protocol, setting, value);
  return TRUE;
}

/* FALSE after printing what is wrong. */
static gboolean
make_protocol (const Settings *settings, FusProtocol *protocol)
{
  guint preset = FUS_PRESET_QUICK;
  /* One's own settings are no preset to begin with. */
  const FusNames names = { fus_preset_names.rows, fus_preset_names.stride, FUS_PRESET_OWN };
  g_autoptr (GError) error = NULL;

  if (settings->preset != NULL && !fus_options_find ("preset", settings->preset, &names, &preset))
    return FALSE;
  *protocol = fus_protocol_preset ((FusPreset) preset);
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (!apply_setting (settings, i, protocol))
      return FALSE;
  fus_protocol_recognize (protocol);
  if (!fus_protocol_check (protocol, &error))
    {
      fus_options_refuse ("%s", error->message);
      return FALSE;
    }
  return TRUE;
}

/* An option for each setting. */
static void
add_settings (GArray *entries, Settings *settings)
{
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    {
      const FusProtocolSetting *setting = &fus_protocol_settings[i];
      GOptionEntry entry = { .long_name = setting->name, .description = setting->help };

      settings->counts[i] = -1;
      settings->numbers[i] = NAN;
      switch (setting->type)
        {
        case FUS_SETTING_COUNT:
        case FUS_SETTING_SEED:
          entry.arg = G_OPTION_ARG_INT64;
          entry.arg_data = &settings->counts[i];
          entry.arg_description = "N";
          break;
        case FUS_SETTING_NUMBER:
          entry.arg = G_OPTION_ARG_DOUBLE;
          entry.arg_data = &settings->numbers[i];
          entry.arg_description = "F";
          break;
        case FUS_SETTING_SWITCH:
          entry.arg = G_OPTION_ARG_NONE;
          entry.arg_data = &settings->switches[i];
          break;
        case FUS_SETTING_CHOICE:
          entry.arg = G_OPTION_ARG_STRING;
          entry.arg_data = &settings->choices[i];
          entry.arg_description = N_ ("NAME");
          break;
        }
      g_array_append_val (entries, entry);
    }
}

static void
tell_study (FusStudy *study)
{
  const FusFrameList *frames = fus_study_frames (study);
  const FusTwinCount twins = fus_twins_count (frames);
  g_autofree char *across = fus_twins_text (&twins);

  if (across != NULL)
    fus_terminal_print ("%s", across);
  g_print (_ ("%s: %u frames of %u people\n"), fus_study_path (study), frames->n_frames,
           frames->n_people);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (GArray) train = fus_frame_list_select (frames, (FusSet) task, FUS_PART_TRAIN);
      g_autoptr (GArray) test = fus_frame_list_select (frames, (FusSet) task, FUS_PART_TEST);
      const FusTaskClasses *classes = fus_study_classes (study, (FusTask) task);

      g_print (_ ("%s: %u classes, %u frames to train, %u to test\n"),
               fus_task_name ((FusTask) task), classes->n, train->len, test->len);
    }
}

/* What was recognised, and what a person should know of it. */
static void
tell_dataset (const FusDataset *dataset, const FusFrameList *frames)
{
  guint n_faults = 0;

  for (guint i = 0; i < frames->n_frames; i++)
    n_faults += frames->frames[i].fault != FUS_FAULT_NONE;
  fus_terminal_print (_ ("%s: %s, %u frames of %u people"), dataset->root,
                      fus_dataset_kind_title (dataset->kind), frames->n_frames, frames->n_people);
  if (n_faults > 0)
    fus_terminal_print (g_dngettext (GETTEXT_PACKAGE, "%u frame cannot be used and is left out.",
                                     "%u frames cannot be used and are left out.", n_faults),
                        n_faults);
  for (char **note = dataset->notes; *note != NULL; note++)
    fus_terminal_print ("%s", *note);
}

typedef struct
{
  char *const *data;
  FusDatasetChoice choice;
  const FusCropChoice *crops; /* [n_crops], of the data sets in their order */
  guint n_crops;
  gboolean check;
  int threads;
} Source;

static int
create (const char *path, const Source *source, const FusProtocol *protocol)
{
  g_autoptr (GPtrArray) datasets
      = g_ptr_array_new_with_free_func ((GDestroyNotify) fus_dataset_unref);
  g_autoptr (GPtrArray) checked
      = g_ptr_array_new_with_free_func ((GDestroyNotify) fus_frame_list_unref);
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  for (guint i = 0; source->data[i] != NULL; i++)
    {
      FusDataset *dataset = fus_dataset_input_open (source->data[i], &source->choice, &status);
      FusFrameList *frames;

      if (dataset == NULL)
        return status;
      g_ptr_array_add (datasets, dataset);
      frames = source->check ? fus_dataset_input_check (dataset, source->threads)
                             : fus_frame_list_ref (dataset->frames);
      if (frames == NULL)
        return fus_terminal_stopped ();
      g_ptr_array_add (checked, frames);
    }

  study = fus_study_create (path, (FusDataset *const *) datasets->pdata, datasets->len,
                            source->check ? (FusFrameList *const *) checked->pdata : NULL, protocol,
                            &error);
  for (guint i = 0; study != NULL && i < source->n_crops; i++)
    if (!fus_study_set_crop (study, i, &source->crops[i].crop, &error))
      return fus_terminal_fail (error->message);
  if (study == NULL)
    return fus_terminal_fail (error->message);
  for (guint i = 0; i < datasets->len; i++)
    tell_dataset (datasets->pdata[i], checked->pdata[i]);
  tell_study (study);
  return FUS_EXIT_DONE;
}

/* One crop or one for each data set. Prints and returns FALSE for what is none. */
static gboolean
parse_crops (char *const *texts, guint n_datasets, FusCropChoice crops[2], guint *n_crops)
{
  for (*n_crops = 0; texts != NULL && texts[*n_crops] != NULL; (*n_crops)++)
    {
      if (*n_crops >= n_datasets)
        {
          fus_options_refuse (_ ("there are more --crop than --data"));
          return FALSE;
        }
      if (!fus_crop_choice_parse (texts[*n_crops], &crops[*n_crops]))
        return FALSE;
    }
  return TRUE;
}

static int
run (int argc, char **argv, Settings *settings)
{
  FusDatasetInput input = { 0 };
  g_auto (GStrv) data = NULL, crop_texts = NULL;
  FusCropChoice crops[2];
  g_autofree char *fer_test = NULL;
  gboolean no_check = FALSE;
  int threads = 0;
  const GOptionEntry own[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &data,
      N_ ("Folder of faces; a second one is for the expression task"), N_ ("DATASET") },
    FUS_DATASET_INPUT_ENTRIES (input),
    { "crop", 0, 0, G_OPTION_ARG_STRING_ARRAY, &crop_texts,
      N_ ("Part of a frame that is used: whole, face, square, or x,y,width,height; a second one is "
          "for the "
          "second data set"),
      N_ ("CROP") },
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &no_check,
      N_ ("Do not look for frames that cannot be used"), NULL },
    FUS_OPTION_THREADS (threads),
    { "preset", 0, 0, G_OPTION_ARG_STRING, &settings->preset,
      N_ ("quick (128 pixels, the default), fine (224 pixels) or paper (224 pixels, all channels)"),
      N_ ("NAME") },
  };
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  Source source = { 0 };
  FusProtocol protocol;
  gboolean parsed;
  int status;

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
  add_settings (entries, settings);
  parsed = fus_options_parse (&argc, &argv, (const GOptionEntry *) entries->data, 1, 1, &status);
  fer_test = input.fer_test;
  if (!parsed)
    return status;
  if (data == NULL || g_strv_length (data) > 2)
    return fus_options_refuse (_ ("expected one or two data sets, each after --data"));
  if (!fus_options_check_threads (threads) || !make_protocol (settings, &protocol)
      || !fus_dataset_input_parse (&input, &source.choice)
      || !parse_crops (crop_texts, g_strv_length (data), crops, &source.n_crops))
    return FUS_EXIT_USAGE;
  source.data = data;
  source.crops = crops;
  source.check = !no_check;
  source.threads = threads;
  return create (argv[1], &source, &protocol);
}

int
fus_command_new (int argc, char **argv)
{
  Settings settings = { 0 };
  const int status = run (argc, argv, &settings);

  settings_clear (&settings);
  return status;
}
