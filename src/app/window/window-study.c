/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/window-private.h"
#include "app/window/crop-dialog.h"
#include "study/folder/demo-cache.h"
#include "study/folder/demo-study.h"
#include "app/window/faults-window.h"
#include "app/window/new-study-dialog.h"
#include "app/state/settings.h"
#include "app/training/training-indicator.h"

#include <glib/gi18n-lib.h>

void
fus_window_show_problem (FusWindow *self, const char *heading, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_page_shown (FusWindow *self)
{
  fus_window_update_stage_actions (self);
  g_object_notify (G_OBJECT (self), "page");
}

void
fus_window_close_study (FusWindow *self)
{
  FusStudyView *view = self->view;

  if (view == NULL)
    return;
  fus_window_stop_drawing (self);
  fus_window_stop_presenting (self);
  self->view = NULL;
  fus_workspace_close (fus_study_view_workspace (view));
  g_signal_handlers_disconnect_by_data (fus_study_view_pages (view), self);
  adw_view_switcher_set_stack (self->switcher, NULL);
  fus_training_indicator_set_trainer (FUS_TRAINING_INDICATOR (self->indicator), NULL);
  fus_study_notice_set_study (self->notice, NULL, 0);
  gtk_stack_set_visible_child_name (self->stack, "welcome");
  gtk_stack_set_visible_child_name (self->title_stack, "welcome");
  gtk_widget_set_visible (self->study_button, FALSE);
  gtk_stack_remove (self->stack, GTK_WIDGET (view));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Fusiform"));
  on_page_shown (self);
}

static gpointer
draw_work (FusJob *job, gpointer set, GError **error)
{
  /* One thread: those who look at frames have theirs drawn first, in others. */
  fus_demo_cache_fill (set, 1, fus_job_poll (job), fus_job_progress (job), error);
  return NULL;
}

static void
on_drawing (FusWindow *self)
{
  const double progress = self->drawing != NULL ? fus_job_get_progress (self->drawing) : 1;

  gtk_progress_bar_set_fraction (self->drawing_bar, progress);
  gtk_widget_set_visible (GTK_WIDGET (self->drawing_bar), progress > 0 && progress < 1);
}

static void
on_drawn (FusJob *job, gpointer data)
{
  g_autoptr (FusWindow) self = FUS_WINDOW (data);
  g_autoptr (GError) error = NULL;

  fus_job_take_result (job, &error);
  if (self->drawing != job)
    return;
  fus_window_stop_drawing (self);
  if (error != NULL)
    fus_window_toast (self, error->message);
}

void
fus_window_stop_drawing (FusWindow *self)
{
  if (self->drawing == NULL)
    return;
  fus_job_cancel (self->drawing);
  g_signal_handlers_disconnect_by_data (self->drawing, self);
  g_clear_object (&self->drawing);
  on_drawing (self);
}

/* The faces of a demo study that nobody has looked at yet, while there is nothing else to do. */
static void
draw_the_rest (FusWindow *self, FusStudy *study)
{
  FusDemoSet set;

  fus_window_stop_drawing (self);
  if (!fus_demo_cache_recognize (fus_study_dataset_root (study, 0), &set))
    return;
  self->drawing
      = fus_job_start (_ ("Drawing the demo faces"), FUS_GATE_TRAINING, draw_work,
                       g_memdup2 (&set, sizeof set), g_free, NULL, on_drawn, g_object_ref (self));
  g_signal_connect_swapped (self->drawing, "notify::progress", G_CALLBACK (on_drawing), self);
}

void
fus_window_show_study (FusWindow *self, FusStudy *study)
{
  g_autoptr (FusWorkspace) workspace
      = fus_workspace_new (study, self->options, g_settings_get_uint (self->settings, "threads"));
  const char *title = fus_study_title (study);

  fus_window_close_study (self);
  self->view = FUS_STUDY_VIEW (fus_study_view_new (workspace));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->view));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->view));
  adw_view_switcher_set_stack (self->switcher, fus_study_view_pages (self->view));
  gtk_stack_set_visible_child_name (self->title_stack, "study");
  gtk_label_set_label (self->study_title, title);
  gtk_widget_set_visible (self->study_button, TRUE);
  fus_training_indicator_set_trainer (FUS_TRAINING_INDICATOR (self->indicator),
                                      fus_workspace_trainer (workspace));
  g_signal_connect_object (fus_study_view_pages (self->view), "notify::visible-child",
                           G_CALLBACK (on_page_shown), self, G_CONNECT_SWAPPED);
  g_autofree char *window_title = g_strdup_printf (_ ("%s – Fusiform"), title);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
  fus_study_notice_set_study (self->notice, study, fus_workspace_n_threads (workspace));
  fus_recent_studies_add (self->settings, fus_study_path (study));
  draw_the_rest (self, study);
  on_page_shown (self);
  if (self->has_unit)
    fus_workspace_show_unit (workspace, &self->unit);
  self->has_unit = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
open_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  FusStudy *study = fus_study_open (path, &error);

  if (study != NULL)
    g_task_return_pointer (task, study, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_unusable_answer (FusWindow *self, const char *response, GtkWidget *dialog)
{
  if (g_str_equal (response, "forget"))
    fus_recent_studies_remove (self->settings, g_object_get_data (G_OBJECT (dialog), "path"));
  else if (g_str_equal (response, "other"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-study", NULL);
}

/* A study that is not there, or not to be used: what to do next depends on where it was named. */
static void
show_unusable (FusWindow *self, const char *path, const char *message)
{
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (self), _ ("The study cannot be opened"), message);
  AdwMessageDialog *responses = ADW_MESSAGE_DIALOG (dialog);
  g_auto (GStrv) recent = fus_recent_studies (self->settings);

  adw_message_dialog_add_response (responses, "close", _ ("_Close"));
  if (g_strv_contains ((const char *const *) recent, path))
    adw_message_dialog_add_response (responses, "forget", _ ("_Take Off the List"));
  adw_message_dialog_add_response (responses, "other", _ ("_Open Another…"));
  adw_message_dialog_set_close_response (responses, "close");
  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (path), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_unusable_answer), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  FusWindow *self = FUS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudy) study = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  if (study != NULL)
    {
      if (!fus_window_ask_to_stop (self, FUS_AFTER_TRAINING_SHOW, study))
        fus_window_show_study (self, study);
    }
  else
    show_unusable (self, g_task_get_task_data (G_TASK (result)), error->message);
}

static void
open_study (FusWindow *self, const char *path)
{
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->opening, on_opened, NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_thread);
}

static gboolean
is_picture (const char *path)
{
  gboolean uncertain;
  g_autofree char *type = g_content_type_guess (path, NULL, 0, &uncertain);
  g_autofree char *mime = g_content_type_get_mime_type (type);

  return mime != NULL && g_str_has_prefix (mime, "image/");
}

static void
open_picture (FusWindow *self, const char *path)
{
  if (self->view != NULL)
    fus_study_view_open_picture (self->view, path);
  else
    fus_window_toast (self, _ ("Open a study first: its networks explain the picture."));
}

/* "my-study#joint:conv8:137": a study and the unit of it that is to be shown. Returns: whether it
 * was one; then it is being opened, or what is wrong has been said. */
static gboolean
open_unit (FusWindow *self, const char *path)
{
  const char *mark = strrchr (path, '#');
  g_autofree char *study = mark != NULL ? g_strndup (path, mark - path) : NULL;
  g_autoptr (GError) error = NULL;

  if (study == NULL || g_file_test (path, G_FILE_TEST_EXISTS) || !fus_study_is_study (study))
    return FALSE;
  if (!fus_unit_address_parse (mark + 1, &self->unit, &error))
    {
      fus_window_show_problem (self, _ ("The unit cannot be shown"), error->message);
      return TRUE;
    }
  self->has_unit = TRUE;
  open_study (self, study);
  return TRUE;
}

void
fus_window_open_path (FusWindow *self, const char *path)
{
  g_return_if_fail (FUS_IS_WINDOW (self));

  self->has_unit = FALSE;
  if (open_unit (self, path))
    return;
  g_autofree char *name = g_filename_display_name (path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *message = g_strdup_printf (
          _ ("“%s” is not there. If it lies on a drive, see whether that is connected."), name);
      show_unusable (self, path, message);
    }
  else if (fus_study_is_study (path) || g_str_has_suffix (path, "/study.json"))
    open_study (self, path);
  else if (is_picture (path))
    open_picture (self, path);
  else if (g_file_test (path, G_FILE_TEST_IS_DIR) || g_str_has_suffix (path, ".csv"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.new-study", "s", path);
  else
    {
      g_autofree char *message = g_strdup_printf (
          _ ("“%s” is neither a study, nor a folder of faces, nor a picture."), name);
      fus_window_show_problem (self, _ ("This cannot be opened"), message);
    }
}

static void
open_path (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_window_open_path (FUS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_folder_chosen (GtkNativeDialog *dialog, int response, FusWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      if (path != NULL)
        fus_window_open_path (self, path);
    }
  g_object_unref (dialog);
}

static void
choose_study (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open a Study"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gpointer
demo_work (FusJob *job, gpointer shipped, GError **error)
{
  return fus_demo_study_prepare (shipped, error);
}

static void
on_demo_ready (FusJob *job, gpointer data)
{
  g_autoptr (FusWindow) self = FUS_WINDOW (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fus_job_take_result (job, &error);

  if (self->demo_job != job)
    return;
  g_clear_object (&self->demo_job);
  fus_welcome_page_set_job (self->welcome, NULL);
  if (path != NULL)
    open_study (self, path);
  else if (error != NULL)
    fus_window_show_problem (self, _ ("The demo study cannot be opened"), error->message);
}

static void
open_demo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);
  g_autofree char *shipped = fus_data_file ("demo");

  if (self->demo_job != NULL)
    return;
  if (shipped == NULL)
    {
      fus_window_show_problem (self, _ ("The demo study is not installed"),
                               _ ("Reinstall Fusiform, or start it with tools/run."));
      return;
    }
  self->demo_job = fus_job_start (_ ("Opening the demo study"), FUS_GATE_PERSON, demo_work,
                                  g_steal_pointer (&shipped), g_free, g_free, on_demo_ready,
                                  g_object_ref (self));
  fus_welcome_page_set_job (self->welcome, self->demo_job);
}

static void
on_created (FusWindow *self, FusStudy *study)
{
  if (fus_window_ask_to_stop (self, FUS_AFTER_TRAINING_SHOW, study))
    {
      /* Should training go on, the new study is still at hand. */
      fus_recent_studies_add (self->settings, fus_study_path (study));
      return;
    }
  fus_window_show_study (self, study);
  fus_study_view_show (self->view, "training");
}

static void
new_study (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);
  const char *folder = g_variant_get_string (parameter, NULL);
  FusNewStudyDialog *dialog
      = fus_new_study_dialog_new (GTK_WINDOW (self), *folder != '\0' ? folder : NULL,
                                  g_settings_get_uint (self->settings, "threads"));

  g_signal_connect_object (dialog, "created", G_CALLBACK (on_created), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct
{
  FusStudy *study;
  guint dataset;
  FusCrop before;
} Cropped;

static void
cropped_free (gpointer data, GClosure *closure)
{
  Cropped *cropped = data;

  g_object_unref (cropped->study);
  g_free (cropped);
}

static void
on_undo_crop (AdwToast *toast, Cropped *cropped)
{
  g_autoptr (GError) error = NULL;
  FusWindow *self = g_object_get_data (G_OBJECT (toast), "window");

  if (!fus_study_set_crop (cropped->study, cropped->dataset, &cropped->before, &error))
    fus_window_toast (self, error->message);
}

static void
on_cropped (FusWindow *self, guint dataset, const FusCrop *before)
{
  AdwToast *toast = adw_toast_new (_ ("Frames cropped"));
  Cropped *cropped = g_new0 (Cropped, 1);

  cropped->study = g_object_ref (fus_workspace_study (fus_study_view_workspace (self->view)));
  cropped->dataset = dataset;
  cropped->before = *before;
  adw_toast_set_button_label (toast, _ ("_Undo"));
  /* Long enough to look at the frames first. */
  adw_toast_set_timeout (toast, 20);
  g_object_set_data (G_OBJECT (toast), "window", self);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_crop), cropped, cropped_free,
                         0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
crop_frames (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);

  if (self->view == NULL)
    return;
  FusCropDialog *dialog = fus_crop_dialog_new (
      GTK_WINDOW (self), fus_workspace_study (fus_study_view_workspace (self->view)),
      fus_study_view_frame (self->view));
  g_signal_connect_object (dialog, "applied", G_CALLBACK (on_cropped), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_fault_chosen (FusWindow *self, guint frame)
{
  if (self->view != NULL)
    fus_workspace_show_frame (fus_study_view_workspace (self->view), frame);
}

static void
show_faults (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);

  if (self->view == NULL)
    return;
  FusWorkspace *workspace = fus_study_view_workspace (self->view);
  FusFaultsWindow *window = fus_faults_window_new (
      GTK_WINDOW (self), fus_workspace_study (workspace), fus_workspace_n_threads (workspace));
  g_signal_connect_object (window, "frame", G_CALLBACK (on_fault_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);

  if (self->view == NULL)
    return;
  g_autofree char *uri = g_filename_to_uri (
      fus_study_path (fus_workspace_study (fus_study_view_workspace (self->view))), NULL, NULL);
  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
close_study (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);

  if (!fus_window_ask_to_stop (self, FUS_AFTER_TRAINING_CLOSE_STUDY, NULL))
    fus_window_close_study (self);
}

void
fus_window_install_study_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-study", "s", new_study);
  gtk_widget_class_install_action (widget_class, "win.crop-frames", NULL, crop_frames);
  gtk_widget_class_install_action (widget_class, "win.show-faults", NULL, show_faults);
  gtk_widget_class_install_action (widget_class, "win.open-study", NULL, choose_study);
  gtk_widget_class_install_action (widget_class, "win.open-path", "s", open_path);
  gtk_widget_class_install_action (widget_class, "win.open-demo", NULL, open_demo);
  gtk_widget_class_install_action (widget_class, "win.close-study", NULL, close_study);
  gtk_widget_class_install_action (widget_class, "win.show-folder", NULL, show_folder);
}
