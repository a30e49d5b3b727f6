/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/crop-editor.h"
#include "app/widgets/texture.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 12       /* around the picture, so that corners can be grasped */
#define HANDLE 14       /* reach of a corner, px */
#define SMALLEST_SIDE 8 /* of a crop, in pixels of the picture */

/* Which part of the square a drag holds. */
typedef enum
{
  GRIP_NONE,
  GRIP_INSIDE,
  GRIP_TOP_LEFT,
  GRIP_TOP_RIGHT,
  GRIP_BOTTOM_LEFT,
  GRIP_BOTTOM_RIGHT,
} Grip;

/* A square in pixels of the picture. */
typedef struct
{
  double x, y, side;
} Square;

struct _FusCropEditor
{
  GtkWidget parent_instance;

  FusPicture *picture; /* owned */
  GdkTexture *texture; /* owned */
  Square square;
  Square drag_start;
  Grip grip;
};

G_DEFINE_FINAL_TYPE (FusCropEditor, fus_crop_editor, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Where the picture lies in the widget, and its scale. */
static double
placement (FusCropEditor *self, graphene_rect_t *area)
{
  double room_x = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN, 1);
  double room_y = MAX (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN, 1);
  double scale = fmin (room_x / self->picture->width, room_y / self->picture->height);
  double width = scale * self->picture->width;
  double height = scale * self->picture->height;

  graphene_rect_init (area, MARGIN + (room_x - width) / 2, MARGIN + (room_y - height) / 2, width,
                      height);
  return scale;
}

static Square
keep_inside (FusCropEditor *self, Square square)
{
  double most = MIN (self->picture->width, self->picture->height);

  square.side = CLAMP (square.side, MIN (SMALLEST_SIDE, most), most);
  square.x = CLAMP (square.x, 0, self->picture->width - square.side);
  square.y = CLAMP (square.y, 0, self->picture->height - square.side);
  return square;
}

static void
set_square (FusCropEditor *self, Square square)
{
  square = keep_inside (self, square);
  if (square.x == self->square.x && square.y == self->square.y && square.side == self->square.side)
    return;
  self->square = square;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static Grip
grip_at (FusCropEditor *self, double x, double y)
{
  graphene_rect_t area;
  double scale = placement (self, &area);
  double left = area.origin.x + scale * self->square.x;
  double top = area.origin.y + scale * self->square.y;
  double side = scale * self->square.side;
  gboolean at_left = fabs (x - left) < HANDLE, at_right = fabs (x - left - side) < HANDLE;
  gboolean at_top = fabs (y - top) < HANDLE, at_bottom = fabs (y - top - side) < HANDLE;

  if (at_top && at_left)
    return GRIP_TOP_LEFT;
  if (at_top && at_right)
    return GRIP_TOP_RIGHT;
  if (at_bottom && at_left)
    return GRIP_BOTTOM_LEFT;
  if (at_bottom && at_right)
    return GRIP_BOTTOM_RIGHT;
  if (x > left && x < left + side && y > top && y < top + side)
    return GRIP_INSIDE;
  return GRIP_NONE;
}

/* The square as a drag by (dx, dy) pixels of the picture leaves it; the corner opposite to the one
 * that is held stays where it is. */
static Square
dragged (Square start, Grip grip, double dx, double dy, double width, double height)
{
  gboolean left = grip == GRIP_TOP_LEFT || grip == GRIP_BOTTOM_LEFT;
  gboolean top = grip == GRIP_TOP_LEFT || grip == GRIP_TOP_RIGHT;

  if (grip == GRIP_INSIDE)
    return (Square){ start.x + dx, start.y + dy, start.side };

  double right_x = start.x + start.side, bottom_y = start.y + start.side;
  double most_x = left ? right_x : width - start.x;
  double most_y = top ? bottom_y : height - start.y;
  double side = start.side + fmax (left ? -dx : dx, top ? -dy : dy);

  side = CLAMP (side, SMALLEST_SIDE, fmin (most_x, most_y));
  return (Square){ left ? right_x - side : start.x, top ? bottom_y - side : start.y, side };
}

static void
drag_begin_cb (FusCropEditor *self, double x, double y)
{
  self->grip = self->picture != NULL ? grip_at (self, x, y) : GRIP_NONE;
  self->drag_start = self->square;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (FusCropEditor *self, double offset_x, double offset_y)
{
  graphene_rect_t area;

  if (self->grip == GRIP_NONE)
    return;
  double scale = placement (self, &area);
  set_square (self, dragged (self->drag_start, self->grip, offset_x / scale, offset_y / scale,
                             self->picture->width, self->picture->height));
}

static void
motion_cb (FusCropEditor *self, double x, double y)
{
  static const char *const cursors[] = {
    [GRIP_NONE] = "default",          [GRIP_INSIDE] = "move",
    [GRIP_TOP_LEFT] = "nw-resize",    [GRIP_TOP_RIGHT] = "ne-resize",
    [GRIP_BOTTOM_LEFT] = "sw-resize", [GRIP_BOTTOM_RIGHT] = "se-resize",
  };

  if (self->picture != NULL)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[grip_at (self, x, y)]);
}

static gboolean
key_cb (FusCropEditor *self, guint key, guint code, GdkModifierType modifiers)
{
  double step = modifiers & GDK_SHIFT_MASK ? 10 : 1;
  Square square = self->square;

  if (self->picture == NULL || modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
      square.x -= step;
      break;
    case GDK_KEY_Right:
      square.x += step;
      break;
    case GDK_KEY_Up:
      square.y -= step;
      break;
    case GDK_KEY_Down:
      square.y += step;
      break;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      square = (Square){ square.x - step, square.y - step, square.side + 2 * step };
      break;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      square = (Square){ square.x + step, square.y + step, square.side - 2 * step };
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  set_square (self, square);
  return GDK_EVENT_STOP;
}

static void
append_shade (GtkSnapshot *snapshot, double x, double y, double width, double height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 0.55 },
                               &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
append_handle (GtkSnapshot *snapshot, double x, double y)
{
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, 1 },
                             &GRAPHENE_RECT_INIT (x - 5, y - 5, 10, 10));
}

static void
fus_crop_editor_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusCropEditor *self = FUS_CROP_EDITOR (widget);
  graphene_rect_t area;

  if (self->picture == NULL)
    return;
  double scale = placement (self, &area);
  double left = area.origin.x, top = area.origin.y;
  double right = left + area.size.width, bottom = top + area.size.height;
  double x = left + scale * self->square.x, y = top + scale * self->square.y;
  double side = scale * self->square.side;

  gtk_snapshot_append_texture (snapshot, self->texture, &area);
  append_shade (snapshot, left, top, area.size.width, y - top);
  append_shade (snapshot, left, y + side, area.size.width, bottom - y - side);
  append_shade (snapshot, left, y, x - left, side);
  append_shade (snapshot, x + side, y, right - x - side, side);

  GskRoundedRect outline;
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, y, side, side), 0);
  GdkRGBA white = { 1, 1, 1, 1 };
  gtk_snapshot_append_border (snapshot, &outline, (float[]){ 2, 2, 2, 2 },
                              (GdkRGBA[]){ white, white, white, white });
  append_handle (snapshot, x, y);
  append_handle (snapshot, x + side, y);
  append_handle (snapshot, x, y + side);
  append_handle (snapshot, x + side, y + side);
}

static void
fus_crop_editor_finalize (GObject *object)
{
  FusCropEditor *self = FUS_CROP_EDITOR (object);

  g_clear_pointer (&self->picture, fus_picture_unref);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (fus_crop_editor_parent_class)->finalize (object);
}

static void
fus_crop_editor_class_init (FusCropEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fus_crop_editor_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = fus_crop_editor_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_crop_editor_init (FusCropEditor *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Part of the frame that networks see"), -1);

  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (widget, motion);

  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (widget, key);
}

void
fus_crop_editor_set_picture (FusCropEditor *self, FusPicture *picture)
{
  g_return_if_fail (FUS_IS_CROP_EDITOR (self));
  g_return_if_fail (picture != NULL);

  fus_picture_ref (picture);
  g_clear_pointer (&self->picture, fus_picture_unref);
  g_clear_object (&self->texture);
  self->picture = picture;
  self->texture = fus_texture_new (picture);
  self->square = keep_inside (self, (Square){ 0, 0, MIN (picture->width, picture->height) });
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fus_crop_editor_set_crop (FusCropEditor *self, const FusCrop *crop)
{
  g_return_if_fail (FUS_IS_CROP_EDITOR (self));
  g_return_if_fail (self->picture != NULL);

  double width = crop->width * self->picture->width;
  double height = crop->height * self->picture->height;
  double side = fmin (width, height);

  set_square (self, (Square){ crop->x * self->picture->width + (width - side) / 2,
                              crop->y * self->picture->height + (height - side) / 2, side });
}

FusCrop
fus_crop_editor_crop (FusCropEditor *self)
{
  g_return_val_if_fail (FUS_IS_CROP_EDITOR (self) && self->picture != NULL, fus_crop_whole);

  return (FusCrop){
    self->square.x / self->picture->width,
    self->square.y / self->picture->height,
    self->square.side / self->picture->width,
    self->square.side / self->picture->height,
    TRUE,
  };
}
