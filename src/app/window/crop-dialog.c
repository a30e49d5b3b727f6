/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/crop-dialog.h"

#include "app/state/picture-loader.h"
#include "app/widgets/crop-editor.h"
#include "faces/pictures/load-picture.h"
#include <glib/gi18n-lib.h>

struct _FusCropDialog
{
  AdwWindow parent_instance;

  /* Template widgets. */
  FusCropEditor *editor;
  GtkLabel *note;
  GtkInfoBar *error_bar;
  GtkLabel *error_label;

  FusStudy *study;          /* owned */
  FusPictureLoader *loader; /* owned */
  guint dataset;
};

G_DEFINE_FINAL_TYPE (FusCropDialog, fus_crop_dialog, ADW_TYPE_WINDOW)

enum
{
  APPLIED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
show_error (FusCropDialog *self, const char *message)
{
  gtk_label_set_text (self->error_label, message);
  gtk_info_bar_set_revealed (self->error_bar, TRUE);
}

static void
changed_cb (FusCropDialog *self)
{
  FusCrop crop = fus_crop_editor_crop (self->editor);
  FusCrop now = fus_study_crop (self->study, self->dataset);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "crop.apply", !fus_crop_equal (&crop, &now));
}

static void
apply_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FusCropDialog *self = FUS_CROP_DIALOG (widget);
  FusCrop crop = fus_crop_editor_crop (self->editor);
  FusCrop before = fus_study_crop (self->study, self->dataset);
  g_autoptr (GError) error = NULL;

  if (fus_study_set_crop (self->study, self->dataset, &crop, &error))
    {
      g_signal_emit (self, signals[APPLIED], 0, self->dataset, &before);
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else
    show_error (self, error->message);
}

static void
reset_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FusCropDialog *self = FUS_CROP_DIALOG (widget);
  FusDatasetKind kind = fus_study_dataset_kind (self->study, self->dataset);

  fus_crop_editor_set_crop (self->editor,
                            kind == FUS_DATASET_KDEF ? &fus_crop_kdef : &fus_crop_whole);
}

static void
on_loaded (FusCropDialog *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  FusPicture *picture = fus_picture_loader_get (self->loader, path, &error);

  if (picture == NULL)
    {
      show_error (self, error->message);
      return;
    }
  FusCrop crop = fus_study_crop (self->study, self->dataset);
  fus_crop_editor_set_picture (self->editor, picture);
  fus_crop_editor_set_crop (self->editor, &crop);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "crop.reset", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "crop.apply", FALSE);
}

static gboolean
any_network (FusStudy *study)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_autofree char *path = fus_study_network_path (study, kind);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static void
fus_crop_dialog_dispose (GObject *object)
{
  g_clear_object (&FUS_CROP_DIALOG (object)->study);
  g_clear_object (&FUS_CROP_DIALOG (object)->loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_CROP_DIALOG);
  G_OBJECT_CLASS (fus_crop_dialog_parent_class)->dispose (object);
}

static void
fus_crop_dialog_class_init (FusCropDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_crop_dialog_dispose;
  signals[APPLIED] = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_POINTER);
  gtk_widget_class_install_action (widget_class, "crop.apply", NULL, apply_cb);
  gtk_widget_class_install_action (widget_class, "crop.reset", NULL, reset_cb);
  g_type_ensure (FUS_TYPE_CROP_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/crop-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FusCropDialog, editor);
  gtk_widget_class_bind_template_child (widget_class, FusCropDialog, note);
  gtk_widget_class_bind_template_child (widget_class, FusCropDialog, error_bar);
  gtk_widget_class_bind_template_child (widget_class, FusCropDialog, error_label);
}

static void
fus_crop_dialog_init (FusCropDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "crop.apply", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "crop.reset", FALSE);
  g_signal_connect_swapped (self->editor, "changed", G_CALLBACK (changed_cb), self);
}

FusCropDialog *
fus_crop_dialog_new (GtkWindow *parent, FusStudy *study, guint frame)
{
  g_return_val_if_fail (FUS_IS_STUDY (study), NULL);
  g_return_val_if_fail (frame < fus_study_frames (study)->n_frames, NULL);

  FusCropDialog *self = g_object_new (FUS_TYPE_CROP_DIALOG, "transient-for", parent, NULL);
  const FusFrame *shown = &fus_study_frames (study)->frames[frame];

  self->study = g_object_ref (study);
  self->dataset = shown->dataset;
  gtk_widget_set_visible (GTK_WIDGET (self->note), any_network (study));

  g_autofree char *path
      = fus_frame_full_path (fus_study_dataset_root (study, self->dataset), shown);
  self->loader = fus_picture_loader_new ();
  g_signal_connect_object (self->loader, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  fus_picture_loader_get (self->loader, path, NULL);
  return self;
}
