/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/stage.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GAP 12
#define ZOOM_MOST 16.0
#define ZOOM_STEP 1.25
#define DOUBLE_CLICK_ZOOM 2.5

struct _FusStage
{
  GtkWidget parent_instance;

  GtkWidget *panes[FUS_STAGE_MAX_PANES];
  GtkPopover *menu; /* copy and export, where a window brings these actions */
  guint n_panes;
  guint columns;       /* as they are allocated */
  guint fixed_columns; /* 0: the best */

  double zoom, x, y;
  double drag_x, drag_y; /* x, y where the drag began */
  double pinch_zoom;     /* zoom where the pinch began */
  double pointer_x, pointer_y;
};

G_DEFINE_FINAL_TYPE (FusStage, fus_stage, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZOOM,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static void
update_view (FusStage *self)
{
  for (guint i = 0; i < self->n_panes; i++)
    fus_pane_set_view (FUS_PANE (self->panes[i]), self->zoom, self->x, self->y);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stage.zoom-out", self->zoom > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stage.zoom-fit", self->zoom > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stage.zoom-in", self->zoom < ZOOM_MOST);
}

/* Half of what is seen, as a share of the picture: how near to the edge the middle may come. */
static void
clamp_middle (FusStage *self)
{
  graphene_rect_t rectangle;

  if (!fus_pane_picture_rectangle (FUS_PANE (self->panes[0]), &rectangle))
    return;
  const double width = gtk_widget_get_width (self->panes[0]);
  const double height = gtk_widget_get_height (self->panes[0])
                        - fus_pane_caption_height (FUS_PANE (self->panes[0]), width);
  const double half_x = MIN (0.5, width / rectangle.size.width / 2);
  const double half_y = MIN (0.5, height / rectangle.size.height / 2);

  self->x = CLAMP (self->x, half_x, 1 - half_x);
  self->y = CLAMP (self->y, half_y, 1 - half_y);
}

static void
set_view (FusStage *self, double zoom, double x, double y)
{
  const gboolean zoomed = self->zoom != zoom;

  self->zoom = zoom;
  self->x = zoom > 1 ? x : 0.5;
  self->y = zoom > 1 ? y : 0.5;
  update_view (self);
  clamp_middle (self);
  update_view (self);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), zoom > 1 ? "grab" : NULL);
  if (zoomed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
}

/* The point of the picture at a point of the stage; FALSE where there is none. */
static gboolean
picture_point (FusStage *self, double x, double y, double *picture_x, double *picture_y,
               graphene_rect_t *rectangle)
{
  for (guint i = 0; i < self->n_panes; i++)
    {
      double pane_x, pane_y;
      if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), self->panes[i], x, y, &pane_x,
                                             &pane_y)
          || !gtk_widget_contains (self->panes[i], pane_x, pane_y)
          || !fus_pane_picture_rectangle (FUS_PANE (self->panes[i]), rectangle))
        continue;
      *picture_x = (pane_x - rectangle->origin.x) / rectangle->size.width;
      *picture_y = (pane_y - rectangle->origin.y) / rectangle->size.height;
      return TRUE;
    }
  return FALSE;
}

/* Zooms so that the point under the pointer stays there. */
static void
zoom_at (FusStage *self, double zoom, double x, double y)
{
  double picture_x, picture_y;
  graphene_rect_t rectangle;

  zoom = CLAMP (zoom, 1, ZOOM_MOST);
  if (!picture_point (self, x, y, &picture_x, &picture_y, &rectangle))
    {
      set_view (self, zoom, self->x, self->y);
      return;
    }
  const double share = self->zoom / zoom;
  set_view (self, zoom, picture_x + (self->x - picture_x) * share,
            picture_y + (self->y - picture_y) * share);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, FusStage *self)
{
  zoom_at (self, self->zoom * pow (ZOOM_STEP, -dy), self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, FusStage *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, FusStage *self)
{
  self->pinch_zoom = self->zoom;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, FusStage *self)
{
  double x = self->pointer_x, y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  zoom_at (self, self->pinch_zoom * scale, x, y);
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, FusStage *self)
{
  self->drag_x = self->x;
  self->drag_y = self->y;
  if (self->zoom > 1)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, FusStage *self)
{
  graphene_rect_t rectangle;

  if (self->zoom > 1 && fus_pane_picture_rectangle (FUS_PANE (self->panes[0]), &rectangle))
    {
      set_view (self, self->zoom, self->drag_x - dx / rectangle.size.width,
                self->drag_y - dy / rectangle.size.height);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
    }
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, FusStage *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->zoom > 1 ? "grab" : NULL);
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, FusStage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    zoom_at (self, self->zoom > 1 ? 1 : DOUBLE_CLICK_ZOOM, x, y);
}

static void
show_menu_at (FusStage *self, double x, double y)
{
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

static void
on_secondary_press (FusStage *self, int n_press, double x, double y)
{
  show_menu_at (self, x, y);
}

static void
show_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu_at (FUS_STAGE (widget), gtk_widget_get_width (widget) / 2.0,
                gtk_widget_get_height (widget) / 2.0);
}

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusStage *self = FUS_STAGE (widget);
  fus_stage_set_zoom (self, self->zoom * ZOOM_STEP);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusStage *self = FUS_STAGE (widget);
  fus_stage_set_zoom (self, self->zoom / ZOOM_STEP);
}

static void
zoom_fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_stage_set_zoom (FUS_STAGE (widget), 1);
}

static double
picture_aspect (FusStage *self)
{
  const FusPicture *picture = fus_pane_picture (FUS_PANE (self->panes[0]));

  return picture != NULL ? (double) picture->width / picture->height : 1;
}

/* Of the pane that needs most: a long title takes two lines. */
static int
caption_height (FusStage *self, int width)
{
  int height = 0;

  for (guint i = 0; i < self->n_panes; i++)
    height = MAX (height, fus_pane_caption_height (FUS_PANE (self->panes[i]), width));
  return height;
}

/* The number of columns that makes the pictures largest. */
static guint
best_columns (FusStage *self, int width, int height)
{
  const double aspect = picture_aspect (self);
  guint best = 1;
  double best_size = -1;

  for (guint columns = 1; columns <= self->n_panes; columns++)
    {
      const guint rows = (self->n_panes + columns - 1) / columns;
      const double cell_width = (width - GAP * (columns - 1.0)) / columns;
      const double cell_height
          = (height - GAP * (rows - 1.0)) / rows - caption_height (self, (int) cell_width);
      const double size = MIN (cell_width, cell_height * aspect);
      if (size > best_size)
        {
          best_size = size;
          best = columns;
        }
    }
  return best;
}

/* Panes keep together in the middle instead of each being centred in a wide cell of its own. */
static void
fus_stage_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FusStage *self = FUS_STAGE (widget);
  const guint columns = self->columns = self->fixed_columns > 0
                                            ? MIN (self->fixed_columns, self->n_panes)
                                            : best_columns (self, width, height);
  const guint rows = (self->n_panes + columns - 1) / columns;
  double cell_width = (width - GAP * (columns - 1.0)) / columns;
  int caption = caption_height (self, (int) cell_width);
  double cell_height = (height - GAP * (rows - 1.0)) / rows;

  if (self->n_panes > 1 && self->zoom <= 1)
    {
      const double picture = MIN (cell_width, (cell_height - caption) * picture_aspect (self));
      cell_width = MIN (cell_width, MAX (picture, 200));
      caption = caption_height (self, (int) cell_width);
      cell_height = MIN (cell_height, picture / picture_aspect (self) + caption);
    }
  const double top = (height - rows * cell_height - GAP * (rows - 1.0)) / 2;
  for (guint i = 0; i < self->n_panes; i++)
    {
      const guint row = i / columns;
      const guint in_row = MIN (columns, self->n_panes - row * columns);
      const double left = (width - in_row * cell_width - GAP * (in_row - 1.0)) / 2;
      const GtkAllocation at
          = { round (left + (i % columns) * (cell_width + GAP)),
              round (top + row * (cell_height + GAP)), MAX (1, cell_width), MAX (1, cell_height) };
      fus_pane_set_caption_room (FUS_PANE (self->panes[i]), caption);
      gtk_widget_size_allocate (self->panes[i], &at, -1);
    }
  gtk_popover_present (self->menu);
}

static void
fus_stage_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  FusStage *self = FUS_STAGE (widget);

  /* GTK wants every child measured before it is allocated. */
  for (guint i = 0; i < FUS_STAGE_MAX_PANES; i++)
    gtk_widget_measure (self->panes[i], orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = 200;
  *natural = 600;
  *minimum_baseline = *natural_baseline = -1;
}

static void
fus_stage_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ZOOM)
    g_value_set_double (value, FUS_STAGE (object)->zoom);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_stage_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ZOOM)
    fus_stage_set_zoom (FUS_STAGE (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_stage_dispose (GObject *object)
{
  FusStage *self = FUS_STAGE (object);

  for (guint i = 0; i < FUS_STAGE_MAX_PANES; i++)
    g_clear_pointer (&self->panes[i], gtk_widget_unparent);
  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->menu));
  self->menu = NULL;
  G_OBJECT_CLASS (fus_stage_parent_class)->dispose (object);
}

static void
fus_stage_class_init (FusStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_stage_get_property;
  object_class->set_property = fus_stage_set_property;
  object_class->dispose = fus_stage_dispose;
  widget_class->size_allocate = fus_stage_size_allocate;
  widget_class->measure = fus_stage_measure;

  props[PROP_ZOOM]
      = g_param_spec_double ("zoom", NULL, NULL, 1, ZOOM_MOST, 1,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "stage.zoom-in", NULL, zoom_in);
  gtk_widget_class_install_action (widget_class, "stage.zoom-out", NULL, zoom_out);
  gtk_widget_class_install_action (widget_class, "stage.zoom-fit", NULL, zoom_fit);
  gtk_widget_class_install_action (widget_class, "stage.menu", NULL, show_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "stage.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "stage.menu",
                                       NULL);
  gtk_widget_class_set_css_name (widget_class, "stage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_gestures (FusStage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (on_secondary_press), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
}

static void
add_menu (FusStage *self)
{
  g_autoptr (GMenu) model = g_menu_new ();

  g_menu_append (model, _ ("_Copy Picture"), "win.copy-picture");
  g_menu_append (model, _ ("_Export Picture…"), "win.save-picture");
  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (G_MENU_MODEL (model)));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
}

static void
fus_stage_init (FusStage *self)
{
  self->zoom = 1;
  self->x = self->y = 0.5;
  self->n_panes = 1;
  self->columns = 1;
  for (guint i = 0; i < FUS_STAGE_MAX_PANES; i++)
    {
      self->panes[i] = fus_pane_new ();
      gtk_widget_set_visible (self->panes[i], i < self->n_panes);
      gtk_widget_set_parent (self->panes[i], GTK_WIDGET (self));
    }
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_gestures (self);
  add_menu (self);
  update_view (self);
}

void
fus_stage_set_n_panes (FusStage *self, guint n_panes)
{
  g_return_if_fail (FUS_IS_STAGE (self));
  g_return_if_fail (n_panes >= 1 && n_panes <= FUS_STAGE_MAX_PANES);

  if (self->n_panes == n_panes)
    return;
  self->n_panes = n_panes;
  for (guint i = 0; i < FUS_STAGE_MAX_PANES; i++)
    gtk_widget_set_visible (self->panes[i], i < n_panes);
  update_view (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

guint
fus_stage_n_panes (FusStage *self)
{
  g_return_val_if_fail (FUS_IS_STAGE (self), 0);
  return self->n_panes;
}

void
fus_stage_set_columns (FusStage *self, guint columns)
{
  g_return_if_fail (FUS_IS_STAGE (self));

  if (self->fixed_columns == columns)
    return;
  self->fixed_columns = columns;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

guint
fus_stage_columns (FusStage *self)
{
  g_return_val_if_fail (FUS_IS_STAGE (self), 1);
  return MIN (self->columns, self->n_panes);
}

FusPane *
fus_stage_pane (FusStage *self, guint index)
{
  g_return_val_if_fail (FUS_IS_STAGE (self) && index < FUS_STAGE_MAX_PANES, NULL);
  return FUS_PANE (self->panes[index]);
}

double
fus_stage_zoom (FusStage *self)
{
  g_return_val_if_fail (FUS_IS_STAGE (self), 1);
  return self->zoom;
}

void
fus_stage_set_zoom (FusStage *self, double zoom)
{
  g_return_if_fail (FUS_IS_STAGE (self));

  zoom = CLAMP (zoom, 1, ZOOM_MOST);
  /* A step that comes this near to the fitted size means it. */
  if (zoom < 1.02)
    zoom = 1;
  set_view (self, zoom, self->x, self->y);
}
