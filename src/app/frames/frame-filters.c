/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/frame-filters.h"
#include "app/frames/frame-facet.h"

#include <glib/gi18n-lib.h>

struct _FusFrameFilters
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkFlowBox *facets;
  GtkLabel *count;
  GtkWidget *clear;
  GtkWidget *listing;
  GtkLabel *listing_title;

  /* owned */
  FusFrameModel *model;
};

G_DEFINE_FINAL_TYPE (FusFrameFilters, fus_frame_filters, GTK_TYPE_WIDGET)

static void
update (FusFrameFilters *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const FusFrameList *frames = fus_frame_model_frames (self->model);
  const guint all = frames != NULL ? frames->n_frames : 0;
  g_autofree char *text = NULL;
  const char *listing = fus_frame_model_listing_title (self->model);
  gboolean chosen = listing != NULL;

  for (guint facet = 0; facet < FUS_N_FACETS; facet++)
    chosen |= fus_frame_model_n_chosen (self->model, facet) > 0;
  if (chosen)
    text = g_strdup_printf (ngettext ("%'u of %'u frame", "%'u of %'u frames", all), n, all);
  else
    text = g_strdup_printf (ngettext ("%'u frame", "%'u frames", all), all);
  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (self->clear, chosen);
  gtk_widget_set_visible (self->listing, listing != NULL);
  gtk_label_set_label (self->listing_title, listing != NULL ? listing : "");
}

static void
on_listing_removed (FusFrameFilters *self)
{
  fus_frame_model_set_listing (self->model, NULL, NULL, 0);
}

static void
on_clear (FusFrameFilters *self)
{
  fus_frame_model_clear_all (self->model);
}

static void
remove_facets (FusFrameFilters *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facets))) != NULL)
    gtk_flow_box_remove (self->facets, child);
}

static void
fus_frame_filters_dispose (GObject *object)
{
  FusFrameFilters *self = FUS_FRAME_FILTERS (object);

  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FRAME_FILTERS);
  G_OBJECT_CLASS (fus_frame_filters_parent_class)->dispose (object);
}

static void
fus_frame_filters_class_init (FusFrameFiltersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_frame_filters_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/frame-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFrameFilters, content);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFilters, facets);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFilters, count);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFilters, clear);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFilters, listing);
  gtk_widget_class_bind_template_child (widget_class, FusFrameFilters, listing_title);
  gtk_widget_class_bind_template_callback (widget_class, on_listing_removed);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_frame_filters_init (FusFrameFilters *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_frame_filters_set_model (FusFrameFilters *self, FusFrameModel *model)
{
  g_return_if_fail (FUS_IS_FRAME_FILTERS (self));

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, update, self);
  g_set_object (&self->model, model);
  remove_facets (self);
  for (guint facet = 0; facet < FUS_N_FACETS; facet++)
    {
      GtkWidget *button = fus_frame_facet_new (model, facet);
      GtkWidget *child = gtk_flow_box_child_new ();
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
      /* The button takes the focus, not the cell around it. */
      gtk_widget_set_focusable (child, FALSE);
      g_object_bind_property (button, "visible", child, "visible", G_BINDING_SYNC_CREATE);
      gtk_flow_box_append (self->facets, child);
    }
  g_signal_connect_object (model, "filtered", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
