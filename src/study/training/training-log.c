/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/training/training-log.h"

#include "engine/files/read-file.h"
#include "study/folder/study-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define HEADER                                                                                     \
  "epoch,part,loss_identity,accuracy_identity,loss_expression,accuracy_expression,"                \
  "frames_per_second,seconds"
#define N_CELLS 8
/* A row has about 80 bytes. */
#define MAX_BYTES (16 << 20)

char *
fus_training_log_path (FusStudy *study, FusNetworkKind kind)
{
  g_autofree char *name = g_strconcat (fus_network_kind_name (kind), ".csv", NULL);

  return fus_study_file (study, "training", name);
}

static void
append_number (GString *text, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  if (!isnan (number))
    g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.6g", number));
}

gboolean
fus_training_log_save (const char *path, const GArray *epochs, GError **error)
{
  g_autoptr (GString) text = g_string_new (HEADER "\n");

  for (guint i = 0; i < epochs->len; i++)
    for (FusPart part = 0; part <= FUS_PART_TEST; part++)
      {
        const FusEpoch *epoch = &g_array_index (epochs, FusEpoch, i);

        g_string_append_printf (text, "%u,%s", epoch->epoch, fus_part_name (part));
        for (int task = 0; task < FUS_N_TASKS; task++)
          {
            append_number (text, epoch->loss[part][task]);
            append_number (text, epoch->accuracy[part][task]);
          }
        append_number (text, part == FUS_PART_TRAIN ? epoch->frames_per_second : NAN);
        append_number (text, epoch->seconds);
        g_string_append_c (text, '\n');
      }
  return fus_write_file (path, text->str, text->len, error);
}

static gboolean
parse_number (const char *cell, double *number)
{
  char *end;

  *number = NAN;
  if (*cell == '\0')
    return TRUE;
  *number = g_ascii_strtod (cell, &end);
  return *end == '\0';
}

/* Adds a row to the epochs read so far. */
static gboolean
parse_row (const char *line, GArray *epochs)
{
  g_auto (GStrv) cells = g_strsplit (line, ",", N_CELLS + 1);
  FusEpoch *epoch;
  FusPart part;
  guint64 number;
  double frames_per_second;

  if (g_strv_length (cells) != N_CELLS || !fus_part_parse (cells[1], &part) || part < 0
      || !g_ascii_string_to_unsigned (cells[0], 10, 1, G_MAXUINT32, &number, NULL))
    return FALSE;

  if (part == FUS_PART_TRAIN)
    {
      FusEpoch next = { .epoch = number };

      if (epochs->len > 0 && number <= g_array_index (epochs, FusEpoch, epochs->len - 1).epoch)
        return FALSE;
      for (int i = 0; i < FUS_N_TASKS; i++)
        next.loss[FUS_PART_TEST][i] = next.accuracy[FUS_PART_TEST][i] = NAN;
      g_array_append_val (epochs, next);
    }
  /* Epochs follow one another, each with its train row before its test row. Those whose log was
   * deleted are not there. */
  if (epochs->len == 0)
    return FALSE;
  epoch = &g_array_index (epochs, FusEpoch, epochs->len - 1);
  if (number != epoch->epoch)
    return FALSE;

  for (int task = 0; task < FUS_N_TASKS; task++)
    if (!parse_number (cells[2 + 2 * task], &epoch->loss[part][task])
        || !parse_number (cells[3 + 2 * task], &epoch->accuracy[part][task]))
      return FALSE;
  if (!parse_number (cells[6], &frames_per_second) || !parse_number (cells[7], &epoch->seconds))
    return FALSE;
  if (part == FUS_PART_TRAIN)
    epoch->frames_per_second = frames_per_second;
  return TRUE;
}

GArray *
fus_training_log_load (FusStudy *study, FusNetworkKind kind, GError **error)
{
  g_autofree char *path = fus_training_log_path (study, kind);
  g_autoptr (GArray) epochs = g_array_new (FALSE, FALSE, sizeof (FusEpoch));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&epochs);
  if (!fus_file_read (path, MAX_BYTES, NULL, &text, &length, &failure))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("The training log “%s” cannot be read: %s."), shown, failure->message);
      return NULL;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (i == 0 ? strcmp (lines[i], HEADER) == 0
                 : *lines[i] == '\0' || parse_row (lines[i], epochs))
        continue;
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("“%s”, row %u is no row of a training log. Delete the file to go on: the "
                      "network stays, its curves begin with the next epoch."),
                   path, i + 1);
      return NULL;
    }
  return g_steal_pointer (&epochs);
}
