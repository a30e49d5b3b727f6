/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include "cli/command.h"
#include "engine/words.h"
#include <glib/gi18n-lib.h>
#include <inttypes.h>

int
fus_options_refuse (const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_printerr ("%s: %s\n", g_get_prgname (), message);
  g_printerr (_ ("“%s --help” tells more.\n"), g_get_prgname ());
  return FUS_EXIT_USAGE;
}

gboolean
fus_options_parse (int *argc, char ***argv, const GOptionEntry *entries, int min, int max,
                   int *status)
{
  const FusCommand *command = fus_command_find ((*argv)[0]);
  g_autoptr (GOptionContext) context
      = g_option_context_new (command->arguments != NULL ? _ (command->arguments) : NULL);
  g_autoptr (GError) error = NULL;
  int n;

  g_option_context_set_summary (context, _ (command->summary));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      *status = fus_options_refuse ("%s", error->message);
      return FALSE;
    }

  /* GOption leaves the "--" in place that ends the options. */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)[1] = (*argv)[0];
      (*argv)++;
      (*argc)--;
    }

  n = *argc - 1;
  if (n < min)
    {
      *status = fus_options_refuse (_ ("expected %s"), _ (command->arguments));
      return FALSE;
    }
  if (n > max)
    {
      *status = fus_options_refuse (_ ("unexpected argument “%s”"), (*argv)[max + 1]);
      return FALSE;
    }
  return TRUE;
}

gboolean
fus_options_check_int (const char *option, gint64 value, gint64 min, gint64 max)
{
  if (value >= min && value <= max)
    return TRUE;

  if (max == G_MAXINT64)
    fus_options_refuse (_ ("--%s is %" PRId64 "; it must be at least %" PRId64), option, value,
                        min);
  else
    fus_options_refuse (_ ("--%s is %" PRId64 "; it must be from %" PRId64 " to %" PRId64), option,
                        value, min, max);
  return FALSE;
}

gboolean
fus_options_check_double (const char *option, double value, double min, double max)
{
  if (value >= min && value <= max)
    return TRUE;

  fus_options_refuse (_ ("--%s is %g; it must be from %g to %g"), option, value, min, max);
  return FALSE;
}

gboolean
fus_options_check_threads (int threads)
{
  return fus_options_check_int ("threads", threads, 0, FUS_MAX_THREADS);
}

gboolean
fus_options_find (const char *option, const char *text, const FusNames *names, guint *value)
{
  g_autofree char *known = NULL;

  if (fus_names_find (names, text, value))
    return TRUE;
  known = fus_names_list (names);
  fus_options_refuse (_ ("--%s is “%s”; it must be %s"), option, text, known);
  return FALSE;
}

gboolean
fus_options_network_kinds (char *const *names, guint *kinds)
{
  *kinds = 0;
  if (names == NULL)
    {
      *kinds = (1u << FUS_N_NETWORKS) - 1;
      return TRUE;
    }

  for (; *names != NULL; names++)
    {
      guint kind;

      if (!fus_options_find ("task", *names, &fus_network_kind_names, &kind))
        return FALSE;
      *kinds |= 1u << kind;
    }
  return TRUE;
}

guint
fus_options_n_threads (int threads)
{
  return threads > 0 ? (guint) threads : g_get_num_processors ();
}
