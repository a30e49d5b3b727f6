/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
fixture_wait_until (gboolean (*condition) (gpointer data), gpointer data, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint waker = g_timeout_add (5, wake, NULL);
  gboolean met;

  while (!(met = condition (data)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (waker);
  return met;
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

void
fixture_run_for (double seconds)
{
  fixture_wait_until (never, NULL, seconds);
}
