/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/faults-window.h"

#include "tests/study/fixture.h"
#include "tests/app/widgets.h"

typedef struct
{
  char *folder;
  FusStudy *study;
  FusFaultsWindow *window;
  guint frame;
} Fixture;

static void
on_frame (Fixture *f, guint frame)
{
  f->frame = frame;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = fixture_folder_new ();
  f->study = widgets_study (f->folder, FALSE);
  f->frame = G_MAXUINT;
  f->window = fus_faults_window_new (NULL, f->study, 1);
  g_signal_connect_swapped (f->window, "frame", G_CALLBACK (on_frame), f);
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

static gboolean
is_checked (gpointer data)
{
  return fus_study_faults_checked (((Fixture *) data)->study);
}

static void
check (Fixture *f)
{
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->window), "Not Looked Over Yet"));
  g_signal_emit_by_name (widgets_button (GTK_WIDGET (f->window), "faults.check"), "clicked");
  fixture_wait (is_checked, f, 30);
}

static void
test_sound (Fixture *f, gconstpointer data)
{
  check (f);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->window), "Every Frame Can Be Used"));
}

static void
test_broken (Fixture *f, gconstpointer data)
{
  g_autofree char *path = fus_frame_full_path (fus_study_dataset_root (f->study, 0),
                                               &fus_study_frames (f->study)->frames[9]);
  GtkWidget *list = widgets_find (GTK_WIDGET (f->window), GTK_TYPE_LIST_VIEW);

  fixture_write (path, "not a picture");
  check (f);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->window), "1 of 112 frames"));
  widgets_drawn (list);
  g_assert_nonnull (widgets_find_text (list, "unreadable"));
  g_assert_nonnull (widgets_find_text (list, fus_study_frames (f->study)->frames[9].path));

  f->window = NULL;
  g_signal_emit_by_name (list, "activate", 0);
  g_assert_cmpuint (f->frame, ==, 9);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/faults-window/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("sound", test_sound);
  ADD ("broken", test_broken);
  return g_test_run ();
}
