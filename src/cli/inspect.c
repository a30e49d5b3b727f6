/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/dataset-input.h"
#include "faces/datasets/twins.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>

#define N_SESSIONS 2

/* Frames without a fault, for each label. */
typedef struct
{
  guint expression[FUS_N_EXPRESSIONS];
  guint angle[FUS_N_ANGLES];
  guint sex[2];
  guint session[N_SESSIONS];
  guint part[2];
  guint usable;
  guint fault[FUS_N_FAULTS];
} Counts;

static const char *const session_names[N_SESSIONS] = { "A", "B" };

static Counts
count_frames (const FusFrameList *list)
{
  Counts counts = { 0 };

  for (guint i = 0; i < list->n_frames; i++)
    {
      const FusFrame *frame = &list->frames[i];

      counts.fault[frame->fault]++;
      if (frame->fault != FUS_FAULT_NONE)
        continue;
      counts.usable++;
      if (frame->expression >= 0)
        counts.expression[frame->expression]++;
      if (frame->angle >= 0)
        counts.angle[frame->angle]++;
      if (frame->sex >= 0)
        counts.sex[frame->sex]++;
      if (frame->session == 'A' || frame->session == 'B')
        counts.session[frame->session - 'A']++;
      if (frame->part >= 0)
        counts.part[frame->part]++;
    }
  return counts;
}

static const char *
expression_name (guint i)
{
  return fus_expression_name ((FusExpression) i);
}

static const char *
angle_name (guint i)
{
  return fus_angle_name ((FusAngle) i);
}

static const char *
sex_name (guint i)
{
  return fus_sex_name ((FusSex) i);
}

static const char *
session_name (guint i)
{
  return session_names[i];
}

static const char *
part_name (guint i)
{
  return fus_part_name ((FusPart) i);
}

/* One row of labels: how each is called, how many frames have it. */
typedef struct
{
  const char *name;
  const char *title;
  const char *(*label) (guint i);
  const guint *counts;
  guint n;
} Row;

#define N_ROWS 5

static void
make_rows (Row rows[N_ROWS], const Counts *counts)
{
  rows[0] = (Row){ "expression", _ ("Expression"), expression_name, counts->expression,
                   FUS_N_EXPRESSIONS };
  rows[1] = (Row){ "angle", _ ("Angle"), angle_name, counts->angle, FUS_N_ANGLES };
  rows[2] = (Row){ "sex", _ ("Sex"), sex_name, counts->sex, G_N_ELEMENTS (counts->sex) };
  rows[3] = (Row){ "session", _ ("Session"), session_name, counts->session, N_SESSIONS };
  rows[4] = (Row){ "part", _ ("Part"), part_name, counts->part, G_N_ELEMENTS (counts->part) };
}

static void
print_text (const FusDataset *dataset, const FusFrameList *list, gboolean checked)
{
  Counts counts = count_frames (list);
  const FusTwinCount twins = fus_twins_count (list);
  g_autofree char *across = fus_twins_text (&twins);
  g_autofree char *crop = fus_crop_describe (&dataset->crop);
  Row rows[N_ROWS];

  g_print ("%s: %s\n", _ ("Data set"), fus_dataset_kind_title (dataset->kind));
  g_print ("%s: %s\n", _ ("Folder"), dataset->root);
  g_print ("%s: %u\n", _ ("People"), list->n_people);
  g_print ("%s: %u\n", _ ("Frames"), list->n_frames);

  make_rows (rows, &counts);
  for (guint r = 0; r < N_ROWS; r++)
    {
      guint sum = 0;

      for (guint i = 0; i < rows[r].n; i++)
        sum += rows[r].counts[i];
      if (sum == 0)
        continue;
      g_print ("%s:", rows[r].title);
      for (guint i = 0; i < rows[r].n; i++)
        if (rows[r].counts[i] > 0)
          g_print (" %s %u", rows[r].label (i), rows[r].counts[i]);
      g_print ("\n");
    }

  g_print ("%s: %s\n", _ ("Used of each frame"), crop);
  if (checked)
    g_print ("%s: %u\n", _ ("Frames that cannot be used"), list->n_frames - counts.usable);
  else
    g_print ("%s\n", _ ("The frames were not decoded, so their faults are not known."));
  for (guint i = 0; i < list->n_frames; i++)
    if (list->frames[i].fault != FUS_FAULT_NONE)
      g_print ("  %s: %s\n", list->frames[i].path,
               fus_fault_name ((FusFault) list->frames[i].fault));

  if (twins.n_frames > 0)
    g_print ("%s: %u\n", _ ("Frames whose picture another frame shows, too"), twins.n_frames);
  if (across != NULL)
    g_print ("%s\n", across);
  if (dataset->missing[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (" ", dataset->missing);

      g_print ("%s: %u\n  %s\n", _ ("Missing frames"), g_strv_length (dataset->missing), names);
    }
  for (char **note = dataset->notes; *note != NULL; note++)
    g_print ("%s\n", *note);
}

static void
print_json (const FusDataset *dataset, const FusFrameList *list, gboolean checked)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *fingerprint = fus_dataset_fingerprint (dataset);
  Counts counts = count_frames (list);
  const FusTwinCount twins = fus_twins_count (list);
  Row rows[N_ROWS];

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "kind", fus_dataset_kind_name (dataset->kind));
  fus_json_add_string (builder, "root", dataset->root);
  fus_json_add_string (builder, "fingerprint", fingerprint);
  fus_json_add_int (builder, "people", list->n_people);
  fus_json_add_int (builder, "frames", list->n_frames);
  fus_json_add_int (builder, "usable", counts.usable);
  fus_json_add_boolean (builder, "checked", checked);
  fus_json_begin_object (builder, "crop");
  fus_json_add_double (builder, "x", dataset->crop.x);
  fus_json_add_double (builder, "y", dataset->crop.y);
  fus_json_add_double (builder, "width", dataset->crop.width);
  fus_json_add_double (builder, "height", dataset->crop.height);
  fus_json_add_boolean (builder, "keeps-shape", dataset->crop.keeps_shape);
  json_builder_end_object (builder);

  make_rows (rows, &counts);
  fus_json_begin_object (builder, "counts");
  for (guint r = 0; r < N_ROWS; r++)
    {
      fus_json_begin_object (builder, rows[r].name);
      for (guint i = 0; i < rows[r].n; i++)
        fus_json_add_int (builder, rows[r].label (i), rows[r].counts[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);

  fus_json_begin_array (builder, "faults");
  for (guint i = 0; i < list->n_frames; i++)
    {
      if (list->frames[i].fault == FUS_FAULT_NONE)
        continue;
      json_builder_begin_object (builder);
      fus_json_add_string (builder, "path", list->frames[i].path);
      fus_json_add_string (builder, "fault", fus_fault_name ((FusFault) list->frames[i].fault));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  fus_json_begin_array (builder, "twins");
  for (guint i = 0; i < list->n_frames; i++)
    {
      if (list->frames[i].twin == 0)
        continue;
      json_builder_begin_object (builder);
      fus_json_add_string (builder, "path", list->frames[i].path);
      fus_json_add_int (builder, "picture", list->frames[i].twin);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  fus_json_add_int (builder, "twins_across_parts", twins.n_across);
  fus_json_add_strings (builder, "missing", dataset->missing);
  fus_json_add_strings (builder, "notes", dataset->notes);
  json_builder_end_object (builder);
  fus_json_print (builder);
}

int
fus_command_inspect (int argc, char **argv)
{
  FusDatasetInput input = { 0 };
  gboolean no_check = FALSE;
  gboolean json = FALSE;
  int threads = 0;
  const GOptionEntry entries[] = {
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &no_check,
      N_ ("Read names only, without looking for frames that cannot be used"), NULL },
    FUS_DATASET_INPUT_ENTRIES (input),
    FUS_OPTION_THREADS (threads),
    FUS_OPTION_JSON (json),
    { NULL },
  };
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusFrameList) frames = NULL;
  g_autofree char *fer_test = NULL;
  FusDatasetChoice choice;
  gboolean parsed;
  int status = FUS_EXIT_DONE;

  parsed = fus_options_parse (&argc, &argv, entries, 1, 1, &status);
  fer_test = input.fer_test;
  if (!parsed)
    return status;
  if (!fus_options_check_threads (threads) || !fus_dataset_input_parse (&input, &choice))
    return FUS_EXIT_USAGE;

  dataset = fus_dataset_input_open (argv[1], &choice, &status);
  if (dataset == NULL)
    return status;
  frames = no_check ? fus_frame_list_ref (dataset->frames)
                    : fus_dataset_input_check (dataset, threads);
  if (frames == NULL)
    return fus_terminal_stopped ();

  if (json)
    print_json (dataset, frames, !no_check);
  else
    print_text (dataset, frames, !no_check);
  return FUS_EXIT_DONE;
}
