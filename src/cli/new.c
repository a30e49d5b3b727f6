/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/dataset-input.h"
#include "cli/input.h"
#include "cli/options.h"
#include "study/folder/study.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What the command line says of the protocol; NaN and -1 where it says nothing. */
typedef struct
{
  const char *preset;
  int image_size;
  double width;
  int epochs;
  int batch;
  double learning_rate;
  double momentum;
  double weight_decay;
  double dropout;
  gint64 seed;
} Settings;

static gboolean
set_count (guint *setting, const char *option, int value)
{
  if (value == -1)
    return TRUE;
  if (!fus_options_check_int (option, value, 1, G_MAXINT))
    return FALSE;
  *setting = (guint) value;
  return TRUE;
}

static void
set_number (double *setting, double value)
{
  if (!isnan (value))
    *setting = value;
}

/* FALSE after printing what is wrong. */
static gboolean
make_protocol (const Settings *settings, FusProtocol *protocol)
{
  FusPreset preset = FUS_PRESET_QUICK;
  FusProtocol plain;
  g_autoptr (GError) error = NULL;

  if (settings->preset != NULL
      && (!fus_preset_parse (settings->preset, &preset) || preset == FUS_PRESET_OWN))
    {
      fus_options_refuse (_ ("--preset is “%s”; it must be quick or paper"), settings->preset);
      return FALSE;
    }

  *protocol = fus_protocol_preset (preset);
  if (!set_count (&protocol->image_size, "image-size", settings->image_size)
      || !set_count (&protocol->epochs, "epochs", settings->epochs)
      || !set_count (&protocol->batch, "batch", settings->batch))
    return FALSE;
  set_number (&protocol->width, settings->width);
  set_number (&protocol->learning_rate, settings->learning_rate);
  set_number (&protocol->momentum, settings->momentum);
  set_number (&protocol->weight_decay, settings->weight_decay);
  set_number (&protocol->dropout, settings->dropout);
  if (settings->seed != -1)
    {
      if (!fus_options_check_int ("seed", settings->seed, 0, G_MAXINT64))
        return FALSE;
      protocol->seed = (guint64) settings->seed;
    }

  /* Another seed is the same preset; any other change makes it one's own. */
  plain = fus_protocol_preset (preset);
  plain.seed = protocol->seed;
  if (!fus_protocol_equal (&plain, protocol))
    protocol->preset = FUS_PRESET_OWN;

  if (!fus_protocol_check (protocol, &error))
    {
      fus_options_refuse ("%s", error->message);
      return FALSE;
    }
  return TRUE;
}

static void
tell_study (FusStudy *study)
{
  const FusFrameList *frames = fus_study_frames (study);

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
      /* A data set has one crop for frames of any shape. */
      if (crops[*n_crops].kind != FUS_CROP_GIVEN)
        {
          fus_options_refuse (_ ("--crop is “%s”; for a study it must be whole, face, or "
                                 "x,y,width,height"),
                              texts[*n_crops]);
          return FALSE;
        }
    }
  return TRUE;
}

int
fus_command_new (int argc, char **argv)
{
  Settings settings = { .image_size = -1,
                        .width = NAN,
                        .epochs = -1,
                        .batch = -1,
                        .learning_rate = NAN,
                        .momentum = NAN,
                        .weight_decay = NAN,
                        .dropout = NAN,
                        .seed = -1 };
  FusDatasetInput input = { 0 };
  g_auto (GStrv) data = NULL, crop_texts = NULL;
  FusCropChoice crops[2];
  g_autofree char *preset = NULL, *fer_test = NULL;
  gboolean no_check = FALSE;
  int threads = 0;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &data,
      N_ ("Folder of faces; a second one is for the expression task"), N_ ("DATASET") },
    FUS_DATASET_INPUT_ENTRIES (input),
    { "crop", 0, 0, G_OPTION_ARG_STRING_ARRAY, &crop_texts,
      N_ ("Part of a frame that is used: whole, face, or x,y,width,height; a second one is for the "
          "second data set"),
      N_ ("CROP") },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &preset,
      N_ ("quick (64 pixels, the default) or paper (224 pixels)"), N_ ("NAME") },
    { "image-size", 0, 0, G_OPTION_ARG_INT, &settings.image_size,
      N_ ("Side of a frame as the networks see it, in pixels; a multiple of 32"), "N" },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &settings.width,
      N_ ("Share of VGG11's channels that is kept, 0.05 to 1"), "F" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &settings.epochs, N_ ("Passes over the training frames"),
      "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &settings.batch, N_ ("Frames in a step"), "N" },
    { "learning-rate", 0, 0, G_OPTION_ARG_DOUBLE, &settings.learning_rate, N_ ("Learning rate"),
      "F" },
    { "momentum", 0, 0, G_OPTION_ARG_DOUBLE, &settings.momentum, N_ ("Momentum"), "F" },
    { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &settings.weight_decay, N_ ("Weight decay"), "F" },
    { "dropout", 0, 0, G_OPTION_ARG_DOUBLE, &settings.dropout,
      N_ ("Share of the hidden units dropped in a training step"), "F" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &settings.seed,
      N_ ("What split, weights and batches are drawn from"), "N" },
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &no_check,
      N_ ("Do not look for frames that cannot be used"), NULL },
    FUS_OPTION_THREADS (threads),
    { NULL },
  };
  Source source = { 0 };
  FusProtocol protocol;
  gboolean parsed;
  int status;

  parsed = fus_options_parse (&argc, &argv, entries, 1, 1, &status);
  fer_test = input.fer_test;
  if (!parsed)
    return status;
  settings.preset = preset;
  if (data == NULL || g_strv_length (data) > 2)
    return fus_options_refuse (_ ("expected one or two data sets, each after --data"));
  if (!fus_options_check_threads (threads) || !make_protocol (&settings, &protocol)
      || !fus_dataset_input_parse (&input, &source.choice)
      || !parse_crops (crop_texts, g_strv_length (data), crops, &source.n_crops))
    return FUS_EXIT_USAGE;
  source.data = data;
  source.crops = crops;
  source.check = !no_check;
  source.threads = threads;
  return create (argv[1], &source, &protocol);
}
