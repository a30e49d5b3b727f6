/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/thumbnail.h"
#include "app/state/facets.h"
#include "app/widgets/texture.h"

#include <glib/gi18n-lib.h>

#define LEAST_SIDE 64
#define CORNER 6

struct _FusThumbnail
{
  GtkWidget parent_instance;

  /* owned */
  FusThumbnails *thumbnails;
  FusFrameList *frames;
  GdkTexture *texture;
  gulong ready_handler;

  FusCrop crop;
  guint frame;
  gboolean failed;
};

G_DEFINE_FINAL_TYPE (FusThumbnail, fus_thumbnail, GTK_TYPE_WIDGET)

static void
take_picture (FusThumbnail *self)
{
  gboolean failed = FALSE;
  g_autoptr (FusPicture) picture = fus_thumbnails_get (self->thumbnails, self->frame, &failed);

  if (picture != NULL && self->texture == NULL)
    self->texture = fus_texture_new (picture);
  self->failed = failed;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_ready (FusThumbnails *thumbnails, guint frame, FusThumbnail *self)
{
  if (frame == self->frame)
    take_picture (self);
}

static void
draw_failed (FusThumbnail *self, GtkSnapshot *snapshot, double side)
{
  const int size = 16;
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      gtk_icon_theme_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))),
      "dialog-warning-symbolic", NULL, size, gtk_widget_get_scale_factor (GTK_WIDGET (self)),
      gtk_widget_get_direction (GTK_WIDGET (self)), 0);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((side - size) / 2, (side - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            &color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
fus_thumbnail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusThumbnail *self = FUS_THUMBNAIL (widget);
  const float side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  const graphene_rect_t tile = GRAPHENE_RECT_INIT (0, 0, side, side);
  GskRoundedRect corners;

  gsk_rounded_rect_init_from_rect (&corners, &tile, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &corners);
  if (self->texture != NULL)
    {
      const double scale
          = MAX (side / (self->crop.width * gdk_texture_get_width (self->texture)),
                 side / (self->crop.height * gdk_texture_get_height (self->texture)));
      const double width = gdk_texture_get_width (self->texture) * scale;
      const double height = gdk_texture_get_height (self->texture) * scale;
      const double left = side / 2 - (self->crop.x + self->crop.width / 2) * width;
      const double top = side / 2 - (self->crop.y + self->crop.height / 2) * height;
      gtk_snapshot_append_texture (snapshot, self->texture,
                                   &GRAPHENE_RECT_INIT (left, top, width, height));
    }
  else
    {
      GdkRGBA color;
      gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
      color.alpha *= 0.08;
      gtk_snapshot_append_color (snapshot, &color, &tile);
      if (self->failed)
        draw_failed (self, snapshot, side);
    }
  gtk_snapshot_pop (snapshot);
}

static GtkSizeRequestMode
fus_thumbnail_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fus_thumbnail_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = LEAST_SIDE;
  *natural = LEAST_SIDE;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *minimum = *natural = MAX (LEAST_SIDE, for_size);
  *minimum_baseline = *natural_baseline = -1;
}

static gboolean
fus_thumbnail_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                             GtkTooltip *tooltip)
{
  FusThumbnail *self = FUS_THUMBNAIL (widget);

  if (self->frames == NULL)
    return FALSE;
  const FusFrame *frame = &self->frames->frames[self->frame];
  g_autofree char *text = fus_frame_describe (self->frames, frame);
  g_autofree char *fault
      = frame->fault != FUS_FAULT_NONE
            ? g_strdup_printf (_ ("\nLeft out: %s"), fus_fault_title (frame->fault))
            : g_strdup ("");
  g_autofree char *lines = g_strdup_printf ("%s\n%s%s", text, frame->path, fault);
  gtk_tooltip_set_text (tooltip, lines);
  return TRUE;
}

static void
fus_thumbnail_dispose (GObject *object)
{
  fus_thumbnail_unbind (FUS_THUMBNAIL (object));
  G_OBJECT_CLASS (fus_thumbnail_parent_class)->dispose (object);
}

static void
fus_thumbnail_class_init (FusThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_thumbnail_dispose;
  widget_class->snapshot = fus_thumbnail_snapshot;
  widget_class->get_request_mode = fus_thumbnail_get_request_mode;
  widget_class->measure = fus_thumbnail_measure;
  widget_class->query_tooltip = fus_thumbnail_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "thumbnail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fus_thumbnail_init (FusThumbnail *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
fus_thumbnail_new (void)
{
  return g_object_new (FUS_TYPE_THUMBNAIL, NULL);
}

void
fus_thumbnail_bind (FusThumbnail *self, FusThumbnails *thumbnails, FusStudy *study, guint frame)
{
  g_return_if_fail (FUS_IS_THUMBNAIL (self));

  fus_thumbnail_unbind (self);
  self->thumbnails = g_object_ref (thumbnails);
  self->frames = fus_frame_list_ref (fus_study_frames (study));
  self->frame = frame;
  self->crop = fus_study_crop (study, self->frames->frames[frame].dataset);
  self->ready_handler = g_signal_connect (thumbnails, "ready", G_CALLBACK (on_ready), self);
  g_autofree char *text = fus_frame_describe (self->frames, &self->frames->frames[frame]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  take_picture (self);
}

void
fus_thumbnail_unbind (FusThumbnail *self)
{
  g_return_if_fail (FUS_IS_THUMBNAIL (self));

  if (self->thumbnails == NULL)
    return;
  g_clear_signal_handler (&self->ready_handler, self->thumbnails);
  fus_thumbnails_forget (self->thumbnails, self->frame);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->frames, fus_frame_list_unref);
  self->failed = FALSE;
}
