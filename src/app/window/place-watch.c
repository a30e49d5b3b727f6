/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/place-watch.h"

#include <gio/gio.h>

/* Moving a folder is several changes. */
#define SETTLE_MS 100

struct _FusPlaceWatch
{
  GHashTable *monitors; /* path → GFileMonitor */
  void (*changed) (gpointer data);
  gpointer data;
  guint settle; /* source */
};

static void
on_settled (gpointer data)
{
  FusPlaceWatch *watch = data;

  watch->settle = 0;
  watch->changed (watch->data);
}

static void
on_event (FusPlaceWatch *watch)
{
  if (watch->settle == 0)
    watch->settle = g_timeout_add_once (SETTLE_MS, on_settled, watch);
}

static void
add (FusPlaceWatch *watch, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor;

  if (g_hash_table_contains (watch->monitors, path))
    return;
  monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (monitor == NULL)
    return;
  g_signal_connect_swapped (monitor, "changed", G_CALLBACK (on_event), watch);
  g_hash_table_insert (watch->monitors, g_strdup (path), monitor);
}

/* Each is told of by the folder that it is in, so that those above have to be watched, too. */
static void
add_with_parents (FusPlaceWatch *watch, const char *path)
{
  g_autofree char *at = g_canonicalize_filename (path, NULL);

  while (!g_str_equal (at, "/"))
    {
      char *above = g_path_get_dirname (at);

      add (watch, at);
      g_free (at);
      at = above;
    }
}

static void
drop_monitor (gpointer data)
{
  GFileMonitor *monitor = data;

  g_file_monitor_cancel (monitor);
  g_object_unref (monitor);
}

FusPlaceWatch *
fus_place_watch_new (const char *const *paths, void (*changed) (gpointer data), gpointer data)
{
  FusPlaceWatch *watch = g_new0 (FusPlaceWatch, 1);

  watch->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, drop_monitor);
  watch->changed = changed;
  watch->data = data;
  for (guint i = 0; paths[i] != NULL; i++)
    add_with_parents (watch, paths[i]);
  return watch;
}

void
fus_place_watch_free (FusPlaceWatch *watch)
{
  GHashTableIter i;
  gpointer monitor;

  g_hash_table_iter_init (&i, watch->monitors);
  while (g_hash_table_iter_next (&i, NULL, &monitor))
    g_signal_handlers_disconnect_by_data (monitor, watch);
  g_hash_table_unref (watch->monitors);
  g_clear_handle_id (&watch->settle, g_source_remove);
  g_free (watch);
}
