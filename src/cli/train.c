/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "study/training/training.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What the training thread's messages are about. */
typedef struct
{
  FusNetworkKind kind;
  guint n_epochs;
} Watched;

static void
append_part (GString *line, const char *title, const FusEpoch *epoch, FusPart part)
{
  const char *separator = " ";
  char percent[FUS_PERCENT_SIZE];

  g_string_append_printf (line, "; %s", title);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      if (isnan (epoch->loss[part][task]))
        continue;
      g_string_append_printf (line, "%s%s %s (%s %.3f)", separator, fus_task_name ((FusTask) task),
                              fus_percent (epoch->accuracy[part][task], percent), _ ("loss"),
                              epoch->loss[part][task]);
      separator = ", ";
    }
}

static void
on_epoch (gpointer data, const FusEpoch *epoch)
{
  const Watched *watched = data;
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, _ ("%s: epoch %u of %u"), fus_network_kind_name (watched->kind),
                   epoch->epoch, watched->n_epochs);
  append_part (line, _ ("training"), epoch, FUS_PART_TRAIN);
  append_part (line, _ ("test"), epoch, FUS_PART_TEST);
  g_string_append_printf (line, _ ("; %.0f frames/s, %.0f s"), epoch->frames_per_second,
                          epoch->seconds);
  fus_terminal_print ("%s", line->str);
}

static void
on_step (gpointer data, guint epoch, double share, double loss, double frames_per_second)
{
  const Watched *watched = data;

  fus_terminal_show (_ ("%s: epoch %u of %u, %.0f %%, loss %.3f, %.0f frames/s"),
                     fus_network_kind_name (watched->kind), epoch, watched->n_epochs, 100 * share,
                     loss, frames_per_second);
}

static void
on_fault (gpointer data, const char *message)
{
  fus_terminal_print (_ ("skipped: %s"), message);
}

static void
tell_resume (FusStudy *study, FusNetworkKind kind)
{
  guint epochs = fus_training_epochs_done (study, kind);
  const char *name = fus_network_kind_name (kind);

  if (epochs == 0)
    fus_terminal_print (_ ("%s: stopped before the first epoch was done"), name);
  else
    fus_terminal_print (
        g_dngettext (GETTEXT_PACKAGE,
                     "%s: %u epoch is kept; “fusiform-cli train %s --resume” goes on",
                     "%s: %u epochs are kept; “fusiform-cli train %s --resume” goes on", epochs),
        name, epochs, fus_study_path (study));
}

/* What is replaced is not lost before the new network is whole. */
static void
tell_before (FusStudy *study, FusNetworkKind kind)
{
  const char *name = fus_network_kind_name (kind);

  if (fus_training_has_before (study, kind))
    fus_terminal_print (_ ("%s: the network that it replaces is kept until this one is whole; "
                           "“fusiform-cli train %s --task %s --bring-back” brings it back"),
                        name, fus_study_path (study), name);
}

static int
train_one (FusStudy *study, FusNetworkKind kind, gboolean resume, guint epochs, guint n_threads)
{
  Watched watched = { kind, epochs > 0 ? epochs : fus_study_protocol (study)->epochs };
  const FusTrainingWatch watch = { on_epoch, on_step, on_fault, &watched };
  g_autoptr (GError) error = NULL;
  FusTrainingEnd end;

  end = fus_train (study, kind, resume, epochs, n_threads, &watch, fus_terminal_poll (), &error);
  fus_terminal_clear ();
  switch (end)
    {
    case FUS_TRAINING_DONE:
      return FUS_EXIT_DONE;
    case FUS_TRAINING_STOPPED:
      tell_resume (study, kind);
      tell_before (study, kind);
      return FUS_EXIT_INTERRUPTED;
    case FUS_TRAINING_FAILED:
      tell_before (study, kind);
      return fus_terminal_fail (error->message);
    default:
      g_assert_not_reached ();
    }
}

static void
add_part (JsonBuilder *builder, const char *name, const FusEpoch *epoch, FusPart part)
{
  fus_json_begin_object (builder, name);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      if (isnan (epoch->loss[part][task]))
        continue;
      fus_json_begin_object (builder, fus_task_name ((FusTask) task));
      fus_json_add_double (builder, "accuracy", epoch->accuracy[part][task]);
      fus_json_add_double (builder, "loss", epoch->loss[part][task]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

/* FALSE with @error when a log cannot be read. */
static gboolean
add_network (JsonBuilder *builder, FusStudy *study, FusNetworkKind kind, GError **error)
{
  g_autoptr (GArray) log = fus_training_log_load (study, kind, error);
  const FusEpoch *last;

  if (log == NULL)
    return FALSE;
  if (log->len == 0)
    return TRUE;

  last = &g_array_index (log, FusEpoch, log->len - 1);
  json_builder_begin_object (builder);
  fus_json_add_string (builder, "network", fus_network_kind_name (kind));
  fus_json_add_int (builder, "epochs", last->epoch);
  fus_json_add_double (builder, "seconds", last->seconds);
  fus_json_add_double (builder, "frames_per_s", last->frames_per_second);
  add_part (builder, "train", last, FUS_PART_TRAIN);
  add_part (builder, "test", last, FUS_PART_TEST);
  json_builder_end_object (builder);
  return TRUE;
}

static int
print_json (FusStudy *study, guint kinds)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;

  json_builder_begin_object (builder);
  fus_json_add_string (builder, "study", fus_study_path (study));
  fus_json_begin_array (builder, "networks");
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((kinds & (1u << kind)) != 0 && !add_network (builder, study, (FusNetworkKind) kind, &error))
      return fus_terminal_fail (error->message);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  fus_json_print (builder);
  return FUS_EXIT_DONE;
}

static int
bring_back (FusStudy *study, guint kinds)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) error = NULL;
      const char *name = fus_network_kind_name ((FusNetworkKind) kind);

      if ((kinds & (1u << kind)) == 0)
        continue;
      if (!fus_training_bring_back (study, (FusNetworkKind) kind, &error))
        return fus_terminal_fail (error->message);
      fus_terminal_print (_ ("%s: the network from before is back"), name);
    }
  return FUS_EXIT_DONE;
}

/* The networks that are to be brought back when none is named. */
static guint
kinds_before (FusStudy *study)
{
  guint kinds = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (fus_training_has_before (study, (FusNetworkKind) kind))
      kinds |= 1u << kind;
  return kinds != 0 ? kinds : (1u << FUS_N_NETWORKS) - 1;
}

/* Takes out of all networks those that the study has no frames for, and says so; one that was named
 * must be possible. FALSE after printing why not. */
static gboolean
leave_out (FusStudy *study, gboolean named, guint *kinds)
{
  guint possible = 0;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autoptr (GError) error = NULL;

      if ((*kinds & (1u << kind)) == 0)
        continue;
      if (fus_training_is_possible (study, (FusNetworkKind) kind, &error))
        possible |= 1u << kind;
      else if (named || (possible == 0 && kind + 1 == FUS_N_NETWORKS))
        {
          fus_terminal_fail (error->message);
          return FALSE;
        }
      else
        fus_terminal_print (_ ("left out: %s"), error->message);
    }
  *kinds = possible;
  return TRUE;
}

int
fus_command_train (int argc, char **argv)
{
  g_auto (GStrv) tasks = NULL;
  gboolean resume = FALSE, back = FALSE;
  gboolean json = FALSE;
  int threads = 0;
  int epochs = 0;
  const GOptionEntry entries[] = {
    { "task", 0, 0, G_OPTION_ARG_STRING_ARRAY, &tasks,
      N_ ("Network to train: identity, expression or joint; may be given again; all by default"),
      N_ ("TASK") },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &resume, N_ ("Go on from the last checkpoint"), NULL },
    { "bring-back", 0, 0, G_OPTION_ARG_NONE, &back,
      N_ ("Do not train: bring back the network that one in training has replaced"), NULL },
    FUS_OPTION_THREADS (threads),
    { "epochs", 0, 0, G_OPTION_ARG_INT, &epochs,
      N_ ("Passes over the training frames, instead of the study's"), "N" },
    FUS_OPTION_JSON (json),
    { NULL },
  };
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  guint kinds;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 1, 1, &status))
    return status;
  if (!fus_options_network_kinds (tasks, &kinds) || !fus_options_check_threads (threads)
      || !fus_options_check_int ("epochs", epochs, 0, G_MAXINT))
    return FUS_EXIT_USAGE;

  if (back)
    {
      study = fus_study_open (argv[1], &error);
      if (study == NULL)
        return fus_terminal_fail (error->message);
      return bring_back (study, tasks != NULL ? kinds : kinds_before (study));
    }
  study = fus_study_open (argv[1], &error);
  if (study == NULL)
    return fus_terminal_fail (error->message);
  if (!leave_out (study, tasks != NULL, &kinds))
    return FUS_EXIT_FAILED;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((kinds & (1u << kind)) != 0)
      {
        status = train_one (study, (FusNetworkKind) kind, resume, (guint) epochs, (guint) threads);
        if (status != FUS_EXIT_DONE)
          return status;
      }
  return json ? print_json (study, kinds) : FUS_EXIT_DONE;
}
