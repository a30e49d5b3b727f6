/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/sweep.h"

typedef struct
{
  void (*visit) (gpointer data, guint item, guint thread);
  gpointer data;
  guint n_items;
  gint next;      /* atomic */
  gint cancelled; /* atomic */
  GMutex polling;
} Sweep;

typedef struct
{
  Sweep *sweep;
  guint index;
} Helper;

/* Returns: FALSE when nothing is left. */
static gboolean
visit_next (Sweep *sweep, guint thread)
{
  guint item;

  if (g_atomic_int_get (&sweep->cancelled))
    return FALSE;
  item = g_atomic_int_add (&sweep->next, 1);
  if (item >= sweep->n_items)
    return FALSE;
  sweep->visit (sweep->data, item, thread);
  return TRUE;
}

static gpointer
help (gpointer data)
{
  Helper *helper = data;
  Sweep *sweep = helper->sweep;

  do
    {
      g_mutex_lock (&sweep->polling);
      g_mutex_unlock (&sweep->polling);
    }
  while (visit_next (sweep, helper->index));
  return NULL;
}

static gboolean
ask (Sweep *sweep, const FusPoll *poll)
{
  gboolean go_on;

  g_mutex_lock (&sweep->polling);
  go_on = fus_poll (poll);
  g_mutex_unlock (&sweep->polling);
  return go_on;
}

gboolean
fus_sweep (guint n_items, guint n_threads, void (*visit) (gpointer data, guint item, guint thread),
           gpointer data, const FusPoll *poll, const FusProgress *progress)
{
  Sweep sweep = { .visit = visit, .data = data, .n_items = n_items };
  g_autofree GThread **threads = NULL;
  g_autofree Helper *helpers = NULL;
  gboolean done = FALSE;

  n_threads = CLAMP (n_threads, 1, MAX (n_items, 1));
  threads = g_new0 (GThread *, n_threads);
  helpers = g_new (Helper, n_threads);
  g_mutex_init (&sweep.polling);
  for (guint t = 1; t < n_threads; t++)
    {
      helpers[t] = (Helper){ &sweep, t };
      threads[t] = g_thread_new ("faces", help, &helpers[t]);
    }
  while (!done && ask (&sweep, poll))
    {
      done = !visit_next (&sweep, 0);
      if (progress != NULL)
        progress->report (progress->data,
                          MIN ((double) g_atomic_int_get (&sweep.next) / MAX (n_items, 1), 1));
    }
  g_atomic_int_set (&sweep.cancelled, !done);
  for (guint t = 1; t < n_threads; t++)
    g_thread_join (threads[t]);
  g_mutex_clear (&sweep.polling);
  return done;
}
