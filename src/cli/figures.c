/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/options.h"
#include "study/analyses/list.h"
#include "cli/terminal.h"
#include "study/folder/own-folders.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Returns: FUS_EXIT_DONE also where the study has no such figure. */
static int
make_one (const FusFigureMaker *maker, FusStudy *study, const char *folder, guint n_threads)
{
  const char *name = maker->figure->name;
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyFigure) figure = fus_figure_make (
      maker, study, n_threads, fus_terminal_poll (), fus_terminal_progress (name), &error);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  fus_terminal_clear ();
  if (g_error_matches (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TOO_LARGE))
    {
      fus_terminal_print (_ ("%s: not made. %s"), name, error->message);
      return FUS_EXIT_DONE;
    }
  if (error != NULL)
    return fus_terminal_fail (error->message);
  if (fus_terminal_interrupted ())
    return fus_terminal_stopped ();
  if (figure == NULL)
    {
      fus_terminal_print (_ ("%s: not made; this study does not have what it shows"), name);
      return FUS_EXIT_DONE;
    }
  if (fus_study_figure_missing (figure) != NULL)
    fus_terminal_print ("%s: %s", name, fus_study_figure_missing (figure));
  if (!fus_figure_write (fus_study_figure (figure), folder, &error))
    return fus_terminal_fail (error->message);
  g_print ("%s.{svg,pdf,png,csv,json}\n", path);
  return FUS_EXIT_DONE;
}

/* NULL after saying what is wrong with --only. */
static GPtrArray *
choose (const char *only)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_auto (GStrv) names = only != NULL ? g_strsplit (only, ",", 0) : NULL;
  guint n;
  const FusFigureMaker *makers = fus_figure_makers (&n);

  for (guint i = 0; names == NULL && i < n; i++)
    g_ptr_array_add (chosen, (gpointer) &makers[i]);
  for (char **name = names; name != NULL && *name != NULL; name++)
    {
      const FusFigureMaker *maker = fus_figure_maker_find (*name);

      if (maker == NULL)
        {
          fus_options_refuse (_ ("--only names “%s”, which is no figure"), *name);
          return NULL;
        }
      g_ptr_array_add (chosen, (gpointer) maker);
    }
  return g_steal_pointer (&chosen);
}

int
fus_command_figures (int argc, char **argv)
{
  g_autofree char *only = NULL;
  g_autofree char *folder = NULL;
  int threads = 0;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &folder,
      N_ ("Folder to write to; the study's figures folder by default"), N_ ("FOLDER") },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only,
      N_ ("Figures to draw, as 1b,2a, separated by commas; all by default"), N_ ("NAME,…") },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, N_ ("Number of threads; 0 for all processors"),
      "N" },
    { NULL },
  };
  g_autoptr (GPtrArray) chosen = NULL;
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 1, 1, &status))
    return status;
  if (!fus_options_check_int ("threads", threads, 0, FUS_MAX_THREADS))
    return FUS_EXIT_USAGE;
  chosen = choose (only);
  if (chosen == NULL)
    return FUS_EXIT_USAGE;

  study = fus_study_open (argv[1], &error);
  if (study == NULL)
    return fus_terminal_fail (error->message);
  if (folder == NULL)
    {
      if (!fus_own_folders_check (fus_study_path (study), &error))
        return fus_terminal_fail (error->message);
      folder = fus_study_file (study, "figures", NULL);
    }
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_autofree char *message
          = g_strdup_printf (_ ("The folder “%s” cannot be made: %s"), folder, g_strerror (errno));

      return fus_terminal_fail (message);
    }
  for (guint i = 0; i < chosen->len; i++)
    {
      status = make_one (chosen->pdata[i], study, folder, fus_options_n_threads (threads));
      if (status != FUS_EXIT_DONE)
        return status;
    }
  return FUS_EXIT_DONE;
}
