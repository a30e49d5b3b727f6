/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "faces/demo/faces.h"
#include "cli/options.h"
#include "cli/terminal.h"

#include <glib/gi18n-lib.h>

#define MIN_SIDE 32
#define MAX_SIDE 4096

int
fus_command_faces (int argc, char **argv)
{
  int people = FUS_DEMO_PEOPLE;
  gint64 seed = 1;
  int width = FUS_DEMO_WIDTH;
  int height = FUS_DEMO_HEIGHT;
  gboolean truth = FALSE;
  int threads = 0;
  const GOptionEntry entries[] = {
    { "people", 0, 0, G_OPTION_ARG_INT, &people, N_ ("Number of people (70)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("What the people are drawn from (1)"), "N" },
    { "width", 0, 0, G_OPTION_ARG_INT, &width, N_ ("Width of a frame in pixels (562)"), "N" },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, N_ ("Height of a frame in pixels (762)"), "N" },
    { "truth", 0, 0, G_OPTION_ARG_NONE, &truth,
      N_ ("Also write where the information on identity and on expression lies"), NULL },
    FUS_OPTION_THREADS (threads),
    { NULL },
  };
  FusDemoSet set;
  g_autoptr (GError) error = NULL;
  int status;

  if (!fus_options_parse (&argc, &argv, entries, 1, 1, &status))
    return status;
  if (!fus_options_check_int ("people", people, 1, FUS_DEMO_MOST_PEOPLE)
      || !fus_options_check_int ("seed", seed, 0, G_MAXINT64)
      || !fus_options_check_int ("width", width, MIN_SIDE, MAX_SIDE)
      || !fus_options_check_int ("height", height, MIN_SIDE, MAX_SIDE)
      || !fus_options_check_threads (threads))
    return FUS_EXIT_USAGE;

  set = (FusDemoSet){ (guint) people, (guint64) seed, (guint) width, (guint) height, truth };
  if (!fus_demo_faces_write (argv[1], &set, (guint) threads, fus_terminal_poll (),
                             fus_terminal_progress (_ ("Drawing faces")), &error))
    return error != NULL ? fus_terminal_fail (error->message) : fus_terminal_stopped ();
  fus_terminal_clear ();
  return FUS_EXIT_DONE;
}
