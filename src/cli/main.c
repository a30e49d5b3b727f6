/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/short-memory.h"
#include "cli/terminal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>

static const FusCommand commands[] = {
  { "faces", N_ ("FOLDER"), N_ ("Draw demo faces in the layout of KDEF"), fus_command_faces },
  { "inspect", N_ ("DATASET"), N_ ("Tell what was recognised in a folder of faces"),
    fus_command_inspect },
  { "new", N_ ("STUDY"), N_ ("Make a study from one or two data sets"), fus_command_new },
  { "locate", N_ ("STUDY DATASET"), N_ ("Say where the data of a study are now"),
    fus_command_locate },
  { "train", N_ ("STUDY"), N_ ("Train the networks of a study"), fus_command_train },
  { "analyze", N_ ("STUDY"), N_ ("Ask the networks of a study what they have learnt"),
    fus_command_analyze },
  { "figures", N_ ("STUDY"), N_ ("Draw the figures of a study, with their numbers"),
    fus_command_figures },
  { "predict", N_ ("MODEL IMAGE…"), N_ ("Print the probability of each class"),
    fus_command_predict },
  { "gradcam", N_ ("MODEL IMAGE"), N_ ("Compute where a network finds its evidence for a class"),
    fus_command_gradcam },
  { "movie", N_ ("STUDY IMAGE"), N_ ("Draw what a network saw in a picture while it learnt"),
    fus_command_movie },
  { "trust", N_ ("MODEL IMAGE"), N_ ("Test whether the map of a picture can be trusted"),
    fus_command_trust },
  { "features", N_ ("MODEL IMAGE"), N_ ("Read what every unit of a layer says of a picture"),
    fus_command_features },
  { "stimulus", N_ ("MODEL"), N_ ("Find the picture that a unit of a network prefers"),
    fus_command_stimulus },
  { "init", N_ ("MODEL"), N_ ("Write a network with random weights"), fus_command_init },
  { "convert", N_ ("IN OUT"), N_ ("Turn torchvision's VGG11 weights into a network, or back"),
    fus_command_convert },
  { "bench", NULL, N_ ("Measure the speed of this machine"), fus_command_bench },
};

const FusCommand *
fus_command_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

static void
use_locale (void)
{
  const char *folder = g_getenv ("FUSIFORM_LOCALE_DIR");

  setlocale (LC_ALL, "");
  /* The plain locale has no letters but ASCII's, and would refuse the names of classes and files.
   */
  if (g_str_equal (nl_langinfo (CODESET), "ANSI_X3.4-1968"))
    setlocale (LC_CTYPE, "C.UTF-8");
  /* Numbers are read and written with a point everywhere: scripts depend on it. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : FUS_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

static void
print_help (void)
{
  g_print (_ ("Usage:\n  fusiform-cli COMMAND [OPTION…] ARGUMENT…\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s%s\n", commands[i].name, _ (commands[i].summary));
  g_print ("\n%s\n", _ ("“fusiform-cli COMMAND --help” tells what a command takes."));
}

static int
run (int argc, char **argv)
{
  const FusCommand *command;
  g_autofree char *title = NULL;

  if (argc < 2)
    {
      fus_options_refuse (_ ("expected a command"));
      return FUS_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("fusiform-cli %s\n", FUS_VERSION);
      return FUS_EXIT_DONE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return FUS_EXIT_DONE;
    }

  command = fus_command_find (argv[1]);
  if (command == NULL)
    return fus_options_refuse (_ ("there is no command “%s”"), argv[1]);

  title = g_strdup_printf ("fusiform-cli %s", command->name);
  g_set_prgname (title);
  fus_terminal_catch_interrupt ();
  return command->run (argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  int status;

  use_locale ();
  g_set_prgname ("fusiform-cli");
  fus_short_memory_catch ();
  fus_terminal_guard ();
  status = run (argc, argv);

  if (fflush (stdout) != 0 || ferror (stdout))
    {
      g_autofree char *message
          = g_strdup_printf (_ ("cannot write to standard output: %s"), g_strerror (errno));

      status = fus_terminal_fail (message);
    }
  fus_short_memory_exit (status);
}
