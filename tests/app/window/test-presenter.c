/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/presenter.h"

#include "app/window/application.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "app/widgets/layer-grids.h"
#include "app/state/settings.h"
#include "app/window/window.h"

typedef struct
{
  char *folder;
  GSettings *settings;
  FusWindow *window;
} Fixture;

/* One for all tests: a process registers one only. */
static GtkApplication *application;

static gboolean
has_study (gpointer data)
{
  return fus_window_study_view (((Fixture *) data)->window) != NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (GError) error = NULL;

  f->folder = fixture_folder_new ();
  protocol.epochs = 1;
  FusStudy *study = fixture_study (f->folder, 8, &protocol);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fixture_train (study, kind);
  g_autofree char *path = g_strdup (fus_study_path (study));
  g_object_unref (study);

  f->settings = fus_settings_new (&error);
  g_assert_no_error (error);
  f->window = fus_window_new (application, f->settings);
  gtk_window_present (GTK_WINDOW (f->window));
  fus_window_open_path (f->window, path);
  fixture_wait (has_study, f, 20);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusWindow *window = f->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_wait (fixture_is_gone, &window, 10);
  g_object_unref (f->settings);
  fixture_folder_free (f->folder);
}

static GtkWidget *
presenter (Fixture *f)
{
  return widgets_find (GTK_WIDGET (f->window), FUS_TYPE_PRESENTER);
}

static gboolean
shows_layer (gpointer data)
{
  GtkWidget *widget = presenter (data);
  const guint step = fus_presenter_step (FUS_PRESENTER (widget));
  FusLayerGrids *grids = FUS_LAYER_GRIDS (widgets_find (widget, FUS_TYPE_LAYER_GRIDS));
  const FusChannelGrid *grid = fus_layer_grids_grid (grids, FUS_NETWORK_JOINT);
  const FusLayer layer = step <= FUS_N_CONV_LAYERS ? (FusLayer) (step - 1) : FUS_LAYER_HEADS;

  return grid != NULL && grid->features->layer == layer
         && gtk_widget_get_mapped (GTK_WIDGET (grids));
}

static void
test_walk (Fixture *f, gconstpointer data)
{
  FusWorkspace *workspace = fus_study_view_workspace (fus_window_study_view (f->window));
  GtkWidget *header = widgets_find (GTK_WIDGET (f->window), ADW_TYPE_HEADER_BAR);

  g_assert_null (presenter (f));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.present", NULL);
  g_assert_nonnull (presenter (f));
  g_assert_false (gtk_widget_get_visible (header));
  /* The frame comes first. */
  g_assert_cmpuint (fus_presenter_step (FUS_PRESENTER (presenter (f))), ==, 0);
  gtk_widget_activate_action (presenter (f), "presenter.previous", NULL);
  g_assert_cmpuint (fus_presenter_step (FUS_PRESENTER (presenter (f))), ==, 0);
  for (guint step = 1; step < FUS_PRESENTER_N_STEPS; step++)
    {
      gtk_widget_activate_action (presenter (f), "presenter.next", NULL);
      g_assert_cmpuint (fus_presenter_step (FUS_PRESENTER (presenter (f))), ==, step);
      fixture_wait (shows_layer, f, 20);
    }
  gtk_widget_activate_action (presenter (f), "presenter.next", NULL);
  g_assert_cmpuint (fus_presenter_step (FUS_PRESENTER (presenter (f))), ==,
                    FUS_PRESENTER_N_STEPS - 1);

  /* Another frame keeps the place. */
  fus_workspace_set_frame (workspace, 0);
  gtk_widget_activate_action (presenter (f), "presenter.next-frame", NULL);
  g_assert_cmpint (fus_workspace_frame (workspace), ==, 1);
  g_assert_cmpuint (fus_presenter_step (FUS_PRESENTER (presenter (f))), ==,
                    FUS_PRESENTER_N_STEPS - 1);
  gtk_widget_activate_action (presenter (f), "presenter.first", NULL);
  g_assert_cmpuint (fus_presenter_step (FUS_PRESENTER (presenter (f))), ==, 0);

  /* Back to the pages, at the frame that was shown. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.present", NULL);
  g_assert_null (presenter (f));
  g_assert_true (gtk_widget_get_visible (header));
  g_assert_cmpint (fus_workspace_frame (workspace), ==, 1);
}

static void
test_study_closed (Fixture *f, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.present", NULL);
  widgets_drawn (GTK_WIDGET (f->window));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-study", NULL);
  g_assert_null (presenter (f));
  g_assert_false (has_study (f));
  /* Without a study there is nothing to present. */
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.present", NULL);
  g_assert_null (presenter (f));
}

static gboolean
shows_address (gpointer data)
{
  Fixture *f = data;

  if (!has_study (f))
    return FALSE;
  const FusUnitAddress unit
      = fus_workspace_unit (fus_study_view_workspace (fus_window_study_view (f->window)));
  return unit.network == FUS_NETWORK_EXPRESSION && unit.layer == FUS_LAYER_CONV6 && unit.unit == 3;
}

/* As "fusiform my-study#expression:conv6:3" does. */
static void
test_address (Fixture *f, gconstpointer data)
{
  g_autofree char *path
      = g_strconcat (fus_study_path (fus_workspace_study (
                         fus_study_view_workspace (fus_window_study_view (f->window)))),
                     "#expression:conv6:3", NULL);
  g_autofree char *page = NULL;

  fus_window_open_path (f->window, path);
  fixture_wait (shows_address, f, 20);
  g_object_get (f->window, "page", &page, NULL);
  g_assert_cmpstr (page, ==, "layers");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/presenter/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  application = GTK_APPLICATION (fus_application_new (G_APPLICATION_NON_UNIQUE));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  ADD ("walk", test_walk);
  ADD ("study-closed", test_study_closed);
  ADD ("address", test_address);
  const int status = g_test_run ();
  g_object_unref (application);
  return status;
}
