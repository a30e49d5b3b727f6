/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the Layers page takes from a key to the repaint, of networks of both presets: weights
 * are random, for speed does not depend on them. Also the longest that the main loop was held up
 * meanwhile, and the processor time of the main thread for each, which other work on the machine
 * does not lengthen as much. Decides nothing; prints milliseconds. */
#include "app/state/page.h"
#include "app/units/layers-page.h"

#include "tests/study/fixture.h"
#include "app/widgets/layer-grids.h"
#include "app/window/study-view.h"
#include "engine/files/weights.h"

#include <sys/resource.h>

#define N_FRAMES 20

typedef struct
{
  FusWorkspace *workspace;
  GtkWidget *page;
  FusLayerGrids *grids;
  FusLayer layer; /* waited for, with features other than @before */
  const FusFeatures *before;
  gboolean drawn;
  gint64 last_beat;
  double longest;
} Measure;

static GtkWidget *
find_in (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_in (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
write_network (FusStudy *study, FusNetworkKind kind)
{
  const FusProtocol *protocol = fus_study_protocol (study);
  FusArchitecture arch = { .image_size = protocol->image_size, .width = protocol->width };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fus_study_network_path (study, kind);
  g_autofree char *folder = g_path_get_dirname (path);

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (fus_network_kind_has_task (kind, task))
      arch.n_classes[task] = fus_study_classes (study, task)->n;
  g_autoptr (FusNetwork) network = fus_network_new (&arch, &error);
  g_assert_no_error (error);
  fus_network_initialize (network, 1);
  g_mkdir_with_parents (folder, 0777);
  fus_weights_save (network, path, FUS_WEIGHTS_F32, &error);
  g_assert_no_error (error);
}

static const FusFeatures *
shown (Measure *m)
{
  const FusChannelGrid *grid = fus_layer_grids_grid (m->grids, FUS_NETWORK_JOINT);

  return grid != NULL ? grid->features : NULL;
}

static void
on_painted (GdkFrameClock *clock, Measure *m)
{
  const FusFeatures *features = shown (m);

  m->drawn = features != NULL && features != m->before && features->layer == m->layer
             && fus_layer_grids_is_drawn (m->grids);
}

static gboolean
beat (gpointer data)
{
  Measure *m = data;
  const gint64 now = g_get_monotonic_time ();

  m->longest = MAX (m->longest, (now - m->last_beat) / 1e3);
  m->last_beat = now;
  return G_SOURCE_CONTINUE;
}

static double
measure (Measure *m, const char *action, FusLayer layer)
{
  const gint64 start = g_get_monotonic_time ();

  m->before = shown (m);
  m->layer = layer;
  m->drawn = FALSE;
  gtk_widget_activate_action (m->page, action, NULL);
  while (!m->drawn)
    g_main_context_iteration (NULL, TRUE);
  return (g_get_monotonic_time () - start) / 1e3;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

/* Milliseconds of processor time of this thread. */
static double
processor_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
report (Measure *m, const char *what, double *values, guint n, double processor)
{
  qsort (values, n, sizeof *values, compare);
  g_print ("  %-26s median %6.1f ms, largest %6.1f ms; main thread %5.1f ms each, held up %5.1f ms "
           "at most\n",
           what, values[n / 2], values[n - 1], processor / n, m->longest);
}

static void
measure_frames (Measure *m, FusLayer layer)
{
  g_autofree char *what = g_strdup_printf ("another frame (at %s)", fus_layer_name (layer));
  FusUnitAddress unit = fus_workspace_unit (m->workspace);
  double frames[N_FRAMES];

  m->before = NULL;
  m->layer = unit.layer = layer;
  m->drawn = FALSE;
  fus_workspace_set_unit (m->workspace, &unit);
  gtk_widget_queue_draw (m->page);
  while (!m->drawn)
    g_main_context_iteration (NULL, TRUE);
  m->longest = 0;
  m->last_beat = g_get_monotonic_time ();
  const double processor = processor_time ();
  for (guint i = 0; i < N_FRAMES; i++)
    frames[i] = measure (m, "layers.next-frame", layer);
  report (m, what, frames, N_FRAMES, processor_time () - processor);
}

static void
run (FusPreset preset, gboolean three)
{
  FusProtocol protocol = fus_protocol_preset (preset);
  char *folder = fixture_folder_new ();
  g_autoptr (FusStudy) study = fixture_study (folder, 8, &protocol);
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);
  double layers[FUS_N_LAYERS - 1];
  Measure m = { 0 };

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (three || kind == FUS_NETWORK_JOINT)
      write_network (study, kind);
  g_object_set (options, "three", three, NULL);
  m.workspace = fus_workspace_new (study, options, 0);
  m.page = g_object_new (FUS_TYPE_LAYERS_PAGE, NULL);
  m.grids = FUS_LAYER_GRIDS (find_in (m.page, FUS_TYPE_LAYER_GRIDS));
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (window, 1280, 800);
  gtk_window_set_child (window, m.page);
  fus_page_set_workspace (FUS_PAGE (m.page), m.workspace);
  gtk_window_present (window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (on_painted), &m);
  while (!m.drawn)
    g_main_context_iteration (NULL, TRUE);

  g_print ("preset %s, %s\n", fus_preset_name (preset),
           three ? "three networks" : "the joint network");
  m.last_beat = g_get_monotonic_time ();
  const guint timer = g_timeout_add (1, beat, &m);
  const double processor = processor_time ();
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    layers[i] = measure (&m, "layers.next-layer", (FusLayer) (i + 1));
  report (&m, "another layer", layers, G_N_ELEMENTS (layers), processor_time () - processor);
  measure_frames (&m, FUS_LAYER_CONV4);
  measure_frames (&m, FUS_LAYER_CONV1);
  g_source_remove (timer);

  fus_workspace_close (m.workspace);
  gtk_window_destroy (window);
  fixture_run_for (0.3);
  g_object_unref (m.workspace);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  adw_init ();
  run (FUS_PRESET_QUICK, FALSE);
  run (FUS_PRESET_QUICK, TRUE);
  run (FUS_PRESET_PAPER, FALSE);
  run (FUS_PRESET_PAPER, TRUE);
  return 0;
}
