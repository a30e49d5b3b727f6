/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/pane.h"
#include "app/widgets/texture.h"

#include <math.h>

/* Shorter waits would only flicker: a quick network's map is there in less. */
#define PENDING_DELAY_MS 150
#define DIMMED 0.35
/* Above this a picture is rendered off the main thread, so that a toggle never misses a frame. */
#define RENDER_HERE_PIXELS (800 * 1000)
#define RENDER_MOST_PIXELS 2000
/* Small pictures are enlarged before the map is laid over them, or the map would be as coarse. */
#define RENDER_LEAST_PIXELS 384
#define CORNER 8

typedef struct
{
  FusPicture *picture;
  FusOverlay overlay;
  gboolean has_overlay;
  float *maps[FUS_N_TASKS];
  int width, height;
} Rendering;

struct _FusPane
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *caption;
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *marks;
  GtkWidget *spinner_box;
  GtkSpinner *spinner;
  GtkWidget *message;

  GtkWidget *mark[FUS_N_TASKS];

  /* owned */
  FusPicture *picture;
  FusOverlay overlay;
  gboolean has_overlay;
  float *maps[FUS_N_TASKS];
  GdkTexture *texture;
  GCancellable *cancellable; /* of the rendering under way */
  guint pending_timeout;

  gboolean stale; /* the texture is not what is to be shown */
  gboolean pending;
  gboolean dimmed;
  int drawn_width, drawn_height; /* of the texture */
  int caption_room;
  double zoom, x, y;
};

G_DEFINE_FINAL_TYPE (FusPane, fus_pane, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PENDING,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static void
rendering_free (Rendering *rendering)
{
  g_clear_pointer (&rendering->picture, fus_picture_unref);
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_free (rendering->maps[task]);
  g_free (rendering);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rendering, rendering_free)

static Rendering *
rendering_new (FusPane *self, int width, int height)
{
  Rendering *rendering = g_new0 (Rendering, 1);

  rendering->picture = fus_picture_ref (self->picture);
  rendering->overlay = self->overlay;
  rendering->has_overlay = self->has_overlay;
  if (self->dimmed)
    rendering->overlay.opacity *= DIMMED;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const gsize size = sizeof (float) * self->overlay.side * self->overlay.side;
      rendering->maps[task] = g_memdup2 (self->maps[task], size);
      rendering->overlay.map[task] = rendering->maps[task];
    }
  rendering->width = width;
  rendering->height = height;
  return rendering;
}

static FusPicture *
rendering_run (const Rendering *rendering)
{
  if (rendering->has_overlay)
    return fus_overlay_render (rendering->picture, &rendering->overlay, rendering->width,
                               rendering->height);
  if (rendering->picture->width == rendering->width
      && rendering->picture->height == rendering->height)
    return fus_picture_ref (rendering->picture);
  return fus_picture_resize (rendering->picture, NULL, rendering->width, rendering->height);
}

static void
take_rendered (FusPane *self, FusPicture *rendered)
{
  g_clear_object (&self->texture);
  self->texture = fus_texture_new (rendered);
}

static void
render_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, rendering_run (data), (GDestroyNotify) fus_picture_unref);
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer data)
{
  FusPane *self = FUS_PANE (source);
  g_autoptr (FusPicture) rendered = g_task_propagate_pointer (G_TASK (result), NULL);

  if (rendered == NULL)
    return;
  g_clear_object (&self->cancellable);
  take_rendered (self, rendered);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
area_of (FusPane *self, graphene_rect_t *area)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const int height = gtk_widget_get_height (GTK_WIDGET (self));
  const int caption = MAX (self->caption_room, fus_pane_caption_height (self, width));

  graphene_rect_init (area, 0, 0, width, MAX (0, height - caption));
}

gboolean
fus_pane_picture_rectangle (FusPane *self, graphene_rect_t *rectangle)
{
  g_return_val_if_fail (FUS_IS_PANE (self), FALSE);
  graphene_rect_t area;

  area_of (self, &area);
  if (self->picture == NULL || area.size.width < 1 || area.size.height < 1)
    return FALSE;

  const double fit
      = MIN (area.size.width / self->picture->width, area.size.height / self->picture->height);
  const double width = self->picture->width * fit * self->zoom;
  const double height = self->picture->height * fit * self->zoom;
  double left = (area.size.width - width) / 2;
  double top = (area.size.height - height) / 2;

  if (width > area.size.width)
    left = CLAMP (area.size.width / 2 - self->x * width, area.size.width - width, 0);
  if (height > area.size.height)
    top = CLAMP (area.size.height / 2 - self->y * height, area.size.height - height, 0);
  graphene_rect_init (rectangle, round (left), round (top), round (width), round (height));
  return TRUE;
}

/* The size to render at: as many pixels as are seen, but no more than the picture has, within
 * bounds that keep the map smooth and the work short. */
static void
render_size (FusPane *self, const graphene_rect_t *rectangle, int *width, int *height)
{
  const int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const double longest = MAX (self->picture->width, self->picture->height);
  const double seen = MAX (rectangle->size.width, rectangle->size.height) * factor;
  double target = MIN (seen, longest);

  target = MAX (target, MIN (seen, RENDER_LEAST_PIXELS));
  target = MIN (target, RENDER_MOST_PIXELS);
  *width = MAX (1, (int) round (self->picture->width * target / longest));
  *height = MAX (1, (int) round (self->picture->height * target / longest));
}

static void
ensure_texture (FusPane *self, const graphene_rect_t *rectangle)
{
  int width, height;

  render_size (self, rectangle, &width, &height);
  if (!self->stale && width == self->drawn_width && height == self->drawn_height)
    return;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->stale = FALSE;
  self->drawn_width = width;
  self->drawn_height = height;

  Rendering *rendering = rendering_new (self, width, height);
  if (self->texture == NULL || (gint64) width * height <= RENDER_HERE_PIXELS)
    {
      g_autoptr (FusPicture) rendered = rendering_run (rendering);
      take_rendered (self, rendered);
      rendering_free (rendering);
      return;
    }
  self->cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_rendered, NULL);
  g_task_set_task_data (task, rendering, (GDestroyNotify) rendering_free);
  g_task_run_in_thread (task, render_thread);
}

static void
fus_pane_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FusPane *self = FUS_PANE (widget);
  graphene_rect_t rectangle, area, seen;

  if (fus_pane_picture_rectangle (self, &rectangle))
    {
      GskRoundedRect corners;

      ensure_texture (self, &rectangle);
      area_of (self, &area);
      graphene_rect_intersection (&area, &rectangle, &seen);
      gsk_rounded_rect_init_from_rect (&corners, &seen, CORNER);
      gtk_snapshot_push_rounded_clip (snapshot, &corners);
      gtk_snapshot_append_texture (snapshot, self->texture, &rectangle);
      gtk_snapshot_pop (snapshot);
    }
  GTK_WIDGET_CLASS (fus_pane_parent_class)->snapshot (widget, snapshot);
}

static void
fus_pane_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 96;
  *natural = 400;
  *minimum_baseline = *natural_baseline = -1;
}

static void
place (GtkWidget *child, const graphene_rect_t *area, double y_share, int margin)
{
  GtkRequisition size;
  GtkAllocation at;

  if (!gtk_widget_should_layout (child))
    return;
  gtk_widget_get_preferred_size (child, NULL, &size);
  at.width = MIN (size.width, MAX (1, (int) area->size.width));
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, at.width, NULL, &at.height, NULL, NULL);
  at.x = area->origin.x + (area->size.width - at.width) / 2;
  at.y = area->origin.y + margin + (area->size.height - at.height - 2 * margin) * y_share;
  gtk_widget_size_allocate (child, &at, -1);
}

static void
fus_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FusPane *self = FUS_PANE (widget);
  const int caption = fus_pane_caption_height (self, width);
  graphene_rect_t area, rectangle, seen;

  area_of (self, &area);
  if (!fus_pane_picture_rectangle (self, &rectangle)
      || !graphene_rect_intersection (&area, &rectangle, &seen))
    seen = area;
  if (caption > 0)
    {
      /* Right under the picture, wherever the picture ends. */
      const int top = MIN (height - caption, (int) (seen.origin.y + seen.size.height));
      gtk_widget_size_allocate (self->caption, &(GtkAllocation){ 0, top, width, caption }, -1);
    }
  place (self->spinner_box, &seen, 0, 12);
  place (self->message, &seen, 1, 12);
}

int
fus_pane_caption_height (FusPane *self, int width)
{
  g_return_val_if_fail (FUS_IS_PANE (self), 0);
  int height = 0;

  if (gtk_widget_get_visible (self->caption))
    gtk_widget_measure (self->caption, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static void
fus_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FusPane *self = FUS_PANE (object);

  if (id == PROP_PENDING)
    g_value_set_boolean (value, self->pending);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PENDING)
    fus_pane_set_pending (FUS_PANE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
clear_overlay (FusPane *self)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_clear_pointer (&self->maps[task], g_free);
  self->overlay = (FusOverlay){ 0 };
  self->has_overlay = FALSE;
}

static void
fus_pane_dispose (GObject *object)
{
  FusPane *self = FUS_PANE (object);

  g_clear_handle_id (&self->pending_timeout, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->picture, fus_picture_unref);
  clear_overlay (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_PANE);
  G_OBJECT_CLASS (fus_pane_parent_class)->dispose (object);
}

static void
fus_pane_class_init (FusPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_pane_get_property;
  object_class->set_property = fus_pane_set_property;
  object_class->dispose = fus_pane_dispose;
  widget_class->snapshot = fus_pane_snapshot;
  widget_class->measure = fus_pane_measure;
  widget_class->size_allocate = fus_pane_size_allocate;

  props[PROP_PENDING]
      = g_param_spec_boolean ("pending", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/fusiform/Fusiform/ui/pane.ui");
  gtk_widget_class_bind_template_child (widget_class, FusPane, caption);
  gtk_widget_class_bind_template_child (widget_class, FusPane, title);
  gtk_widget_class_bind_template_child (widget_class, FusPane, detail);
  gtk_widget_class_bind_template_child (widget_class, FusPane, marks);
  gtk_widget_class_bind_template_child (widget_class, FusPane, spinner_box);
  gtk_widget_class_bind_template_child (widget_class, FusPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, FusPane, message);
  gtk_widget_class_set_css_name (widget_class, "pane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fus_pane_init (FusPane *self)
{
  self->zoom = 1;
  self->x = self->y = 0.5;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      self->mark[task] = fus_trust_mark_new ();
      gtk_widget_set_visible (self->mark[task], FALSE);
      gtk_box_append (GTK_BOX (self->marks), self->mark[task]);
    }
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
fus_pane_new (void)
{
  return g_object_new (FUS_TYPE_PANE, NULL);
}

static void
changed (FusPane *self)
{
  self->stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fus_pane_set_picture (FusPane *self, FusPicture *picture)
{
  g_return_if_fail (FUS_IS_PANE (self));

  if (self->picture == picture)
    return;
  g_clear_pointer (&self->picture, fus_picture_unref);
  if (picture != NULL)
    self->picture = fus_picture_ref (picture);
  changed (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

FusPicture *
fus_pane_picture (FusPane *self)
{
  g_return_val_if_fail (FUS_IS_PANE (self), NULL);
  return self->picture;
}

void
fus_pane_set_overlay (FusPane *self, const FusOverlay *overlay)
{
  g_return_if_fail (FUS_IS_PANE (self));

  clear_overlay (self);
  if (overlay != NULL)
    {
      const gsize size = sizeof (float) * overlay->side * overlay->side;
      self->overlay = *overlay;
      self->has_overlay = TRUE;
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          self->maps[task] = g_memdup2 (overlay->map[task], size);
          self->overlay.map[task] = self->maps[task];
        }
    }
  changed (self);
}

const FusOverlay *
fus_pane_overlay (FusPane *self)
{
  g_return_val_if_fail (FUS_IS_PANE (self), NULL);
  return self->has_overlay ? &self->overlay : NULL;
}

static void
update_caption (FusPane *self)
{
  gtk_widget_set_visible (self->caption, gtk_widget_get_visible (self->title)
                                             || gtk_widget_get_visible (self->marks));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
fus_pane_set_caption (FusPane *self, const char *title, const char *detail)
{
  g_return_if_fail (FUS_IS_PANE (self));

  gtk_label_set_label (GTK_LABEL (self->title), title != NULL ? title : "");
  gtk_label_set_label (GTK_LABEL (self->detail), detail != NULL ? detail : "");
  gtk_widget_set_visible (self->title, title != NULL);
  gtk_widget_set_visible (self->detail, title != NULL && detail != NULL);
  update_caption (self);
}

void
fus_pane_set_trust (FusPane *self, guint tasks, const FusMapTrust trust[FUS_N_TASKS],
                    gboolean named, const FusMapSpec *spec, gboolean may_change)
{
  g_return_if_fail (FUS_IS_PANE (self));

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const gboolean shown = (tasks & (1u << task)) != 0;

      gtk_widget_set_visible (self->mark[task], shown);
      if (shown)
        fus_trust_mark_show (FUS_TRUST_MARK (self->mark[task]),
                             named ? fus_task_title (task) : NULL, &trust[task], spec, may_change);
    }
  gtk_widget_set_visible (self->marks, tasks != 0);
  update_caption (self);
}

void
fus_pane_set_caption_room (FusPane *self, int height)
{
  g_return_if_fail (FUS_IS_PANE (self));

  self->caption_room = height;
}

char *
fus_pane_caption (FusPane *self)
{
  g_return_val_if_fail (FUS_IS_PANE (self), NULL);
  const char *detail = gtk_label_get_label (GTK_LABEL (self->detail));
  const char *title = gtk_label_get_label (GTK_LABEL (self->title));

  return *detail != '\0' ? g_strdup_printf ("%s · %s", title, detail) : g_strdup (title);
}

void
fus_pane_set_message (FusPane *self, const char *message)
{
  g_return_if_fail (FUS_IS_PANE (self));

  gtk_label_set_label (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_dimmed (FusPane *self, gboolean dimmed)
{
  if (self->dimmed == dimmed)
    return;
  self->dimmed = dimmed;
  gtk_widget_set_visible (self->spinner_box, dimmed);
  gtk_spinner_set_spinning (self->spinner, dimmed);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  changed (self);
}

static void
on_pending_lasts (gpointer data)
{
  FusPane *self = FUS_PANE (data);

  self->pending_timeout = 0;
  set_dimmed (self, TRUE);
}

void
fus_pane_set_pending (FusPane *self, gboolean pending)
{
  g_return_if_fail (FUS_IS_PANE (self));

  if (self->pending == pending)
    return;
  self->pending = pending;
  g_clear_handle_id (&self->pending_timeout, g_source_remove);
  if (pending)
    self->pending_timeout = g_timeout_add_once (PENDING_DELAY_MS, on_pending_lasts, self);
  else
    set_dimmed (self, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, pending, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PENDING]);
}

void
fus_pane_set_view (FusPane *self, double zoom, double x, double y)
{
  g_return_if_fail (FUS_IS_PANE (self));

  if (self->zoom == zoom && self->x == x && self->y == y)
    return;
  self->zoom = zoom;
  self->x = x;
  self->y = y;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

FusPicture *
fus_pane_render (FusPane *self, int width, int height)
{
  g_return_val_if_fail (FUS_IS_PANE (self), NULL);

  if (self->picture == NULL)
    return NULL;
  g_autoptr (Rendering) rendering = rendering_new (self, width, height);
  return rendering_run (rendering);
}
