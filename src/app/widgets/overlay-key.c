/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/overlay-key.h"

#define HEIGHT 48

struct _FusOverlayKey
{
  GtkWidget parent_instance;

  /* owned */
  FusViewOptions *options;
};

G_DEFINE_FINAL_TYPE (FusOverlayKey, fus_overlay_key, GTK_TYPE_WIDGET)

static void
fus_overlay_key_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusOverlayKey *self = FUS_OVERLAY_KEY (widget);
  const int width = gtk_widget_get_width (widget);
  const int height = gtk_widget_get_height (widget);
  const float one = 1;
  FusOverlay overlay = { .side = 1 };
  gboolean any = FALSE;
  GdkRGBA color;

  if (self->options == NULL)
    return;
  fus_view_options_style (self->options, &overlay);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    if (fus_view_options_shows (self->options, task))
      {
        overlay.map[task] = &one;
        any = TRUE;
      }
  if (!any)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  fus_overlay_draw_key (cr, &overlay, width, height,
                        (FusColor){ color.red, color.green, color.blue });
  cairo_destroy (cr);
}

static void
fus_overlay_key_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 120;
  *minimum_baseline = *natural_baseline = -1;
}

static void
fus_overlay_key_dispose (GObject *object)
{
  g_clear_object (&FUS_OVERLAY_KEY (object)->options);
  G_OBJECT_CLASS (fus_overlay_key_parent_class)->dispose (object);
}

static void
fus_overlay_key_class_init (FusOverlayKeyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_overlay_key_dispose;
  widget_class->snapshot = fus_overlay_key_snapshot;
  widget_class->measure = fus_overlay_key_measure;
  gtk_widget_class_set_css_name (widget_class, "overlaykey");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fus_overlay_key_init (FusOverlayKey *self)
{
}

void
fus_overlay_key_set_options (FusOverlayKey *self, FusViewOptions *options)
{
  g_return_if_fail (FUS_IS_OVERLAY_KEY (self));

  g_set_object (&self->options, options);
  g_signal_connect_object (options, "notify", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}
