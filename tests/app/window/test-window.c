/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/window.h"
#include "study/jobs/gate.h"

#include "app/widgets/crop-editor.h"
#include "faces/pictures/picture-file.h"
#include "tests/study/fixture.h"
#include "app/state/settings.h"
#include "tests/app/widgets.h"

#include <string.h>

typedef struct
{
  char *folder;
  char *path; /* of a study */
  GSettings *settings;
  FusWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = fixture_folder_new ();
  g_autoptr (FusStudy) study = widgets_study (f->folder, FALSE);
  f->path = g_strdup (fus_study_path (study));
  f->settings = fus_settings_new (&error);
  g_assert_no_error (error);
  g_settings_reset (f->settings, "recent-studies");
  f->window = fus_window_new (NULL, f->settings);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  /* Dialogs first: they stand before the window. */
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  for (GList *link = windows; link != NULL; link = link->next)
    if (link->data != f->window)
      gtk_window_destroy (link->data);
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  fixture_wait (fixture_is_gone, &f->window, 10);
  g_object_unref (f->settings);
  g_free (f->path);
  fixture_folder_free (f->folder);
}

static gboolean
has_study (gpointer data)
{
  return fus_window_study_view (((Fixture *) data)->window) != NULL;
}

static gboolean
has_no_study (gpointer data)
{
  return !has_study (data);
}

/* The dialog in front, NULL where there is none. */
static GtkWidget *
dialog (Fixture *f)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (link->data != f->window && gtk_widget_get_visible (link->data)
        && gtk_window_get_transient_for (link->data) == GTK_WINDOW (f->window))
      return link->data;
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return dialog (data) != NULL;
}

static void
answer (Fixture *f, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog (f)), response);
}

static void
open_study (Fixture *f)
{
  fus_window_open_path (f->window, f->path);
  fixture_wait (has_study, f, 20);
}

static gboolean
says (Fixture *f, const char *text)
{
  return widgets_find_text (GTK_WIDGET (f->window), text) != NULL;
}

static void
test_open_and_close (Fixture *f, gconstpointer data)
{
  g_autofree char *page = NULL;

  g_object_get (f->window, "page", &page, NULL);
  g_assert_cmpstr (page, ==, "welcome");
  open_study (f);
  g_clear_pointer (&page, g_free);
  g_object_get (f->window, "page", &page, NULL);
  g_assert_cmpstr (page, ==, "frames");
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (f->window)), "study"));
  g_auto (GStrv) recent = fus_recent_studies (f->settings);
  g_assert_cmpstr (recent[0], ==, f->path);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.page", "s", "training");
  g_clear_pointer (&page, g_free);
  g_object_get (f->window, "page", &page, NULL);
  g_assert_cmpstr (page, ==, "training");

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-study", NULL);
  g_assert_false (has_study (f));
  g_assert_true (says (f, "Recent Studies"));
}

/* The study's own file stands for its folder. */
static void
test_study_json (Fixture *f, gconstpointer data)
{
  g_autofree char *json = g_build_filename (f->path, "study.json", NULL);

  fus_window_open_path (f->window, json);
  fixture_wait (has_study, f, 20);
}

static void
test_broken_study (Fixture *f, gconstpointer data)
{
  g_autofree char *json = g_build_filename (f->path, "study.json", NULL);

  fixture_write (json, "{ \"format\": \"fusiform-study\", ");
  fus_window_open_path (f->window, f->path);
  fixture_wait (has_dialog, f, 20);
  g_assert_nonnull (widgets_find_text (dialog (f), "cannot be used"));
  g_assert_nonnull (widgets_button (dialog (f), "_Open Another…"));
  answer (f, "close");
  g_assert_false (has_study (f));
}

static void
test_vanished_study (Fixture *f, gconstpointer data)
{
  g_autofree char *gone = g_build_filename (f->folder, "gone", NULL);

  fus_recent_studies_add (f->settings, gone);
  fus_window_open_path (f->window, gone);
  g_assert_true (has_dialog (f));
  g_assert_nonnull (widgets_find_text (dialog (f), "is not there"));
  answer (f, "forget");
  g_auto (GStrv) recent = fus_recent_studies (f->settings);
  g_assert_cmpuint (g_strv_length (recent), ==, 0);
}

static gboolean
says_what_was_found (gpointer data)
{
  Fixture *f = data;
  GtkWidget *shown = dialog (f);

  return shown != NULL && widgets_find_text (shown, "no data set") != NULL;
}

static void
test_empty_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (f->folder, "empty", NULL);

  g_assert_cmpint (g_mkdir_with_parents (empty, 0777), ==, 0);
  fus_window_open_path (f->window, empty);
  fixture_wait (says_what_was_found, f, 20);
}

static void
test_text_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "notes.txt", NULL);

  fixture_write (path, "words");
  fus_window_open_path (f->window, path);
  g_assert_true (has_dialog (f));
  g_assert_nonnull (widgets_find_text (dialog (f), "neither a study"));
  answer (f, "close");
}

static char *
save_picture (Fixture *f)
{
  g_autoptr (FusPicture) picture = fus_picture_new (40, 40);
  char *path = g_build_filename (f->folder, "me.png", NULL);

  memset (picture->pixels, 90, 3 * 40 * 40);
  g_assert_true (fus_picture_save_png (picture, path, NULL));
  return path;
}

static gboolean
drop (Fixture *f, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->window));
  g_auto (GValue) value = G_VALUE_INIT;
  GSList files = { g_file_new_for_path (path), NULL };
  gboolean taken = FALSE, found = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &files);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      found = TRUE;
      g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }
  g_assert_true (found);
  g_object_unref (files.data);
  return taken;
}

static void
test_drop (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = save_picture (f);

  g_assert_true (drop (f, picture));
  g_assert_true (says (f, "Open a study first"));
  g_assert_true (drop (f, f->path));
  fixture_wait (has_study, f, 20);
  g_assert_true (drop (f, picture));
  FusWorkspace *workspace = fus_study_view_workspace (fus_window_study_view (f->window));
  g_assert_cmpstr (fus_workspace_picture_path (workspace), ==, picture);
}

/* Somebody is inside the gate: a network in training waits, and the window has nothing to draw. */
static void
hold_training (void)
{
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_PERSON);
}

static void
stop_training (Fixture *f)
{
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_PERSON);
  answer (f, "stop");
}

/* Long enough that nothing ends by itself. */
static FusTrainer *
start_training (Fixture *f)
{
  FusTrainer *trainer
      = fus_workspace_trainer (fus_study_view_workspace (fus_window_study_view (f->window)));

  fus_trainer_start (trainer, 1u << FUS_NETWORK_JOINT, TRUE, 100000, 1);
  return trainer;
}

static gboolean
has_checkpoint (gpointer data)
{
  Fixture *f = data;
  g_autofree char *path
      = g_build_filename (f->path, "networks", "joint.checkpoint.safetensors", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_gone (gpointer data)
{
  Fixture *f = data;

  return f->window == NULL || !gtk_widget_get_visible (GTK_WIDGET (f->window));
}

static void
test_close_in_training (Fixture *f, gconstpointer data)
{
  open_study (f);
  FusTrainer *trainer = start_training (f);
  fixture_wait (has_checkpoint, f, 60);
  hold_training ();

  gtk_window_close (GTK_WINDOW (f->window));
  fixture_wait (has_dialog, f, 10);
  g_assert_nonnull (widgets_find_text (dialog (f), "can be resumed"));
  answer (f, "keep");
  fixture_settle ();
  g_assert_cmpint (fus_trainer_state (trainer), ==, FUS_TRAINER_RUNNING);

  gtk_window_close (GTK_WINDOW (f->window));
  fixture_wait (has_dialog, f, 10);
  stop_training (f);
  fixture_wait (is_gone, f, 30);
  g_assert_true (has_checkpoint (f));
}

static void
test_close_study_in_training (Fixture *f, gconstpointer data)
{
  open_study (f);
  start_training (f);
  hold_training ();
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.close-study", NULL);
  fixture_wait (has_dialog, f, 10);
  g_assert_true (has_study (f));
  stop_training (f);
  fixture_wait (has_no_study, f, 30);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->window)));
}

static gboolean
is_other (gpointer data)
{
  Fixture *f = data;
  FusStudyView *view = fus_window_study_view (f->window);

  return view != NULL
         && !g_str_equal (fus_study_path (fus_workspace_study (fus_study_view_workspace (view))),
                          f->path);
}

static void
test_open_in_training (Fixture *f, gconstpointer data)
{
  g_autofree char *beside = g_build_filename (f->folder, "beside", NULL);

  g_assert_cmpint (g_mkdir_with_parents (beside, 0777), ==, 0);
  g_autoptr (FusStudy) other = widgets_study (beside, FALSE);
  open_study (f);
  start_training (f);
  hold_training ();
  fus_window_open_path (f->window, fus_study_path (other));
  fixture_wait (has_dialog, f, 10);
  g_assert_false (is_other (f));
  stop_training (f);
  fixture_wait (is_other, f, 30);
}

static gboolean
can_crop (gpointer data)
{
  Fixture *f = data;
  GtkWidget *editor = dialog (f) != NULL ? widgets_find (dialog (f), FUS_TYPE_CROP_EDITOR) : NULL;
  FusCrop half = { 0.25, 0.25, 0.5, 0.5 };

  /* Sensitive once the frame is there to be cropped. */
  if (editor == NULL || !gtk_widget_get_sensitive (widgets_button (dialog (f), "crop.reset")))
    return FALSE;
  fus_crop_editor_set_crop (FUS_CROP_EDITOR (editor), &half);
  return gtk_widget_get_sensitive (widgets_button (dialog (f), "crop.apply"));
}

static void
test_undo_crop (Fixture *f, gconstpointer data)
{
  open_study (f);
  FusStudy *study
      = fus_workspace_study (fus_study_view_workspace (fus_window_study_view (f->window)));
  const FusCrop before = fus_study_crop (study, 0);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.crop-frames", NULL);
  fixture_wait (can_crop, f, 20);
  gtk_widget_activate_action (dialog (f), "crop.apply", NULL);
  FusCrop now = fus_study_crop (study, 0);
  g_assert_false (fus_crop_equal (&now, &before));
  widgets_drawn (GTK_WIDGET (f->window));
  g_signal_emit_by_name (widgets_button (GTK_WIDGET (f->window), "_Undo"), "clicked");
  now = fus_study_crop (study, 0);
  g_assert_true (fus_crop_equal (&now, &before));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/window/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("open-and-close", test_open_and_close);
  ADD ("study-json", test_study_json);
  ADD ("broken-study", test_broken_study);
  ADD ("vanished-study", test_vanished_study);
  ADD ("empty-folder", test_empty_folder);
  ADD ("text-file", test_text_file);
  ADD ("drop", test_drop);
  ADD ("close-in-training", test_close_in_training);
  ADD ("close-study-in-training", test_close_study_in_training);
  ADD ("open-in-training", test_open_in_training);
  ADD ("undo-crop", test_undo_crop);
  return g_test_run ();
}
