/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-view.h"
#include "app/widgets/figure-export.h"
#include "app/widgets/figure-marks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define POINTS_PER_MM (72 / 25.4)
/* Pixels for each point of a figure: its text of 7 points becomes 7.2, 12 and 16 pixels. */
#define SCALE_LEAST 1.03
#define SCALE_NATURAL 1.715
#define SCALE_MOST 2.3
/* Where a figure fills its room, it is still readable in this. */
#define FILL_LEAST_WIDTH 240
#define FILL_LEAST_HEIGHT 120

struct _FusFigureView
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *button;
  GtkPopover *menu;

  /* owned */
  FusSharedFigure *shared;
  char *pick_hint; /* NULL: not pickable */

  gboolean fills;
  FusFigureMark mark; /* what the keys have come to, where has_mark */
  gboolean has_mark;
  FusFigureMark hovered;
  gboolean has_hovered;
};

G_DEFINE_FINAL_TYPE (FusFigureView, fus_figure_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_FILLS,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
  PICKED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Where the figure is drawn, and how large. */
typedef struct
{
  double x, y, width, height, font_size;
} Layout;

static void
size_in_points (FusFigureView *self, double *width, double *height)
{
  const FusFigure *figure = fus_study_figure (fus_shared_figure_get (self->shared));

  *width = figure->width * POINTS_PER_MM;
  *height = figure->height * POINTS_PER_MM;
}

static gboolean
lay_out (FusFigureView *self, Layout *layout)
{
  const int room_width = gtk_widget_get_width (GTK_WIDGET (self));
  const int room_height = gtk_widget_get_height (GTK_WIDGET (self));
  double width, height;

  if (self->shared == NULL || room_width < 1 || room_height < 1)
    return FALSE;
  if (self->fills)
    {
      *layout = (Layout){ .width = room_width,
                          .height = room_height,
                          .font_size = FUS_FIGURE_FONT_SIZE * SCALE_NATURAL };
      return TRUE;
    }
  size_in_points (self, &width, &height);
  const double scale = MIN (MIN (room_width / width, room_height / height), SCALE_MOST);
  *layout = (Layout){ .x = round ((room_width - width * scale) / 2),
                      .y = round ((room_height - height * scale) / 2),
                      .width = width * scale,
                      .height = height * scale,
                      .font_size = FUS_FIGURE_FONT_SIZE * scale };
  return TRUE;
}

static FusColor
color_from_rgba (const GdkRGBA *rgba)
{
  return (FusColor){ rgba->red, rgba->green, rgba->blue };
}

static void
outline_mark (FusFigureView *self, GtkSnapshot *snapshot, const Layout *layout,
              const FusFigureMark *mark, const GdkRGBA *color, float width)
{
  graphene_rect_t place;
  GskRoundedRect outline;
  const float widths[4] = { width, width, width, width };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };

  fus_figure_place_mark (fus_shared_figure_get (self->shared), layout->width, layout->height,
                         layout->font_size, mark, &place);
  graphene_rect_offset (&place, layout->x, layout->y);
  graphene_rect_inset (&place, -width, -width);
  gsk_rounded_rect_init_from_rect (&outline, &place, 3);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

static void
fus_figure_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusFigureView *self = FUS_FIGURE_VIEW (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA ink, ground = { 1, 1, 1, 1 };
  Layout layout;

  if (lay_out (self, &layout))
    {
      const FusFigure *figure = fus_study_figure (fus_shared_figure_get (self->shared));
      cairo_t *cr = gtk_snapshot_append_cairo (
          snapshot,
          &GRAPHENE_RECT_INIT (layout.x, layout.y, ceil (layout.width), ceil (layout.height)));

      gtk_style_context_get_color (style, &ink);
      gtk_style_context_lookup_color (style, "view_bg_color", &ground);
      cairo_translate (cr, layout.x, layout.y);
      figure->draw (cr, layout.width, layout.height, color_from_rgba (&ink),
                    color_from_rgba (&ground), layout.font_size, figure->data);
      cairo_destroy (cr);
      ink.alpha = 0.6f;
      if (self->has_hovered && self->pick_hint != NULL)
        outline_mark (self, snapshot, &layout, &self->hovered, &ink, 1);
      gtk_style_context_lookup_color (style, "accent_color", &ink);
      if (self->has_mark && gtk_widget_has_visible_focus (widget))
        outline_mark (self, snapshot, &layout, &self->mark, &ink, 2);
    }
  GTK_WIDGET_CLASS (fus_figure_view_parent_class)->snapshot (widget, snapshot);
}

static GtkSizeRequestMode
fus_figure_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fus_figure_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  FusFigureView *self = FUS_FIGURE_VIEW (widget);
  double width, height;

  gtk_widget_measure (self->button, orientation, -1, minimum, natural, NULL, NULL);
  *minimum_baseline = *natural_baseline = -1;
  if (self->fills)
    {
      *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? FILL_LEAST_WIDTH : FILL_LEAST_HEIGHT;
      *natural = MAX (*natural, *minimum);
      return;
    }
  if (self->shared == NULL)
    return;
  size_in_points (self, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) ceil (width * SCALE_LEAST);
      *natural = (int) ceil (width * SCALE_NATURAL);
      return;
    }
  const double scale
      = for_size < 0 ? SCALE_NATURAL : CLAMP (for_size / width, SCALE_LEAST, SCALE_MOST);
  *minimum = *natural = (int) ceil (height * scale);
}

static void
fus_figure_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FusFigureView *self = FUS_FIGURE_VIEW (widget);
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int button_width, button_height;

  gtk_widget_measure (self->button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &button_width, NULL,
                      NULL);
  gtk_widget_measure (self->button, GTK_ORIENTATION_VERTICAL, -1, NULL, &button_height, NULL, NULL);
  gtk_widget_size_allocate (
      self->button,
      &(GtkAllocation){ rtl ? 0 : width - button_width, 0, button_width, button_height }, -1);
  gtk_popover_present (self->menu);
}

static gboolean
mark_at (FusFigureView *self, double x, double y, FusFigureMark *mark)
{
  Layout layout;

  return lay_out (self, &layout)
         && fus_figure_pick_mark (fus_shared_figure_get (self->shared), layout.width, layout.height,
                                  layout.font_size, x - layout.x, y - layout.y, mark);
}

static void
hover (FusFigureView *self, gboolean has, const FusFigureMark *mark)
{
  if (has == self->has_hovered
      && (!has || (mark->row == self->hovered.row && mark->column == self->hovered.column)))
    return;
  self->has_hovered = has;
  if (has)
    self->hovered = *mark;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   has && self->pick_hint != NULL ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (FusFigureView *self, double x, double y)
{
  FusFigureMark mark;
  const gboolean has = mark_at (self, x, y, &mark);

  hover (self, has, &mark);
}

static void
on_leave (FusFigureView *self)
{
  hover (self, FALSE, NULL);
}

static gboolean
on_query_tooltip (FusFigureView *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  FusFigureMark mark = self->mark;

  if (self->shared == NULL || !(keyboard ? self->has_mark : mark_at (self, x, y, &mark)))
    return FALSE;
  g_autofree char *text = fus_figure_describe_mark (fus_shared_figure_get (self->shared), &mark);
  if (self->pick_hint != NULL)
    {
      g_autofree char *with_hint = g_strconcat (text, "\n", self->pick_hint, NULL);
      gtk_tooltip_set_text (tooltip, with_hint);
    }
  else
    gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
on_click (FusFigureView *self, int n_press, double x, double y)
{
  FusFigureMark mark;

  if (self->pick_hint == NULL || !mark_at (self, x, y, &mark))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->mark = mark;
  self->has_mark = TRUE;
  g_signal_emit (self, signals[PICKED], 0, mark.row, mark.column);
}

static void
show_menu_at (FusFigureView *self, double x, double y)
{
  if (self->shared == NULL)
    return;
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

static void
on_secondary_click (FusFigureView *self, int n_press, double x, double y)
{
  show_menu_at (self, x, y);
}

static void
show_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu_at (FUS_FIGURE_VIEW (widget), gtk_widget_get_width (widget) / 2.0,
                gtk_widget_get_height (widget) / 2.0);
}

static gboolean
step (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  FusFigureView *self = FUS_FIGURE_VIEW (widget);
  int rows, columns;

  if (self->shared == NULL || self->pick_hint == NULL || !self->has_mark)
    return FALSE;
  g_variant_get (arguments, "(ii)", &rows, &columns);
  if (!fus_figure_step_mark (fus_shared_figure_get (self->shared), &self->mark, rows, columns))
    return FALSE;
  g_autofree char *text
      = fus_figure_describe_mark (fus_shared_figure_get (self->shared), &self->mark);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static void
pick (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFigureView *self = FUS_FIGURE_VIEW (widget);

  if (self->shared != NULL && self->pick_hint != NULL && self->has_mark)
    g_signal_emit (self, signals[PICKED], 0, self->mark.row, self->mark.column);
}

static void
copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_figure_copy (widget, FUS_FIGURE_VIEW (widget)->shared);
}

static void export(GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_figure_ask_and_export (widget, FUS_FIGURE_VIEW (widget)->shared);
}

static void
fus_figure_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FILLS)
    g_value_set_boolean (value, FUS_FIGURE_VIEW (object)->fills);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_figure_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FusFigureView *self = FUS_FIGURE_VIEW (object);

  if (id != PROP_FILLS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->fills == g_value_get_boolean (value))
    return;
  self->fills = g_value_get_boolean (value);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
fus_figure_view_dispose (GObject *object)
{
  FusFigureView *self = FUS_FIGURE_VIEW (object);

  g_clear_pointer (&self->shared, fus_shared_figure_unref);
  g_clear_pointer (&self->pick_hint, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FIGURE_VIEW);
  G_OBJECT_CLASS (fus_figure_view_parent_class)->dispose (object);
}

static void
add_bindings (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding (klass, GDK_KEY_Left, 0, step, "(ii)", 0, -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Right, 0, step, "(ii)", 0, 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Up, 0, step, "(ii)", -1, 0);
  gtk_widget_class_add_binding (klass, GDK_KEY_Down, 0, step, "(ii)", 1, 0);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Return, 0, "figure.pick", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Enter, 0, "figure.pick", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_space, 0, "figure.pick", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK, "figure.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Menu, 0, "figure.menu", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F10, GDK_SHIFT_MASK, "figure.menu", NULL);
}

static void
fus_figure_view_class_init (FusFigureViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = fus_figure_view_get_property;
  G_OBJECT_CLASS (klass)->set_property = fus_figure_view_set_property;
  G_OBJECT_CLASS (klass)->dispose = fus_figure_view_dispose;
  widget_class->snapshot = fus_figure_view_snapshot;
  widget_class->get_request_mode = fus_figure_view_get_request_mode;
  widget_class->measure = fus_figure_view_measure;
  widget_class->size_allocate = fus_figure_view_size_allocate;

  props[PROP_FILLS]
      = g_param_spec_boolean ("fills", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);

  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "figure.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "figure.export", NULL, export);
  gtk_widget_class_install_action (widget_class, "figure.menu", NULL, show_menu);
  gtk_widget_class_install_action (widget_class, "figure.pick", NULL, pick);
  add_bindings (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/figure-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFigureView, button);
  gtk_widget_class_bind_template_child (widget_class, FusFigureView, menu);
  gtk_widget_class_set_css_name (widget_class, "figureview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_controllers (FusFigureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_click), self);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (on_secondary_click), self);
  g_signal_connect_swapped (hold, "pressed", G_CALLBACK (show_menu_at), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
}

static void
update_actions (FusFigureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean has = self->shared != NULL;

  gtk_widget_action_set_enabled (widget, "figure.copy", has);
  gtk_widget_action_set_enabled (widget, "figure.export", has);
  gtk_widget_action_set_enabled (widget, "figure.menu", has);
  gtk_widget_set_visible (self->button, has);
}

static void
fus_figure_view_init (FusFigureView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (gtk_widget_queue_draw), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
  update_actions (self);
}

GtkWidget *
fus_figure_view_new (void)
{
  return g_object_new (FUS_TYPE_FIGURE_VIEW, NULL);
}

void
fus_figure_view_set_figure (FusFigureView *self, FusStudyFigure *figure)
{
  g_return_if_fail (FUS_IS_FIGURE_VIEW (self));

  g_clear_pointer (&self->shared, fus_shared_figure_unref);
  hover (self, FALSE, NULL);
  self->has_mark = FALSE;
  if (figure != NULL)
    {
      g_autofree char *text = fus_figure_describe (figure);

      self->shared = fus_shared_figure_new (figure);
      self->mark = (FusFigureMark){ 0 };
      self->has_mark = fus_figure_has_marks (figure);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      fus_study_figure (figure)->title,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  update_actions (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

FusStudyFigure *
fus_figure_view_figure (FusFigureView *self)
{
  g_return_val_if_fail (FUS_IS_FIGURE_VIEW (self), NULL);
  return self->shared != NULL ? fus_shared_figure_get (self->shared) : NULL;
}

void
fus_figure_view_set_pickable (FusFigureView *self, const char *what)
{
  g_return_if_fail (FUS_IS_FIGURE_VIEW (self));

  g_free (self->pick_hint);
  self->pick_hint = g_strdup (what);
}

void
fus_figure_view_export (FusFigureView *self, const char *folder)
{
  g_return_if_fail (FUS_IS_FIGURE_VIEW (self));
  g_return_if_fail (self->shared != NULL);

  fus_figure_export (GTK_WIDGET (self), self->shared, folder);
}
