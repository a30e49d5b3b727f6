/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/channel-view.h"
#include "app/widgets/texture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Cells of which size, in application pixels, have room for a name. */
#define NAMED_CELL 40
/* How small, as a share of the font's size, a long name may be set. */
#define LEAST_NAME 0.55
/* A grid of more values is drawn off the main thread: one of conv1 of the paper's networks, 64 maps
 * of 224 x 224, takes as long as a frame of the screen. */
#define RENDER_HERE_VALUES (400 * 1000)

struct _FusChannelView
{
  GtkWidget parent_instance;

  FusFeatures *features;
  guint *order;
  FusChannelGrid grid;
  char *title;
  char **names;
  gint64 unit;
  guint8 *removed;
  gboolean brushing;
  gint64 last_brushed;
  double brush_x, brush_y;

  FusChannelLayout layout; /* in the texture's pixels */
  GdkTexture *texture;
  GCancellable *cancellable; /* of the drawing under way */
  FusPicture *next;          /* drawn, but not shown yet */
  gboolean stale;            /* the texture is not of the grid, nor a drawing under way */
  int drawn_width, drawn_height;
  FusColor ground;
};

G_DEFINE_FINAL_TYPE (FusChannelView, fus_channel_view, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  BRUSHED,
  RENDERED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Device pixels per application pixel. */
static int
scale_of (FusChannelView *self)
{
  return gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

/* Between the channels; the style sheet sets it, as the colour of this widget's text. */
static FusColor
find_ground (FusChannelView *self)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  return (FusColor){ color.red, color.green, color.blue };
}

typedef struct
{
  FusFeatures *features;
  guint *order;
  FusChannelGrid grid;
  int width, height;
  FusColor ground;
} Rendering;

static void
rendering_free (gpointer data)
{
  Rendering *rendering = data;

  fus_features_unref (rendering->features);
  g_free (rendering->order);
  g_free (rendering);
}

static void
render_thread (GTask *task, gpointer view, gpointer data, GCancellable *cancellable)
{
  const Rendering *rendering = data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task,
                           fus_channel_grid_render (&rendering->grid, rendering->width,
                                                    rendering->height, rendering->ground),
                           (GDestroyNotify) fus_picture_unref);
}

static void
take_rendered (FusChannelView *self, FusPicture *picture)
{
  g_clear_object (&self->texture);
  self->texture = fus_texture_new (picture);
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer data)
{
  FusChannelView *self = FUS_CHANNEL_VIEW (source);
  g_autoptr (FusPicture) picture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (picture == NULL)
    return;
  g_clear_object (&self->cancellable);
  self->next = g_steal_pointer (&picture);
  g_signal_emit (self, signals[RENDERED], 0);
}

static void
cancel_rendering (FusChannelView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->next, fus_picture_unref);
}

/* What was drawn last stays until the next is there. */
static void
render_elsewhere (FusChannelView *self)
{
  Rendering *rendering = g_new (Rendering, 1);

  *rendering = (Rendering){ .features = fus_features_ref (self->features),
                            .grid = self->grid,
                            .width = self->drawn_width,
                            .height = self->drawn_height,
                            .ground = self->ground };
  if (self->order != NULL)
    rendering->order = g_memdup2 (self->order, self->features->n_units * sizeof *self->order);
  rendering->grid.order = rendering->order;
  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_rendered, NULL);
  g_task_set_task_data (task, rendering, rendering_free);
  g_task_run_in_thread (task, render_thread);
}

static void
ensure_texture (FusChannelView *self, int width, int height)
{
  const FusColor ground = find_ground (self);
  const gsize n_values
      = (gsize) self->features->n_units * self->features->side * self->features->side;

  if (!self->stale && self->drawn_width == width && self->drawn_height == height
      && ground.red == self->ground.red && ground.green == self->ground.green
      && ground.blue == self->ground.blue)
    return;
  cancel_rendering (self);
  self->stale = FALSE;
  self->drawn_width = width;
  self->drawn_height = height;
  self->ground = ground;
  fus_channel_layout (&self->layout, self->features->n_units, width, height);
  if (n_values > RENDER_HERE_VALUES)
    {
      render_elsewhere (self);
      return;
    }
  g_autoptr (FusPicture) picture = fus_channel_grid_render (&self->grid, width, height, ground);
  take_rendered (self, picture);
}

static void
snapshot_name (FusChannelView *self, GtkSnapshot *snapshot, guint unit, const graphene_rect_t *cell)
{
  g_autoptr (PangoLayout) layout
      = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->names[unit]);
  double low, high;
  int width, height;

  fus_channel_grid_scale (&self->grid, unit, &low, &high);
  const double value = high > low ? (self->features->values[unit] - low) / (high - low) : 0;
  const FusColor color = fus_colormap_color (
      self->grid.colormap == FUS_COLORMAP_TASK ? FUS_COLORMAP_VIRIDIS : self->grid.colormap,
      FUS_TASK_IDENTITY, value);
  const GdkRGBA ink
      = fus_color_luminance (color) > 0.18 ? (GdkRGBA){ 0, 0, 0, 1 } : (GdkRGBA){ 1, 1, 1, 1 };

  /* A long name is set smaller before it is cut. */
  const double room = cell->size.width - 6;
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > room)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_scale_new (MAX (LEAST_NAME, room / width)));
      pango_layout_set_attributes (layout, attributes);
    }
  pango_layout_set_width (layout, (int) (cell->size.width - 4) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (cell->origin.x + 2, cell->origin.y + (cell->size.height - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

/* In application pixels. */
static graphene_rect_t
cell_of (FusChannelView *self, guint position)
{
  const float scale = (float) scale_of (self);
  int x, y;

  fus_channel_layout_cell (&self->layout, position, &x, &y);
  return GRAPHENE_RECT_INIT (x / scale, y / scale, self->layout.cell / scale,
                             self->layout.cell / scale);
}

/* Units that are taken out: faint and crossed out. */
static void
snapshot_removed (FusChannelView *self, GtkSnapshot *snapshot, int width, int height)
{
  const FusColor ground = self->ground;
  const double ink = fus_color_luminance (ground) > 0.18 ? 0 : 1;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  for (guint i = 0; i < self->layout.n; i++)
    {
      const graphene_rect_t cell = cell_of (self, i);
      const double x = cell.origin.x, y = cell.origin.y, side = cell.size.width;

      if (!self->removed[fus_channel_grid_unit (&self->grid, i)])
        continue;
      cairo_rectangle (cr, x, y, side, side);
      cairo_set_source_rgba (cr, ground.red, ground.green, ground.blue, 0.8);
      cairo_fill (cr);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + side, y + side);
      cairo_move_to (cr, x + side, y);
      cairo_line_to (cr, x, y + side);
      cairo_set_line_width (cr, CLAMP (side / 16, 0.75, 2));
      cairo_set_source_rgba (cr, ink, ink, ink, 0.7);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

static void
snapshot_chosen (FusChannelView *self, GtkSnapshot *snapshot)
{
  const graphene_rect_t cell
      = cell_of (self, fus_channel_grid_position (&self->grid, (guint) self->unit));
  GdkRGBA accent = { 0.2f, 0.5f, 0.9f, 1 };
  const GdkRGBA white = { 1, 1, 1, 1 };
  GskRoundedRect outer, inner;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                  "accent_bg_color", &accent);
  /* Accent outside, white inside: it shows on dark channels and on bright ones. */
  gsk_rounded_rect_init_from_rect (&outer, &cell, 2);
  gsk_rounded_rect_shrink (&outer, -4, -4, -4, -4);
  gsk_rounded_rect_init_from_rect (&inner, &cell, 1);
  gsk_rounded_rect_shrink (&inner, -1, -1, -1, -1);
  gtk_snapshot_append_border (snapshot, &outer, (float[]){ 3, 3, 3, 3 },
                              (GdkRGBA[]){ accent, accent, accent, accent });
  gtk_snapshot_append_border (snapshot, &inner, (float[]){ 1, 1, 1, 1 },
                              (GdkRGBA[]){ white, white, white, white });
}

static void
fus_channel_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusChannelView *self = FUS_CHANNEL_VIEW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const int scale = scale_of (self);

  if (self->features == NULL || width <= 0 || height <= 0)
    return;
  ensure_texture (self, width * scale, height * scale);
  if (self->texture == NULL)
    return;
  gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->names != NULL && self->layout.cell >= NAMED_CELL * scale)
    for (guint i = 0; i < self->layout.n; i++)
      {
        const graphene_rect_t cell = cell_of (self, i);
        snapshot_name (self, snapshot, fus_channel_grid_unit (&self->grid, i), &cell);
      }
  if (self->removed != NULL)
    snapshot_removed (self, snapshot, width, height);
  if (self->unit >= 0 && self->unit < self->features->n_units)
    snapshot_chosen (self, snapshot);
}

static gboolean
fus_channel_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                                GtkTooltip *tooltip)
{
  FusChannelView *self = FUS_CHANNEL_VIEW (widget);
  const gint64 unit = keyboard ? self->unit : fus_channel_view_unit_at (self, x, y);

  if (self->features == NULL || unit < 0 || unit >= self->features->n_units)
    return FALSE;
  g_autofree char *name
      = self->names != NULL ? g_strdup_printf (" (%s)", self->names[unit]) : g_strdup ("");
  g_autofree char *text
      = self->features->side > 1
            ? g_strdup_printf (_ ("%s:%u%s\nmean %.3g, largest %.3g"), self->title, (guint) unit,
                               name, self->features->means[unit], self->features->maxima[unit])
            : g_strdup_printf (_ ("%s:%u%s\n%.3g"), self->title, (guint) unit, name,
                               self->features->values[unit]);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
on_pressed (FusChannelView *self, int n_press, double x, double y)
{
  const gint64 unit = fus_channel_view_unit_at (self, x, y);

  if (unit >= 0)
    g_signal_emit (self, signals[CHOSEN], 0, (guint) unit);
}

static void
brush_at (FusChannelView *self, double x, double y, gboolean first)
{
  const gint64 unit = fus_channel_view_unit_at (self, x, y);

  if (unit < 0 || (!first && unit == self->last_brushed))
    return;
  self->last_brushed = unit;
  g_signal_emit (self, signals[BRUSHED], 0, (guint) unit, first);
}

/* Every channel on the way from the last point: a fast stroke comes in a few events only. */
static void
brush_to (FusChannelView *self, double x, double y)
{
  const double dx = x - self->brush_x, dy = y - self->brush_y;
  const double step = MAX (self->layout.cell / 2.0 / scale_of (self), 1);
  const int n = (int) ceil (hypot (dx, dy) / step);

  for (int i = 1; i <= n; i++)
    brush_at (self, self->brush_x + dx * i / n, self->brush_y + dy * i / n, FALSE);
  self->brush_x = x;
  self->brush_y = y;
}

static void
on_drag_begin (FusChannelView *self, double x, double y, GtkGesture *drag)
{
  self->last_brushed = -1;
  self->brush_x = x;
  self->brush_y = y;
  if (self->brushing)
    brush_at (self, x, y, TRUE);
  else
    gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (FusChannelView *self, double dx, double dy, GtkGesture *drag)
{
  double x, y;

  if (self->brushing && self->last_brushed >= 0
      && gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (drag), &x, &y))
    brush_to (self, x + dx, y + dy);
}

static void
clear_grid (FusChannelView *self)
{
  cancel_rendering (self);
  self->stale = TRUE;
  self->layout = (FusChannelLayout){ 0 };
  g_clear_pointer (&self->removed, g_free);
  g_clear_pointer (&self->features, fus_features_unref);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->names, g_strfreev);
}

static void
fus_channel_view_finalize (GObject *object)
{
  clear_grid (FUS_CHANNEL_VIEW (object));
  g_clear_object (&FUS_CHANNEL_VIEW (object)->texture);
  G_OBJECT_CLASS (fus_channel_view_parent_class)->finalize (object);
}

static void
fus_channel_view_class_init (FusChannelViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fus_channel_view_finalize;
  widget_class->snapshot = fus_channel_view_snapshot;
  widget_class->query_tooltip = fus_channel_view_query_tooltip;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[BRUSHED] = g_signal_new ("brushed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[RENDERED] = g_signal_new ("rendered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "channelview");
}

static void
fus_channel_view_init (FusChannelView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->unit = -1;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
fus_channel_view_new (void)
{
  return g_object_new (FUS_TYPE_CHANNEL_VIEW, NULL);
}

void
fus_channel_view_set_grid (FusChannelView *self, const FusChannelGrid *grid, const char *title,
                           const char *const *names)
{
  g_return_if_fail (FUS_IS_CHANNEL_VIEW (self));

  if (grid == NULL)
    {
      clear_grid (self);
      g_clear_object (&self->texture);
    }
  else
    {
      FusFeatures *features = fus_features_ref ((FusFeatures *) grid->features);
      guint *order
          = grid->order != NULL ? g_memdup2 (grid->order, features->n_units * sizeof *order) : NULL;

      clear_grid (self);
      self->features = features;
      self->order = order;
      self->grid = *grid;
      self->grid.order = order;
      self->title = g_strdup (title);
      self->names = g_strdupv ((char **) names);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const FusChannelGrid *
fus_channel_view_grid (FusChannelView *self)
{
  g_return_val_if_fail (FUS_IS_CHANNEL_VIEW (self), NULL);
  return self->features != NULL ? &self->grid : NULL;
}

void
fus_channel_view_set_unit (FusChannelView *self, gint64 unit)
{
  g_return_if_fail (FUS_IS_CHANNEL_VIEW (self));

  if (self->unit == unit)
    return;
  self->unit = unit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fus_channel_view_set_brushing (FusChannelView *self, gboolean brushing)
{
  g_return_if_fail (FUS_IS_CHANNEL_VIEW (self));

  self->brushing = brushing;
}

void
fus_channel_view_set_removed (FusChannelView *self, const guint8 *removed)
{
  g_return_if_fail (FUS_IS_CHANNEL_VIEW (self));

  g_clear_pointer (&self->removed, g_free);
  if (removed != NULL && self->features != NULL)
    self->removed = g_memdup2 (removed, self->features->n_units);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
fus_channel_view_is_drawn (FusChannelView *self)
{
  g_return_val_if_fail (FUS_IS_CHANNEL_VIEW (self), FALSE);
  return self->features != NULL && !self->stale && self->cancellable == NULL && self->next == NULL;
}

gboolean
fus_channel_view_is_rendering (FusChannelView *self)
{
  g_return_val_if_fail (FUS_IS_CHANNEL_VIEW (self), FALSE);
  return self->cancellable != NULL;
}

void
fus_channel_view_show_rendered (FusChannelView *self)
{
  g_return_if_fail (FUS_IS_CHANNEL_VIEW (self));

  if (self->next == NULL)
    return;
  take_rendered (self, self->next);
  g_clear_pointer (&self->next, fus_picture_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
fus_channel_view_unit_at (FusChannelView *self, double x, double y)
{
  g_return_val_if_fail (FUS_IS_CHANNEL_VIEW (self), -1);
  const int scale = scale_of (self);

  if (self->layout.n == 0)
    return -1;
  const gint64 position = fus_channel_layout_at (&self->layout, x * scale, y * scale);
  return position >= 0 ? (gint64) fus_channel_grid_unit (&self->grid, (guint) position) : -1;
}

gint64
fus_channel_view_neighbor (FusChannelView *self, guint unit, int columns, int rows)
{
  g_return_val_if_fail (FUS_IS_CHANNEL_VIEW (self), -1);

  if (self->features == NULL || unit >= self->features->n_units)
    return -1;
  /* It may not have been drawn yet. */
  fus_channel_layout (&self->layout, self->features->n_units,
                      gtk_widget_get_width (GTK_WIDGET (self)) * scale_of (self),
                      gtk_widget_get_height (GTK_WIDGET (self)) * scale_of (self));
  const gint64 position = (gint64) fus_channel_grid_position (&self->grid, unit) + columns
                          + (gint64) rows * self->layout.columns;
  return position >= 0 && position < self->layout.n
             ? (gint64) fus_channel_grid_unit (&self->grid, (guint) position)
             : -1;
}
