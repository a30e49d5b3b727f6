/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/short-memory.h"

#include "cli/command.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Whether GLib or the engine gives up for want of memory: their messages are not translated. */
static gboolean
is_shortage (GLogLevelFlags level, const char *message)
{
  return (level & G_LOG_LEVEL_ERROR) != 0
         && (strstr (message, "failed to allocate") != NULL
             || strstr (message, "creating thread") != NULL);
}

/* Takes no lock and asks for no memory: whoever has failed may hold the one and has none of the
 * other. */
static void
on_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (!is_shortage (level, message))
    {
      g_log_default_handler (domain, level, message, data);
      return;
    }
  dprintf (
      STDERR_FILENO, "%s: %s (%s)\n", g_get_prgname (),
      _ ("there is not enough memory. End other programs, raise the limit (ulimit -v), or take "
         "smaller pictures, a smaller width or fewer threads"),
      message);
  _exit (FUS_EXIT_FAILED);
}

void
fus_short_memory_catch (void)
{
  g_log_set_default_handler (on_message, NULL);
}

void
fus_short_memory_exit (int status)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    {
      fflush (NULL);
      _exit (status);
    }
  exit (status);
}
