/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "study/folder/study.h"

#include <glib/gi18n-lib.h>

/* The data set that is to be found: the one that is named, else the first that is missing, else the
 * first. */
static guint
which_dataset (FusStudy *study, int named)
{
  int missing = fus_study_missing_dataset (study);

  return named > 0 ? (guint) named - 1 : (guint) MAX (missing, 0);
}

int
fus_command_locate (int argc, char **argv)
{
  int named = 0, status;
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_INT, &named,
      N_ ("Which of a study's two data sets: 1 or 2; the one that is missing by default"), "N" },
    { NULL },
  };
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  guint dataset;

  if (!fus_options_parse (&argc, &argv, entries, 2, 2, &status))
    return status;
  study = fus_study_open (argv[1], &error);
  if (study == NULL)
    return fus_terminal_fail (error->message);
  if (!fus_options_check_int ("dataset", named, 0, fus_study_n_datasets (study)))
    return FUS_EXIT_USAGE;
  dataset = which_dataset (study, named);
  if (!fus_study_relocate (study, dataset, argv[2], &error))
    return fus_terminal_fail (error->message);
  g_print ("%s: %s\n", fus_study_title (study), fus_study_dataset_root (study, dataset));
  return FUS_EXIT_DONE;
}
