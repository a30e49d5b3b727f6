/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/patch-view.h"
#include "app/widgets/texture.h"

#define SIDE 64
#define CORNER 4
#define LINE 1.5f

struct _FusPatchView
{
  GtkWidget parent_instance;

  GdkTexture *texture;
  FusPatch patch;
};

G_DEFINE_FINAL_TYPE (FusPatchView, fus_patch_view, GTK_TYPE_WIDGET)

static void
fus_patch_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusPatchView *self = FUS_PATCH_VIEW (widget);
  const float side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  const graphene_rect_t tile = GRAPHENE_RECT_INIT (0, 0, side, side);
  GskRoundedRect corners;
  float scale;
  graphene_rect_t patch;

  if (self->texture == NULL)
    return;
  scale = side / gdk_texture_get_width (self->texture);
  patch = GRAPHENE_RECT_INIT (self->patch.x * scale, self->patch.y * scale,
                              self->patch.width * scale, self->patch.height * scale);
  gsk_rounded_rect_init_from_rect (&corners, &tile, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &corners);
  gtk_snapshot_append_texture (snapshot, self->texture, &tile);
  /* A patch that is all of the frame needs no outline. */
  if (patch.size.width < side || patch.size.height < side)
    {
      const GdkRGBA veil = { 0, 0, 0, 0.5f }, white = { 1, 1, 1, 1 };
      const float widths[4] = { LINE, LINE, LINE, LINE };
      const GdkRGBA colors[4] = { white, white, white, white };
      const float right = patch.origin.x + patch.size.width;
      const float bottom = patch.origin.y + patch.size.height;
      GskRoundedRect outline;

      gtk_snapshot_append_color (snapshot, &veil, &GRAPHENE_RECT_INIT (0, 0, side, patch.origin.y));
      gtk_snapshot_append_color (snapshot, &veil,
                                 &GRAPHENE_RECT_INIT (0, bottom, side, side - bottom));
      gtk_snapshot_append_color (
          snapshot, &veil,
          &GRAPHENE_RECT_INIT (0, patch.origin.y, patch.origin.x, patch.size.height));
      gtk_snapshot_append_color (
          snapshot, &veil,
          &GRAPHENE_RECT_INIT (right, patch.origin.y, side - right, patch.size.height));
      gsk_rounded_rect_init_from_rect (&outline, &patch, 0);
      gtk_snapshot_append_border (snapshot, &outline, widths, colors);
    }
  gtk_snapshot_pop (snapshot);
}

static GtkSizeRequestMode
fus_patch_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fus_patch_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? MAX (SIDE, for_size) : SIDE;
  *minimum_baseline = *natural_baseline = -1;
}

static void
fus_patch_view_dispose (GObject *object)
{
  g_clear_object (&FUS_PATCH_VIEW (object)->texture);
  G_OBJECT_CLASS (fus_patch_view_parent_class)->dispose (object);
}

static void
fus_patch_view_class_init (FusPatchViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_patch_view_dispose;
  widget_class->snapshot = fus_patch_view_snapshot;
  widget_class->get_request_mode = fus_patch_view_get_request_mode;
  widget_class->measure = fus_patch_view_measure;
  gtk_widget_class_set_css_name (widget_class, "patchview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fus_patch_view_init (FusPatchView *self)
{
}

GtkWidget *
fus_patch_view_new (void)
{
  return g_object_new (FUS_TYPE_PATCH_VIEW, NULL);
}

void
fus_patch_view_show (FusPatchView *self, FusPicture *picture, FusPatch patch)
{
  g_return_if_fail (FUS_IS_PATCH_VIEW (self));

  g_clear_object (&self->texture);
  if (picture != NULL)
    self->texture = fus_texture_new (picture);
  self->patch = patch;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
