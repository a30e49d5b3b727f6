/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/window-private.h"

#include <glib/gi18n-lib.h>

static FusViewer *
viewer_of (FusWindow *self)
{
  return self->view != NULL ? fus_study_view_viewer (self->view) : NULL;
}

void
fus_window_update_stage_actions (FusWindow *self)
{
  const char *actions[]
      = { "win.copy-picture", "win.save-picture", "win.zoom-in", "win.zoom-out", "win.zoom-fit" };
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean has_stage = viewer_of (self) != NULL;
  const gboolean has_study = self->view != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (widget, actions[i], has_stage);
  gtk_widget_action_set_enabled (widget, "win.open-picture", has_study);
  gtk_widget_action_set_enabled (widget, "win.close-study", has_study);
  gtk_widget_action_set_enabled (widget, "win.present", has_study);
  gtk_widget_action_set_enabled (widget, "win.show-folder", has_study);
  gtk_widget_action_set_enabled (widget, "win.crop-frames", has_study);
  gtk_widget_action_set_enabled (widget, "win.show-faults", has_study);
}

static void
zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusViewer *viewer = viewer_of (FUS_WINDOW (widget));
  const char *action = g_str_equal (name, "win.zoom-in")    ? "stage.zoom-in"
                       : g_str_equal (name, "win.zoom-out") ? "stage.zoom-out"
                                                            : "stage.zoom-fit";

  if (viewer != NULL)
    gtk_widget_activate_action (GTK_WIDGET (fus_viewer_get_stage (viewer)), action, NULL);
}

static void
copy_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);
  FusViewer *viewer = viewer_of (self);

  if (viewer != NULL)
    fus_window_toast (self, fus_viewer_copy (viewer) ? _ ("Picture copied")
                                                     : _ ("There is no picture to copy"));
}

static void
on_save_chosen (GtkNativeDialog *dialog, int response, FusWindow *self)
{
  FusViewer *viewer = viewer_of (self);

  if (response == GTK_RESPONSE_ACCEPT && viewer != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      g_autoptr (GError) error = NULL;
      if (path == NULL)
        fus_window_toast (self, _ ("Pictures can be saved on this machine only."));
      else if (fus_viewer_save (viewer, path, &error))
        {
          g_autofree char *name = g_filename_display_basename (path);
          g_autofree char *message = g_strdup_printf (_ ("Saved as “%s”"), name);
          fus_window_toast (self, message);
        }
      else
        fus_window_toast (self, error->message);
    }
  g_object_unref (dialog);
}

static void
save_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);
  FusViewer *viewer = viewer_of (self);

  if (viewer == NULL)
    return;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Export Picture"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *suggested = fus_viewer_suggest_name (viewer);
  g_autofree char *file = g_strconcat (suggested, ".png", NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_picture_chosen (GtkNativeDialog *dialog, int response, FusWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      if (path != NULL && self->view != NULL)
        fus_study_view_open_picture (self->view, path);
    }
  g_object_unref (dialog);
}

static void
open_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open Picture"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_picture_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
fus_window_install_stage_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "win.zoom-fit", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "win.copy-picture", NULL, copy_picture);
  gtk_widget_class_install_action (widget_class, "win.save-picture", NULL, save_picture);
  gtk_widget_class_install_action (widget_class, "win.open-picture", NULL, open_picture);
}
