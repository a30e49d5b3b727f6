/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/augmentation-preview.h"

#include "app/widgets/texture.h"
#include "faces/pictures/load-picture.h"

#include <glib/gi18n-lib.h>

/* The first is the frame as it is. */
#define N_PICTURES 6
#define SIDE 72
/* Small frames would be a mosaic, large ones are not seen. */
#define MIN_PIXELS 144

struct _FusAugmentationPreview
{
  AdwPreferencesRow parent_instance;

  GtkPicture *pictures[N_PICTURES];
  GCancellable *cancellable; /* of what is being read */
};

G_DEFINE_FINAL_TYPE (FusAugmentationPreview, fus_augmentation_preview, ADW_TYPE_PREFERENCES_ROW)

typedef struct
{
  char *path;
  FusCrop crop;
  guint side;
  FusAugmentation augmentation;
  FusPicture *made[N_PICTURES];
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  for (guint i = 0; i < N_PICTURES; i++)
    g_clear_pointer (&making->made[i], fus_picture_unref);
  g_free (making->path);
  g_free (making);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  g_autoptr (FusAugmenter) augmenter = fus_augmenter_new (&making->augmentation, making->side);
  GError *error = NULL;

  making->made[0] = fus_picture_load_cropped (making->path, &making->crop, (int) making->side,
                                              (int) making->side, &error);
  if (making->made[0] == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 1; i < N_PICTURES; i++)
    {
      FusRandom random;

      fus_random_seed (&random, i, 0);
      making->made[i] = fus_augmenter_picture (augmenter, &random, making->made[0]);
    }
  g_task_return_boolean (task, TRUE);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FusAugmentationPreview *self = FUS_AUGMENTATION_PREVIEW (source);
  const Making *making = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autoptr (GdkTexture) texture = fus_texture_new (making->made[i]);

      gtk_picture_set_paintable (self->pictures[i], GDK_PAINTABLE (texture));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* The first frame without a fault. (nullable) */
static const FusFrame *
first_frame (const FusFrameList *frames)
{
  for (guint i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].fault == FUS_FAULT_NONE)
      return &frames->frames[i];
  return NULL;
}

void
fus_augmentation_preview_show (FusAugmentationPreview *self, FusDataset *dataset,
                               const FusCrop *crop, guint image_size,
                               const FusAugmentation *augmentation)
{
  const FusFrame *frame = dataset != NULL ? first_frame (dataset->frames) : NULL;
  g_autoptr (GTask) task = NULL;
  Making *making;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (frame == NULL || !fus_augmentation_is_on (augmentation))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  self->cancellable = g_cancellable_new ();
  making = g_new0 (Making, 1);
  making->path = fus_frame_full_path (dataset->root, frame);
  making->crop = crop != NULL ? *crop : dataset->crop;
  making->side = MAX (image_size, MIN_PIXELS);
  making->augmentation = *augmentation;
  task = g_task_new (self, self->cancellable, made_cb, NULL);
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_thread);
}

static void
fus_augmentation_preview_dispose (GObject *object)
{
  FusAugmentationPreview *self = FUS_AUGMENTATION_PREVIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (fus_augmentation_preview_parent_class)->dispose (object);
}

static void
fus_augmentation_preview_class_init (FusAugmentationPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_augmentation_preview_dispose;
}

static void
fus_augmentation_preview_init (FusAugmentationPreview *self)
{
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (box), 3);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), N_PICTURES);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      GtkWidget *picture = gtk_picture_new ();

      gtk_widget_set_size_request (picture, SIDE, SIDE);
      gtk_picture_set_alternative_text (GTK_PICTURE (picture),
                                        i == 0 ? _ ("The frame as it is")
                                               : _ ("The frame as a network may see it"));
      gtk_widget_set_tooltip_text (picture, i == 0 ? _ ("The frame as it is")
                                                   : _ ("The frame as a network may see it"));
      gtk_flow_box_insert (GTK_FLOW_BOX (box), picture, -1);
      gtk_widget_set_focusable (gtk_widget_get_parent (picture), FALSE);
      self->pictures[i] = GTK_PICTURE (picture);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Preview"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

FusAugmentationPreview *
fus_augmentation_preview_new (void)
{
  return g_object_new (FUS_TYPE_AUGMENTATION_PREVIEW, NULL);
}
