/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tools/check-threads can tell apart: "race locked", "race task" and "race idle" order all
 * that two threads do and must be silent, "race plain" and "race unrelated" do not and must be
 * found. */
#include <gio/gio.h>

static GMutex mutex, other;
static int number;

static void
count (GMutex *held)
{
  for (int i = 0; i < 1000; i++)
    {
      if (held != NULL)
        g_mutex_lock (held);
      number++;
      if (held != NULL)
        g_mutex_unlock (held);
    }
}

static gpointer
count_in_thread (gpointer data)
{
  count (data);
  return NULL;
}

static void
count_twice (GMutex *here, GMutex *there)
{
  GThread *thread = g_thread_new ("race", count_in_thread, there);

  count (here);
  g_thread_join (thread);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  number++;
  g_task_return_boolean (task, TRUE);
}

static void
quit (GObject *source, GAsyncResult *result, gpointer loop)
{
  number++;
  g_main_loop_quit (loop);
}

static gboolean
quit_idle (gpointer loop)
{
  number++;
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
add_idle (gpointer loop)
{
  number++;
  g_idle_add_full (G_PRIORITY_DEFAULT, quit_idle, loop, NULL);
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  const char *how = argc > 1 ? argv[1] : "";
  if (g_str_equal (how, "plain"))
    count_twice (NULL, NULL);
  else if (g_str_equal (how, "unrelated"))
    count_twice (&mutex, &other);
  else if (g_str_equal (how, "locked"))
    count_twice (&mutex, &mutex);
  else if (g_str_equal (how, "task"))
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, quit, loop);

      number++;
      g_task_run_in_thread (task, work);
      g_main_loop_run (loop);
      g_assert_true (g_task_get_completed (task));
    }
  else if (g_str_equal (how, "idle"))
    {
      GThread *thread = g_thread_new ("race", add_idle, loop);

      g_main_loop_run (loop);
      g_thread_join (thread);
    }
  else
    return 2;
  g_print ("%d\n", number);
  return 0;
}
