/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/stage-export.h"

#include <math.h>

#define EXPORT_GAP 12
/* Height of an exported picture at least, so that maps of small frames are worth printing. */
#define EXPORT_LEAST 512
#define EXPORT_CAPTION 36
#define EXPORT_KEY_WIDTH 420
#define EXPORT_KEY_HEIGHT 64

static void
draw_exported (FusStage *self, cairo_t *cr, guint index, guint columns, int width, int height,
               int caption)
{
  FusPane *pane = fus_stage_pane (self, index);
  g_autoptr (FusPicture) picture = fus_pane_render (pane, width, height);
  const double left = (index % columns) * (width + EXPORT_GAP);
  const double top = (index / columns) * (height + caption + EXPORT_GAP);

  if (picture == NULL)
    return;
  cairo_surface_t *surface = fus_picture_to_surface (picture);
  cairo_set_source_surface (cr, surface, left, top);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
  if (caption == 0)
    return;

  g_autofree char *text = fus_pane_caption (pane);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int text_width, text_height;
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  cairo_move_to (cr, left + (width - text_width) / 2.0,
                 top + height + (caption - text_height) / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static GdkTexture *
surface_to_texture (cairo_surface_t *surface)
{
  const int width = cairo_image_surface_get_width (surface);
  const int height = cairo_image_surface_get_height (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes
      = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * height);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/* One key for all panes: with every map that any of them shows. FALSE where none does. */
static gboolean
common_overlay (FusStage *self, FusOverlay *key)
{
  const guint n_panes = fus_stage_n_panes (self);
  gboolean any = FALSE;

  for (guint i = 0; i < n_panes; i++)
    {
      const FusOverlay *overlay = fus_pane_overlay (fus_stage_pane (self, i));

      if (overlay == NULL)
        continue;
      if (!any)
        {
          *key = *overlay;
          any = TRUE;
        }
      for (guint task = 0; task < FUS_N_TASKS; task++)
        if (overlay->map[task] != NULL)
          key->map[task] = overlay->map[task];
    }
  return any;
}

static void
draw_exported_key (cairo_t *cr, const FusOverlay *key, int width, int top)
{
  const int key_width = MIN (width, EXPORT_KEY_WIDTH);

  cairo_save (cr);
  cairo_translate (cr, (width - key_width) / 2.0, top);
  fus_overlay_draw_key (cr, key, key_width, EXPORT_KEY_HEIGHT, (FusColor){ 0.1, 0.1, 0.1 });
  cairo_restore (cr);
}

GdkTexture *
fus_stage_render (FusStage *self)
{
  g_return_val_if_fail (FUS_IS_STAGE (self), NULL);
  const FusPicture *first = fus_pane_picture (fus_stage_pane (self, 0));

  if (first == NULL)
    return NULL;
  const double scale = MAX (1, (double) EXPORT_LEAST / first->height);
  const int width = round (first->width * scale);
  const int height = round (first->height * scale);
  const guint n_panes = fus_stage_n_panes (self);
  const int caption = n_panes > 1 ? EXPORT_CAPTION : 0;
  const guint columns = fus_stage_columns (self);
  const guint rows = (n_panes + columns - 1) / columns;

  FusOverlay key;
  const gboolean has_key = common_overlay (self, &key);
  const int total_width = columns * width + (columns - 1) * EXPORT_GAP;
  const int panes_height = rows * (height + caption) + (rows - 1) * EXPORT_GAP;

  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, total_width,
                                    panes_height + (has_key ? EXPORT_GAP + EXPORT_KEY_HEIGHT : 0));
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (guint i = 0; i < n_panes; i++)
    draw_exported (self, cr, i, columns, width, height, caption);
  if (has_key)
    draw_exported_key (cr, &key, total_width, panes_height + EXPORT_GAP);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  GdkTexture *texture = surface_to_texture (surface);
  cairo_surface_destroy (surface);
  return texture;
}
