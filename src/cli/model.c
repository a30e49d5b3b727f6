/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "faces/frame.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "engine/files/weights.h"

#include <glib/gi18n-lib.h>

/* More classes than anyone has people for; keeps a slip of the keyboard from filling the disk. */
#define MAX_CLASSES 100000

static void
name_expressions (FusNetwork *network)
{
  const char *names[FUS_N_EXPRESSIONS + 1] = { NULL };

  for (guint i = 0; i < FUS_N_EXPRESSIONS; i++)
    names[i] = fus_expression_name ((FusExpression) i);
  fus_network_set_class_names (network, FUS_TASK_EXPRESSION, names);
}

int
fus_command_init (int argc, char **argv)
{
  g_auto (GStrv) tasks = NULL;
  int identities = 0;
  int expressions = FUS_N_EXPRESSIONS;
  int image_size = 224;
  double width = 1;
  gint64 seed = 1;
  const GOptionEntry entries[] = {
    { "task", 0, 0, G_OPTION_ARG_STRING_ARRAY, &tasks,
      N_ ("Head to make: identity or expression; may be given again; joint makes both"),
      N_ ("TASK") },
    { "identities", 0, 0, G_OPTION_ARG_INT, &identities, N_ ("Number of people to tell apart"),
      "N" },
    { "expressions", 0, 0, G_OPTION_ARG_INT, &expressions,
      N_ ("Number of expressions to tell apart (7)"), "N" },
    { "image-size", 0, 0, G_OPTION_ARG_INT, &image_size,
      N_ ("Side of a frame as the network sees it, in pixels; a multiple of 32 (224)"), "N" },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &width,
      N_ ("Share of VGG11's channels that is kept, 0.05 to 1 (1)"), "F" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("What the weights are drawn from (1)"), "N" },
    { NULL },
  };
  FusArchitecture arch = { .dropout = 0.5 };
  g_autoptr (FusNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  guint kinds;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 1, 1, &status))
    return status;
  if (tasks == NULL)
    return fus_options_refuse (_ ("expected --task identity, --task expression or both"));
  if (!fus_options_network_kinds (tasks, &kinds)
      || !fus_options_check_int ("image-size", image_size, 32, 512)
      || !fus_options_check_double ("width", width, 0.05, 1)
      || !fus_options_check_int ("seed", seed, 0, G_MAXINT64))
    return FUS_EXIT_USAGE;

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      if ((kinds & (1u << kind)) != 0
          && fus_network_kind_has_task ((FusNetworkKind) kind, (FusTask) task))
        arch.n_classes[task] = 1;
  if (arch.n_classes[FUS_TASK_IDENTITY] > 0
      && !fus_options_check_int ("identities", identities, 1, MAX_CLASSES))
    return FUS_EXIT_USAGE;
  if (arch.n_classes[FUS_TASK_EXPRESSION] > 0
      && !fus_options_check_int ("expressions", expressions, 1, MAX_CLASSES))
    return FUS_EXIT_USAGE;
  arch.n_classes[FUS_TASK_IDENTITY] *= (guint) identities;
  arch.n_classes[FUS_TASK_EXPRESSION] *= (guint) expressions;
  arch.image_size = (guint) image_size;
  arch.width = width;

  network = fus_network_new (&arch, &error);
  if (network == NULL)
    return fus_options_refuse ("%s", error->message);
  fus_network_initialize (network, (guint64) seed);
  if (arch.n_classes[FUS_TASK_EXPRESSION] == FUS_N_EXPRESSIONS)
    name_expressions (network);
  if (!fus_weights_save (network, argv[1], FUS_WEIGHTS_F32, &error))
    return fus_terminal_fail (error->message);
  return FUS_EXIT_DONE;
}

/* A copy of a network at half the size: for a study that is to be given to others. */
static gboolean
write_half (const char *in, const char *out, GError **error)
{
  g_autoptr (FusNetwork) network = fus_weights_load (in, error);

  return network != NULL && fus_weights_save (network, out, FUS_WEIGHTS_F16, error);
}

int
fus_command_convert (int argc, char **argv)
{
  g_autofree char *task_name = NULL;
  gboolean half = FALSE;
  const GOptionEntry entries[] = {
    { "task", 0, 0, G_OPTION_ARG_STRING, &task_name,
      N_ ("Task whose head is read or written: identity (the default) or expression"),
      N_ ("TASK") },
    { "half", 0, 0, G_OPTION_ARG_NONE, &half,
      N_ ("Write a network's weights as 16-bit floats, at half the size"), NULL },
    { NULL },
  };
  guint task = FUS_TASK_IDENTITY;
  g_autoptr (GError) error = NULL;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 2, 2, &status))
    return status;
  if (half && task_name != NULL)
    return fus_options_refuse (_ ("--half keeps every head; it does not go with --task"));
  if (task_name != NULL && !fus_options_find ("task", task_name, &fus_task_names, &task))
    return FUS_EXIT_USAGE;

  if (half ? !write_half (argv[1], argv[2], &error)
           : !fus_weights_convert (argv[1], argv[2], (FusTask) task, &error))
    return fus_terminal_fail (error->message);
  return FUS_EXIT_DONE;
}
