/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/frame-grid.h"
#include "app/widgets/thumbnail.h"

/* Decoded at twice the usual size of a tile, for dense screens. */
#define THUMBNAIL_HEIGHT 224

struct _FusFrameGrid
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *scrolled;
  GtkGridView *view;

  /* owned */
  FusStudy *study;
  FusFrameModel *model;
  GtkSingleSelection *selection;
  FusThumbnails *thumbnails;

  guint frame;
  gboolean filtering;
  guint scroll; /* tick callback that scrolls to the frame */
};

G_DEFINE_FINAL_TYPE (FusFrameGrid, fus_frame_grid, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_FRAME,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static void
on_setup (FusFrameGrid *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, fus_thumbnail_new ());
}

static void
on_bind (FusFrameGrid *self, GtkListItem *item)
{
  FusFrameItem *frame = gtk_list_item_get_item (item);

  fus_thumbnail_bind (FUS_THUMBNAIL (gtk_list_item_get_child (item)), self->thumbnails, self->study,
                      fus_frame_item_frame (frame));
}

static void
on_unbind (FusFrameGrid *self, GtkListItem *item)
{
  fus_thumbnail_unbind (FUS_THUMBNAIL (gtk_list_item_get_child (item)));
}

static void
set_frame (FusFrameGrid *self, guint frame)
{
  if (self->frame == frame)
    return;
  self->frame = frame;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRAME]);
}

static void
on_selected (FusFrameGrid *self)
{
  const guint position = gtk_single_selection_get_selected (self->selection);

  if (!self->filtering && position != GTK_INVALID_LIST_POSITION)
    set_frame (self, fus_frame_model_frame (self->model, position));
}

static gboolean
scroll_to_frame (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  FusFrameGrid *self = data;
  const guint position = fus_frame_model_position (self->model, self->frame);

  /* A view that has no size yet would be lost among its rows. */
  if (gtk_widget_get_height (view) == 0)
    return G_SOURCE_CONTINUE;
  self->scroll = 0;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (view, "list.scroll-to-item", "u", position);
  return G_SOURCE_REMOVE;
}

static void
show_frame (FusFrameGrid *self)
{
  const guint position = fus_frame_model_position (self->model, self->frame);

  self->filtering = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->filtering = FALSE;
  if (self->scroll == 0)
    self->scroll
        = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_to_frame, self, NULL);
}

static void
fus_frame_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FRAME)
    g_value_set_uint (value, FUS_FRAME_GRID (object)->frame);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_frame_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FRAME)
    fus_frame_grid_set_frame (FUS_FRAME_GRID (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
clear_study (FusFrameGrid *self)
{
  if (self->scroll != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->scroll);
  self->scroll = 0;
  gtk_grid_view_set_model (self->view, NULL);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->model);
  g_clear_object (&self->study);
}

static void
fus_frame_grid_dispose (GObject *object)
{
  FusFrameGrid *self = FUS_FRAME_GRID (object);

  if (self->view != NULL)
    clear_study (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FRAME_GRID);
  G_OBJECT_CLASS (fus_frame_grid_parent_class)->dispose (object);
}

static void
fus_frame_grid_class_init (FusFrameGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_frame_grid_get_property;
  object_class->set_property = fus_frame_grid_set_property;
  object_class->dispose = fus_frame_grid_dispose;

  props[PROP_FRAME]
      = g_param_spec_uint ("frame", NULL, NULL, 0, G_MAXUINT, GTK_INVALID_LIST_POSITION,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/frame-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFrameGrid, scrolled);
  gtk_widget_class_bind_template_child (widget_class, FusFrameGrid, view);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_frame_grid_init (FusFrameGrid *self)
{
  self->frame = GTK_INVALID_LIST_POSITION;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_frame_grid_set_study (FusFrameGrid *self, FusStudy *study, FusFrameModel *model)
{
  g_return_if_fail (FUS_IS_FRAME_GRID (self));

  clear_study (self);
  self->study = g_object_ref (study);
  self->model = g_object_ref (model);
  self->thumbnails = fus_thumbnails_new (study, THUMBNAIL_HEIGHT);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, FALSE);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
  g_signal_connect_swapped (model, "filtered", G_CALLBACK (show_frame), self);
  gtk_grid_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  set_frame (self, fus_frame_model_frame (model, 0));
  show_frame (self);
}

guint
fus_frame_grid_frame (FusFrameGrid *self)
{
  g_return_val_if_fail (FUS_IS_FRAME_GRID (self), GTK_INVALID_LIST_POSITION);
  return self->frame;
}

void
fus_frame_grid_set_frame (FusFrameGrid *self, guint frame)
{
  g_return_if_fail (FUS_IS_FRAME_GRID (self));

  set_frame (self, frame);
  if (self->model != NULL)
    show_frame (self);
}
