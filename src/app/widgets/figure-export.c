/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-export.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define COPY_RESOLUTION 300.0

struct _FusSharedFigure
{
  FusStudyFigure *figure;
};

FusSharedFigure *
fus_shared_figure_new (FusStudyFigure *figure)
{
  FusSharedFigure *shared = g_atomic_rc_box_new (FusSharedFigure);

  shared->figure = figure;
  return shared;
}

FusSharedFigure *
fus_shared_figure_ref (FusSharedFigure *shared)
{
  return g_atomic_rc_box_acquire (shared);
}

static void
clear (gpointer data)
{
  fus_study_figure_free (((FusSharedFigure *) data)->figure);
}

void
fus_shared_figure_unref (FusSharedFigure *shared)
{
  g_atomic_rc_box_release_full (shared, clear);
}

FusStudyFigure *
fus_shared_figure_get (FusSharedFigure *shared)
{
  return shared->figure;
}

static void
tell (GtkWidget *widget, const char *message)
{
  gtk_widget_activate_action (widget, "win.toast", "s", message);
}

typedef struct
{
  FusSharedFigure *shared;
  char *folder;
} Export;

static Export *
export_new (FusSharedFigure *shared, const char *folder)
{
  Export *export = g_new (Export, 1);

  *export = (Export){ fus_shared_figure_ref (shared), g_strdup (folder) };
  return export;
}

static void
export_free (gpointer data)
{
  Export *export = data;

  fus_shared_figure_unref (export->shared);
  g_free (export->folder);
  g_free (export);
}

static void
copy_thread (GTask *task, gpointer widget, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GBytes *png = fus_figure_png (fus_study_figure (export->shared->figure), COPY_RESOLUTION,
                                (FusColor){ 0, 0, 0 }, (FusColor){ 1, 1, 1 });

  g_task_return_pointer (task, png, (GDestroyNotify) g_bytes_unref);
}

static void
on_copied (GObject *object, GAsyncResult *result, gpointer data)
{
  GtkWidget *widget = GTK_WIDGET (object);
  g_autoptr (GBytes) png = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  tell (widget, _ ("Figure copied"));
}

void
fus_figure_copy (GtkWidget *widget, FusSharedFigure *shared)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, on_copied, NULL);

  g_task_set_task_data (task, export_new (shared, NULL), export_free);
  g_task_run_in_thread (task, copy_thread);
}

static void
export_thread (GTask *task, gpointer widget, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;

  if (fus_figure_write (fus_study_figure (export->shared->figure), export->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_exported (GObject *object, GAsyncResult *result, gpointer data)
{
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_filename_display_basename (export->folder);
  g_autofree char *message = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    /* Translators: name of the figure's files, name of a folder. */
    message = g_strdup_printf (_ ("Exported “%s” as SVG, PDF, PNG and CSV to “%s”"),
                               fus_study_figure (export->shared->figure)->name, folder);
  else
    message = g_strdup_printf (_ ("Could not export: %s"), error->message);
  tell (GTK_WIDGET (object), message);
}

void
fus_figure_export (GtkWidget *widget, FusSharedFigure *shared, const char *folder)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, on_exported, NULL);

  g_task_set_task_data (task, export_new (shared, folder), export_free);
  g_task_run_in_thread (task, export_thread);
}

/* Whether the folder has any of the files that would be written. */
static gboolean
would_replace (const Export *export)
{
  const char *endings[] = { ".svg", ".pdf", ".png", ".csv", ".json" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name
          = g_strconcat (fus_study_figure (export->shared->figure)->name, endings[i], NULL);
      g_autofree char *path = g_build_filename (export->folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static void
on_replace_answer (GtkWidget *widget, const char *response, AdwMessageDialog *dialog)
{
  const Export *export = g_object_get_data (G_OBJECT (dialog), "export");

  if (g_str_equal (response, "replace"))
    fus_figure_export (widget, export->shared, export->folder);
}

static void
ask_to_replace (GtkWidget *widget, const Export *export)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _ ("Replace the Figure?"), NULL);
  g_autofree char *folder = g_filename_display_basename (export->folder);

  /* Translators: name of a folder, name of the figure's files. */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("The folder “%s” has files named “%s” already."), folder,
                                  fus_study_figure (export->shared->figure)->name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "replace",
                                    _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "export", export_new (export->shared, export->folder),
                          export_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_replace_answer), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_folder_chosen (GtkNativeDialog *dialog, int response, GtkWidget *widget)
{
  Export *export = g_object_get_data (G_OBJECT (dialog), "export");

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      export->folder = g_file_get_path (file);
      if (export->folder == NULL)
        tell (widget, _ ("Figures can be exported to this machine only."));
      else if (would_replace (export))
        ask_to_replace (widget, export);
      else
        fus_figure_export (widget, export->shared, export->folder);
    }
  g_object_unref (dialog);
}

void
fus_figure_ask_and_export (GtkWidget *widget, FusSharedFigure *shared)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Export Figure to a Folder"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Export"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "export", export_new (shared, NULL), export_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
