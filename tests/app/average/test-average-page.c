/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/page.h"
#include "app/average/average-page.h"

#include "tests/study/fixture.h"
#include "app/widgets/viewer.h"
#include "tests/app/widgets.h"

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  FusAveragePage *page;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer untrained)
{
  f->folder = fixture_folder_new ();
  f->workspace = widgets_workspace (f->folder, untrained == NULL);
  f->page = g_object_new (FUS_TYPE_AVERAGE_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (f->window), "view",
                                  fus_view_options_actions (fus_workspace_options (f->workspace)));
  gtk_window_set_default_size (f->window, 1200, 700);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_page_set_workspace (FUS_PAGE (f->page), f->workspace);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_workspace_close (f->workspace);
  gtk_window_destroy (f->window);
  fixture_wait_dropped (f->workspace);
  fixture_folder_free (f->folder);
}

static gboolean
has_maps (gpointer data)
{
  return fus_workspace_maps (((Fixture *) data)->workspace) != NULL;
}

static FusStage *
stage (Fixture *f)
{
  return fus_viewer_get_stage (FUS_VIEWER (f->page));
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->page), "No Network Yet"));
  g_assert_false (has_maps (f));
}

/* Shown, it computes by itself; every map lies on the one average face. */
static void
test_maps (Fixture *f, gconstpointer data)
{
  fixture_wait (has_maps, f, 60);
  widgets_drawn (GTK_WIDGET (f->page));
  const FusStudyMaps *maps = fus_workspace_maps (f->workspace);
  g_assert_cmpuint (fus_stage_n_panes (stage (f)), >=, 2);
  for (guint i = 0; i < fus_stage_n_panes (stage (f)); i++)
    g_assert_true (fus_pane_picture (fus_stage_pane (stage (f), i)) == maps->average_face);
  g_assert_nonnull (maps->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION]);
  g_assert_null (maps->map[FUS_NETWORK_IDENTITY][FUS_TASK_IDENTITY]);
}

/* New weights: what is shown is not of them, and the page says so. */
static void
test_outdated (Fixture *f, gconstpointer data)
{
  FusStudy *study = fus_workspace_study (f->workspace);

  fixture_wait (has_maps, f, 60);
  g_assert_false (fus_result_outdated (fus_workspace_maps (f->workspace), study));
  fixture_train (study, FUS_NETWORK_JOINT);
  fixture_settle ();
  g_assert_true (fus_result_outdated (fus_workspace_maps (f->workspace), study));
  g_assert_nonnull (widgets_button (GTK_WIDGET (f->page), "average.compute"));
}

static gboolean
says_missing (gpointer data)
{
  Fixture *f = data;

  return widgets_find_text (GTK_WIDGET (f->page), "could not be read and is left out") != NULL;
}

/* A picture that is gone is said above the maps that were made without it. */
static void
test_missing_frames (Fixture *f, gconstpointer data)
{
  FusStudy *study = fus_workspace_study (f->workspace);
  const FusCrop crop = { 0, 0, 1, 0.9 };
  g_autofree char *path = g_build_filename (f->folder, "faces/AF01/AF01AFS.png", NULL);
  g_autoptr (GError) error = NULL;

  fixture_wait (has_maps, f, 60);
  fixture_write (path, "no picture");
  /* What is in memory was cropped otherwise. */
  g_assert_true (fus_study_set_crop (study, 0, &crop, &error));
  g_assert_no_error (error);
  gtk_widget_activate_action (GTK_WIDGET (f->page), "average.compute", NULL);
  fixture_wait (says_missing, f, 60);
}

#define ADD(name, untrained, function)                                                             \
  g_test_add ("/app/average-page/" name, Fixture, untrained, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("untrained", "untrained", test_untrained);
  ADD ("maps", NULL, test_maps);
  ADD ("outdated", NULL, test_outdated);
  ADD ("missing-frames", NULL, test_missing_frames);
  return g_test_run ();
}
