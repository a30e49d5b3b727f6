/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/workspace.h"

#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "app/frames/frame-filters.h"
#include "app/frames/frames-page.h"
#include "app/window/study-view.h"
#include <adwaita.h>

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  GtkWidget *view;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  g_autoptr (FusStudy) study = fixture_study (f->folder, 8, &protocol);
  f->workspace = fus_workspace_new (study, options, 1);
  f->view = fus_study_view_new (f->workspace);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (f->window, f->view);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fus_workspace_close (f->workspace);
  gtk_window_destroy (f->window);
  /* Nothing of the window keeps it, once threads have let go of the pages. */
  fixture_wait_dropped (f->workspace);
  fixture_folder_free (f->folder);
}

/* The frame on the page, which is also what the networks are asked about. */
static gint64
frame_on_stage (Fixture *f)
{
  FusSubject *subject = fus_workspace_subject (f->workspace);

  g_assert_cmpint (fus_subject_frame (subject), ==, fus_workspace_frame (f->workspace));
  g_assert_cmpstr (fus_subject_path (subject), ==, fus_workspace_picture_path (f->workspace));
  return fus_frames_page_frame (FUS_FRAMES_PAGE (widgets_find (f->view, FUS_TYPE_FRAMES_PAGE)));
}

static const char *
page (Fixture *f)
{
  return adw_view_stack_get_visible_child_name (fus_study_view_pages (FUS_STUDY_VIEW (f->view)));
}

static void
test_frame (Fixture *f, gconstpointer data)
{
  const gint64 last = fus_study_frames (fus_workspace_study (f->workspace))->n_frames - 1;

  fus_workspace_set_frame (f->workspace, 0);
  g_assert_cmpint (frame_on_stage (f), ==, 0);
  fus_workspace_show_page (f->workspace, "training");
  g_assert_cmpstr (page (f), ==, "training");
  fus_workspace_show_frame (f->workspace, 5);
  g_assert_cmpstr (page (f), ==, "frames");
  g_assert_cmpint (frame_on_stage (f), ==, 5);

  g_assert_true (fus_workspace_step_frame (f->workspace, 1));
  g_assert_cmpint (frame_on_stage (f), ==, 6);
  fus_workspace_set_frame (f->workspace, last);
  g_assert_false (fus_workspace_step_frame (f->workspace, 1));
  g_assert_cmpint (frame_on_stage (f), ==, last);
}

static void
test_own_picture (Fixture *f, gconstpointer data)
{
  fus_workspace_set_frame (f->workspace, 3);
  fus_workspace_set_picture_path (f->workspace, "/nowhere/own.png");
  g_assert_cmpint (fus_workspace_frame (f->workspace), ==, -1);
  g_assert_cmpint (frame_on_stage (f), ==, -1);
  /* Back to the frame before. */
  gtk_widget_activate_action (widgets_find (f->view, FUS_TYPE_FRAMES_PAGE), "frames.close-picture",
                              NULL);
  g_assert_null (fus_workspace_picture_path (f->workspace));
  g_assert_cmpint (fus_workspace_frame (f->workspace), ==, 3);
  g_assert_cmpint (frame_on_stage (f), ==, 3);
}

static gboolean
press_close (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "window-close-symbolic") == 0)
    {
      g_signal_emit_by_name (widget, "clicked");
      return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (press_close (child))
      return TRUE;
  return FALSE;
}

static void
test_list (Fixture *f, gconstpointer data)
{
  const guint32 frames[] = { 9, 2, 7 };
  FusFrameModel *model = fus_workspace_frame_model (f->workspace);
  GListModel *list = G_LIST_MODEL (model);
  const guint all = g_list_model_get_n_items (list);

  fus_workspace_show_page (f->workspace, "training");
  fus_frame_model_choose (model, FUS_FACET_EXPRESSION, 0, TRUE);
  fus_workspace_list_frames (f->workspace, "Taken for another", frames, G_N_ELEMENTS (frames));
  g_assert_cmpstr (page (f), ==, "frames");
  g_assert_cmpstr (fus_frame_model_listing_title (model), ==, "Taken for another");
  /* Filters of before do not hide any of them. */
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  g_assert_cmpuint (fus_frame_model_frame (model, 0), ==, 2);
  g_assert_cmpuint (fus_frame_model_frame (model, 2), ==, 9);
  g_assert_cmpint (frame_on_stage (f), ==, 2);
  g_assert_true (fus_workspace_step_frame (f->workspace, 1));
  g_assert_cmpint (frame_on_stage (f), ==, 7);

  /* Facets choose among the listed ones, and count those only. */
  guint counted = 0;
  for (guint value = 0; value < fus_frame_model_n_values (model, FUS_FACET_EXPRESSION); value++)
    counted += fus_frame_model_count (model, FUS_FACET_EXPRESSION, value);
  g_assert_cmpuint (counted, ==, 3);

  /* The filter can be taken off again, and the frame looked at stays. */
  widgets_drawn (f->view);
  g_assert_true (press_close (widgets_find (f->view, FUS_TYPE_FRAME_FILTERS)));
  g_assert_null (fus_frame_model_listing_title (model));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, all);
  g_assert_cmpint (frame_on_stage (f), ==, 7);
  widgets_drawn (f->view);
  g_assert_false (press_close (widgets_find (f->view, FUS_TYPE_FRAME_FILTERS)));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/workspace/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("frame", test_frame);
  ADD ("own-picture", test_own_picture);
  ADD ("list", test_list);
  return g_test_run ();
}
