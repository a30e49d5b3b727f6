/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/application.h"
#include "app/state/settings.h"
#include "app/widgets/stage.h"
#include "app/window/window.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* How long a person waits: for the window on a study, for the map of another frame, for an overlay
 * that was toggled. Measures the real window and prints figures; nothing passes or fails by them.
 *
 * Usage: perf-window STUDY */

#define N_FRAMES 40
#define N_TOGGLES 40
#define PATIENCE_SECONDS 60

typedef struct
{
  double values[MAX (N_FRAMES, N_TOGGLES)];
  guint n;
} Sample;

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static void
print (const char *what, Sample *sample)
{
  qsort (sample->values, sample->n, sizeof (double), compare);
  printf ("%-42s median %7.2f ms, 95 %% %7.2f ms, most %7.2f ms (%u times)\n", what,
          sample->values[sample->n / 2], sample->values[(guint) (sample->n * 0.95)],
          sample->values[sample->n - 1], sample->n);
}

/* Seconds since the kernel started this process, so that loading of libraries counts. */
static double
age (void)
{
  g_autofree char *text = NULL;
  struct timespec now;
  const char *fields;
  double ticks = 0;

  if (!g_file_get_contents ("/proc/self/stat", &text, NULL, NULL))
    return 0;
  fields = strrchr (text, ')');
  g_auto (GStrv) words = g_strsplit (fields + 2, " ", 22);
  ticks = g_ascii_strtod (words[19], NULL);
  clock_gettime (CLOCK_BOOTTIME, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec - ticks / (double) sysconf (_SC_CLK_TCK);
}

static double
milliseconds (void)
{
  return 1e-3 * (double) g_get_monotonic_time ();
}

/* Of this process, or of this thread alone: what a loaded machine does not make longer. */
static double
processor_milliseconds (clockid_t of)
{
  struct timespec time;

  clock_gettime (of, &time);
  return 1e3 * (double) time.tv_sec + 1e-6 * (double) time.tv_nsec;
}

static gboolean
wait_for (gboolean (*condition) (FusWindow *window), FusWindow *window)
{
  const double end = milliseconds () + 1000 * PATIENCE_SECONDS;

  while (!condition (window))
    {
      if (milliseconds () > end)
        return FALSE;
      g_main_context_iteration (NULL, TRUE);
    }
  return TRUE;
}

static FusPane *
pane_of (FusWindow *window)
{
  FusStudyView *view = fus_window_study_view (window);
  FusViewer *viewer = view != NULL ? fus_study_view_viewer (view) : NULL;

  return viewer != NULL ? fus_stage_pane (fus_viewer_get_stage (viewer), 0) : NULL;
}

static gboolean
shows_map (FusWindow *window)
{
  FusPane *pane = pane_of (window);
  gboolean pending = TRUE;

  if (pane == NULL || fus_pane_picture (pane) == NULL)
    return FALSE;
  g_object_get (pane, "pending", &pending, NULL);
  return !pending;
}

static gboolean
shows_study (FusWindow *window)
{
  return pane_of (window) != NULL && gtk_widget_get_mapped (GTK_WIDGET (pane_of (window)));
}

static void
measure_frames (FusWindow *window)
{
  FusWorkspace *workspace = fus_study_view_workspace (fus_window_study_view (window));
  const guint n = fus_study_frames (fus_workspace_study (workspace))->n_frames;
  Sample sample = { .n = 0 }, work = { .n = 0 };

  for (guint i = 0; i < N_FRAMES; i++)
    {
      /* Far apart, so that nothing was read ahead. */
      const double begin = milliseconds ();
      const double worked = processor_milliseconds (CLOCK_PROCESS_CPUTIME_ID);
      fus_workspace_set_frame (workspace, (gint64) ((i + 1) * 997 % n));
      if (!wait_for (shows_map, window))
        return;
      sample.values[sample.n++] = milliseconds () - begin;
      work.values[work.n++] = processor_milliseconds (CLOCK_PROCESS_CPUTIME_ID) - worked;
    }
  print ("another frame, its map and class bars", &sample);
  print ("  processor time of all threads", &work);
}

typedef struct
{
  double began;
  double work;
  guint n_painted;
} Painting;

static void
on_before_paint (GdkFrameClock *clock, Painting *painting)
{
  painting->began = milliseconds ();
}

static void
on_after_paint (GdkFrameClock *clock, Painting *painting)
{
  painting->work = milliseconds () - painting->began;
  painting->n_painted++;
}

static void
measure_toggles (FusWindow *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Painting painting = { 0 };
  Sample sample = { .n = 0 }, work = { .n = 0 };

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &painting);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &painting);
  for (guint i = 0; i < N_TOGGLES; i++)
    {
      /* What a key press does, and what the frame after it costs; not the wait for that frame. */
      const guint painted = painting.n_painted;
      const double begin = milliseconds ();
      const double worked = processor_milliseconds (CLOCK_THREAD_CPUTIME_ID);
      gtk_widget_activate_action (GTK_WIDGET (window), "view.identity", NULL);
      const double handled = milliseconds () - begin;
      while (painting.n_painted == painted)
        g_main_context_iteration (NULL, TRUE);
      sample.values[sample.n++] = handled + painting.work;
      work.values[work.n++] = processor_milliseconds (CLOCK_THREAD_CPUTIME_ID) - worked;
    }
  g_signal_handlers_disconnect_by_data (clock, &painting);
  print ("toggling an overlay, drawn", &sample);
  print ("  processor time of the main thread", &work);
}

static void
run (FusWindow *window, const char *study)
{
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  fus_window_open_path (window, study);
  if (!wait_for (shows_study, window))
    return;
  printf ("%-42s %.2f s after the process began\n", "the study's pages are on screen", age ());
  if (!wait_for (shows_map, window))
    return;
  printf ("%-42s %.2f s after the process began\n", "the first frame has its map", age ());
  measure_frames (window);
  measure_toggles (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = fus_settings_new (&error);

  if (argc != 2 || !fus_study_is_study (argv[1]))
    {
      printf ("usage: %s STUDY\n", argv[0]);
      return 0;
    }
  if (settings == NULL)
    {
      printf ("%s\n", error->message);
      return 0;
    }
  g_autoptr (FusApplication) application = fus_application_new (G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    {
      printf ("%s\n", error->message);
      return 0;
    }
  FusWindow *window = fus_window_new (GTK_APPLICATION (application), settings);
  run (window, argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
