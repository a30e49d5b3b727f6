/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/lesions/lesions.h"
#include "app/units/lesion-bar.h"

#include "app/widgets/channel-view.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "app/widgets/layer-grids.h"
#include "app/units/layers-page.h"
#include "study/asking/lesion-brush.h"
#include "app/window/study-view.h"

#include <adwaita.h>

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  GtkWidget *page;
  FusLesionBar *bar;
  GtkWindow *window;
} Fixture;

/* Whether a label below @widget says just that. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);
  GtkWidget *view;

  f->folder = fixture_folder_new ();
  protocol.dropout = 0;
  g_autoptr (FusStudy) study = fixture_study (f->folder, 12, &protocol);
  fixture_train (study, FUS_NETWORK_JOINT);
  f->workspace = fus_workspace_new (study, options, 1);
  view = fus_study_view_new (f->workspace);
  f->page = widgets_find (view, FUS_TYPE_LAYERS_PAGE);
  f->bar = FUS_LESION_BAR (widgets_find (f->page, FUS_TYPE_LESION_BAR));
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 1280, 800);
  gtk_window_set_child (f->window, view);
  gtk_window_present (f->window);
  g_assert_true (fus_study_view_show (FUS_STUDY_VIEW (view), "layers"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_workspace_close (f->workspace);
  gtk_window_destroy (f->window);
  fixture_wait_dropped (f->workspace);
  fixture_folder_free (f->folder);
}

static const FusChannelGrid *
grid_of (Fixture *f)
{
  return fus_layer_grids_grid (FUS_LAYER_GRIDS (widgets_find (f->page, FUS_TYPE_LAYER_GRIDS)),
                               FUS_NETWORK_JOINT);
}

static gboolean
has_grid (gpointer data)
{
  return grid_of (data) != NULL;
}

/* What the bar is to show in the end, by the function behind it. */
typedef struct
{
  Fixture *f;
  char *text[FUS_N_TASKS];
} Expected;

static gboolean
is_shown (gpointer data)
{
  Expected *expected = data;

  return says (GTK_WIDGET (expected->f->bar), expected->text[FUS_TASK_IDENTITY])
         && says (GTK_WIDGET (expected->f->bar), expected->text[FUS_TASK_EXPRESSION]);
}

static void
wait_for (Fixture *f, const FusUnitAddress *units, gsize n)
{
  g_autoptr (FusLesionBrush) brush
      = fus_lesion_brush_new (fus_workspace_study (f->workspace), FUS_NETWORK_JOINT, 1);
  Expected expected = { f, { NULL } };
  FusBrushResult result;

  g_assert_true (fus_lesion_brush_measure (brush, units, n, &result, NULL, NULL, NULL));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    expected.text[task]
        = g_strdup_printf ("%.0f → %.0f %%", 100 * result.before[task], 100 * result.after[task]);
  fixture_wait (is_shown, &expected, 30);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    g_free (expected.text[task]);
}

static void
test_brush (Fixture *f, gconstpointer data)
{
  g_autofree FusUnitAddress *units = NULL;
  g_autoptr (FusNetwork) network = NULL;
  GtkWidget *view;
  guint n;

  fixture_wait (has_grid, f, 30);
  view = widgets_find (f->page, FUS_TYPE_CHANNEL_VIEW);
  g_object_set (f->page, "layer", "fc2", "brush", TRUE, NULL);
  wait_for (f, NULL, 0);

  /* A stroke over all units of a layer, over the first of them twice. */
  network = fus_study_network (fus_workspace_study (f->workspace), FUS_NETWORK_JOINT, NULL);
  n = fus_architecture_units (fus_network_architecture (network), FUS_LAYER_FC2);
  units = g_new (FusUnitAddress, n);
  for (guint i = 0; i < n; i++)
    {
      units[i] = (FusUnitAddress){ FUS_NETWORK_JOINT, FUS_LAYER_FC2, i };
      g_signal_emit_by_name (view, "brushed", i, i == 0);
    }
  g_signal_emit_by_name (view, "brushed", 0, FALSE);
  g_assert_cmpuint (fus_lesion_bar_n_removed (f->bar, FUS_NETWORK_JOINT), ==, n);
  wait_for (f, units, n);

  /* A stroke that begins on a unit that is out puts back. */
  g_signal_emit_by_name (view, "brushed", 0, TRUE);
  g_signal_emit_by_name (view, "brushed", 1, FALSE);
  g_assert_cmpuint (fus_lesion_bar_n_removed (f->bar, FUS_NETWORK_JOINT), ==, n - 2);
  g_assert_false (fus_lesion_bar_is_removed (f->bar, &units[1]));
  wait_for (f, units + 2, n - 2);

  gtk_widget_activate_action (GTK_WIDGET (f->bar), "lesions.clear", NULL);
  g_assert_cmpuint (fus_lesion_bar_n_removed (f->bar, FUS_NETWORK_JOINT), ==, 0);
  wait_for (f, NULL, 0);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  const FusUnitAddress unit = { FUS_NETWORK_JOINT, FUS_LAYER_CONV8, 3 };
  const FusUnitAddress head = { FUS_NETWORK_JOINT, FUS_LAYER_HEADS, 0 };
  gboolean brush = FALSE;

  fixture_wait (has_grid, f, 30);
  fus_workspace_set_unit (f->workspace, &unit);
  gtk_widget_activate_action (f->page, "layers.remove", NULL);
  g_object_get (f->page, "brush", &brush, NULL);
  g_assert_true (brush);
  g_assert_true (fus_lesion_bar_is_removed (f->bar, &unit));
  wait_for (f, &unit, 1);
  gtk_widget_activate_action (f->page, "layers.remove", NULL);
  g_assert_false (fus_lesion_bar_is_removed (f->bar, &unit));

  /* The heads stay: they are the tasks. */
  fus_lesion_bar_set_removed (f->bar, &head, TRUE);
  g_assert_cmpuint (fus_lesion_bar_n_removed (f->bar, FUS_NETWORK_JOINT), ==, 0);
}

static gboolean
is_ordered (gpointer data)
{
  const FusChannelGrid *grid = grid_of (data);

  return grid != NULL && grid->order != NULL;
}

/* What identity misses most comes first, where the analysis was made. */
static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (FusStudyLesions) lesions = fus_analysis_compute (
      &fus_lesions_analysis, fus_workspace_study (f->workspace), 1, NULL, NULL, NULL);
  const FusUnitAddress unit = { FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 0 };
  const FusLayerLesions *layer = &lesions->network[FUS_NETWORK_JOINT]->layer[FUS_LAYER_CONV1];
  GtkWidget *order = NULL;

  fixture_wait (has_grid, f, 30);
  fus_workspace_set_unit (f->workspace, &unit);
  order = GTK_WIDGET (gtk_widget_get_template_child (f->page, FUS_TYPE_LAYERS_PAGE, "order"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (order), FUS_LAYER_ORDER_IDENTITY);
  fixture_wait (is_ordered, f, 30);
  for (guint i = 0; i < layer->n_units; i++)
    g_assert_cmpuint (layer->rank[FUS_TASK_IDENTITY][grid_of (f)->order[i]], ==, i + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/app/lesion-bar/brush", Fixture, NULL, set_up, test_brush, tear_down);
  g_test_add ("/app/lesion-bar/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/app/lesion-bar/keys", Fixture, NULL, set_up, test_keys, tear_down);
  return g_test_run ();
}
