/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/layers-figure.h"
#include "study/asking/feature-figure.h"

typedef struct
{
  FusStudy *study;
  FusShownFeatures shown[FUS_N_NETWORKS];
  guint n;
  FusPicture *picture;
  gint64 frame;
  char *title;
  const char *order;
  void (*then) (GtkWidget *widget, FusSharedFigure *figure);
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  for (guint i = 0; i < order->n; i++)
    {
      FusShownFeatures *shown = &order->shown[i];

      fus_network_unref (shown->network);
      fus_features_unref ((FusFeatures *) shown->grid.features);
      g_free ((guint *) shown->grid.order);
      g_strfreev ((char **) shown->grid.names);
    }
  g_object_unref (order->study);
  g_clear_pointer (&order->picture, fus_picture_unref);
  g_free (order->title);
  g_free (order);
}

static const char *
order_name (FusLayerOrder order)
{
  switch (order)
    {
    case FUS_LAYER_ORDER_ACTIVATION:
      return "activation";
    case FUS_LAYER_ORDER_IDENTITY:
      return "lesion of identity";
    case FUS_LAYER_ORDER_EXPRESSION:
      return "lesion of expression";
    default:
      return "unit";
    }
}

/* What the grids show is copied: they may show something else before the figure is made. */
static void
take_grids (Order *order, FusLayerGrids *grids, FusFeatureReader *reader)
{
  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    {
      const FusChannelGrid *grid = fus_layer_grids_grid (grids, fus_network_order[i]);
      FusNetwork *network = fus_feature_reader_network (reader, fus_network_order[i]);

      if (grid == NULL || network == NULL)
        continue;
      FusShownFeatures *shown = &order->shown[order->n++];
      *shown = (FusShownFeatures){ fus_network_order[i], fus_network_ref (network), *grid };
      fus_features_ref ((FusFeatures *) grid->features);
      if (grid->order != NULL)
        shown->grid.order = g_memdup2 (grid->order, grid->features->n_units * sizeof *grid->order);
      shown->grid.names
          = (const char *const *) fus_layer_unit_names (grid->features, shown->network);
    }
}

static void
make_thread (GTask *task, gpointer widget, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  FusStudyFigure *figure
      = fus_study_figure_shown_features (order->study, order->shown, order->n, order->picture,
                                         order->frame, order->title, order->order);

  g_task_return_pointer (task, fus_shared_figure_new (figure),
                         (GDestroyNotify) fus_shared_figure_unref);
}

static void
on_made (GObject *object, GAsyncResult *result, gpointer data)
{
  const Order *order = g_task_get_task_data (G_TASK (result));
  g_autoptr (FusSharedFigure) figure = g_task_propagate_pointer (G_TASK (result), NULL);

  if (gtk_widget_get_root (GTK_WIDGET (object)) != NULL)
    order->then (GTK_WIDGET (object), figure);
}

gboolean
fus_layers_figure_make (GtkWidget *widget, FusWorkspace *workspace, FusLayerGrids *grids,
                        FusFeatureReader *reader, FusLayerOrder channel_order,
                        void (*then) (GtkWidget *widget, FusSharedFigure *figure))
{
  FusStudy *study = fus_workspace_study (workspace);
  FusPicture *face = fus_subject_face (fus_workspace_subject (workspace));
  Order *order = g_new0 (Order, 1);

  order->study = g_object_ref (study);
  take_grids (order, grids, reader);
  if (order->n == 0)
    {
      order_free (order);
      return FALSE;
    }
  order->picture = face != NULL ? fus_picture_ref (face) : NULL;
  order->title = fus_workspace_describe_subject (workspace);
  order->frame = fus_workspace_frame (workspace);
  order->order = order_name (channel_order);
  order->then = then;
  g_autoptr (GTask) task = g_task_new (widget, NULL, on_made, NULL);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, make_thread);
  return TRUE;
}
