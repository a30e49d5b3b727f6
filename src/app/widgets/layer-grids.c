/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/layer-grids.h"
#include "app/widgets/channel-view.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *detail;
  FusChannelView *view;
  FusNetworkKind kind;
} Column;

struct _FusLayerGrids
{
  GtkWidget parent_instance;

  Column columns[FUS_N_NETWORKS];
  guint n;
  FusStudyLesions *lesions;
  guint known;         /* bit mask of the networks that the lesions are of */
  FusNetworkKind kind; /* whose unit is framed */
  guint unit;
};

G_DEFINE_FINAL_TYPE (FusLayerGrids, fus_layer_grids, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  BRUSHED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
on_chosen (FusChannelView *view, guint unit, FusLayerGrids *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->columns[i].view == view)
      g_signal_emit (self, signals[CHOSEN], 0, (guint) self->columns[i].kind, unit);
}

static void
on_brushed (FusChannelView *view, guint unit, gboolean first, FusLayerGrids *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->columns[i].view == view)
      g_signal_emit (self, signals[BRUSHED], 0, (guint) self->columns[i].kind, unit, first);
}

/* In lock-step: all networks change at once. */
static void
on_rendered (FusChannelView *view, FusLayerGrids *self)
{
  for (guint i = 0; i < self->n; i++)
    if (fus_channel_view_is_rendering (self->columns[i].view))
      return;
  for (guint i = 0; i < self->n; i++)
    fus_channel_view_show_rendered (self->columns[i].view);
}

static void
fus_layer_grids_dispose (GObject *object)
{
  FusLayerGrids *self = FUS_LAYER_GRIDS (object);

  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    g_clear_pointer (&self->columns[i].box, gtk_widget_unparent);
  g_clear_pointer (&self->lesions, fus_result_unref);
  G_OBJECT_CLASS (fus_layer_grids_parent_class)->dispose (object);
}

static void
fus_layer_grids_class_init (FusLayerGridsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_layer_grids_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[BRUSHED]
      = g_signal_new ("brushed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_BOOLEAN);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "layergrids");
}

static void
init_column (FusLayerGrids *self, Column *column)
{
  GtkWidget *caption = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  column->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  column->title = GTK_LABEL (gtk_label_new (NULL));
  column->detail = GTK_LABEL (gtk_label_new (NULL));
  column->view = FUS_CHANNEL_VIEW (fus_channel_view_new ());
  gtk_widget_add_css_class (GTK_WIDGET (column->title), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (column->detail), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (column->detail), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (column->detail), "caption");
  gtk_label_set_ellipsize (column->detail, PANGO_ELLIPSIZE_END);
  gtk_widget_set_halign (caption, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (caption), GTK_WIDGET (column->title));
  gtk_box_append (GTK_BOX (caption), GTK_WIDGET (column->detail));
  gtk_box_append (GTK_BOX (column->box), caption);
  gtk_box_append (GTK_BOX (column->box), GTK_WIDGET (column->view));
  gtk_widget_set_visible (column->box, FALSE);
  g_signal_connect (column->view, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect (column->view, "brushed", G_CALLBACK (on_brushed), self);
  g_signal_connect (column->view, "rendered", G_CALLBACK (on_rendered), self);
  gtk_widget_set_parent (column->box, GTK_WIDGET (self));
}

static void
fus_layer_grids_init (FusLayerGrids *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  self->unit = G_MAXUINT;
  gtk_box_layout_set_homogeneous (layout, TRUE);
  gtk_box_layout_set_spacing (layout, 18);
  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    init_column (self, &self->columns[i]);
}

char **
fus_layer_unit_names (const FusFeatures *features, const FusNetwork *network)
{
  if (features->layer != FUS_LAYER_HEADS)
    return NULL;
  char **names = g_new0 (char *, features->n_units + 1);
  for (guint unit = 0; unit < features->n_units; unit++)
    {
      guint index;
      const FusTask task = fus_features_head (features, unit, &index);
      names[unit]
          = g_strdup (fus_class_title (task, fus_network_class_names (network, task)[index]));
    }
  return names;
}

static char *
detail_text (const FusFeatures *features, FusLayerScale scale, double low, double high)
{
  g_autofree char *units
      = features->side > 1 ? g_strdup_printf (
            ngettext ("%u channel of %u × %u", "%u channels of %u × %u", features->n_units),
            features->n_units, features->side, features->side)
                           : g_strdup_printf (ngettext ("%u unit", "%u units", features->n_units),
                                              features->n_units);

  if (scale == FUS_LAYER_SCALE_CHANNEL)
    return g_steal_pointer (&units);
  return g_strdup_printf (_ ("%s, %.3g to %.3g"), units, low, high);
}

/* Units in the order of their ranks for a task; NULL where they are not known. */
static guint *
order_by_lesion (FusLayerGrids *self, FusNetworkKind kind, const FusFeatures *features,
                 FusTask task)
{
  if (self->lesions == NULL || (self->known & 1u << kind) == 0
      || self->lesions->network[kind] == NULL || features->layer >= FUS_LAYER_HEADS)
    return NULL;
  const FusLayerLesions *layer = &self->lesions->network[kind]->layer[features->layer];
  if (layer->rank[task] == NULL || layer->n_units != features->n_units)
    return NULL;
  guint *order = g_new (guint, layer->n_units);
  for (guint unit = 0; unit < layer->n_units; unit++)
    order[layer->rank[task][unit] - 1] = unit;
  return order;
}

/* NULL: by number */
static guint *
find_order (FusLayerGrids *self, FusNetworkKind kind, const FusFeatures *features,
            FusLayerOrder order)
{
  switch (order)
    {
    case FUS_LAYER_ORDER_ACTIVATION:
      return fus_features_by_activation (features);
    case FUS_LAYER_ORDER_IDENTITY:
      return order_by_lesion (self, kind, features, FUS_TASK_IDENTITY);
    case FUS_LAYER_ORDER_EXPRESSION:
      return order_by_lesion (self, kind, features, FUS_TASK_EXPRESSION);
    default:
      return NULL;
    }
}

static void
show_column (FusLayerGrids *self, Column *column, FusFeatureReader *reader, FusLayerScale scale,
             FusLayerOrder order, FusChannelGrid *grid)
{
  const FusFeatures *features = grid->features;
  g_autofree guint *ordered = find_order (self, column->kind, features, order);
  g_auto (GStrv) names
      = fus_layer_unit_names (features, fus_feature_reader_network (reader, column->kind));
  g_autofree char *address = g_strdup_printf ("%s:%s", fus_network_kind_name (column->kind),
                                              fus_layer_name (features->layer));
  g_autofree char *detail = NULL;

  if (scale == FUS_LAYER_SCALE_NETWORK)
    fus_features_range (features, -1, &grid->low, &grid->high);
  grid->own_scale = scale == FUS_LAYER_SCALE_CHANNEL;
  grid->order = ordered;
  detail = detail_text (features, scale, grid->low, grid->high);
  gtk_label_set_label (column->detail, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (column->detail), detail);
  fus_channel_view_set_grid (column->view, grid, address, (const char *const *) names);
  gtk_accessible_update_property (GTK_ACCESSIBLE (column->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  address, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
}

static Column *
find_column (FusLayerGrids *self, FusNetworkKind kind)
{
  for (guint i = 0; i < self->n; i++)
    if (self->columns[i].kind == kind)
      return &self->columns[i];
  return NULL;
}

/* What is framed in @column: the class that is framed in @chosen, or the unit of that number. */
static gint64
unit_in (FusLayerGrids *self, const FusFeatures *features, const FusFeatures *chosen)
{
  guint index;

  if (chosen == NULL || features->layer != FUS_LAYER_HEADS || chosen->layer != FUS_LAYER_HEADS
      || self->unit >= chosen->n_units)
    return self->unit;
  const FusTask task = fus_features_head (chosen, self->unit, &index);
  if (index >= features->n_classes[task])
    return -1;
  return task == FUS_TASK_IDENTITY ? index : features->n_classes[FUS_TASK_IDENTITY] + index;
}

static void
frame_unit (FusLayerGrids *self)
{
  const FusChannelGrid *chosen = fus_layer_grids_grid (self, self->kind);

  for (guint i = 0; i < self->n; i++)
    {
      const FusChannelGrid *grid = fus_channel_view_grid (self->columns[i].view);
      fus_channel_view_set_unit (
          self->columns[i].view,
          grid != NULL ? unit_in (self, grid->features, chosen != NULL ? chosen->features : NULL)
                       : -1);
    }
}

void
fus_layer_grids_show (FusLayerGrids *self, FusFeatureReader *reader, const FusNetworkKind *kinds,
                      guint n, FusLayerScale scale, FusLayerOrder order, FusColormap colormap)
{
  g_return_if_fail (FUS_IS_LAYER_GRIDS (self));
  g_return_if_fail (n <= FUS_N_NETWORKS);
  double low = 0, high = 0;

  for (guint i = 0; i < n; i++)
    {
      const FusFeatures *features = fus_feature_reader_result (reader, kinds[i]);
      double low_of_one, high_of_one;

      if (features == NULL)
        continue;
      fus_features_range (features, -1, &low_of_one, &high_of_one);
      low = MIN (low, low_of_one);
      high = MAX (high, high_of_one);
    }
  self->n = n;
  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    {
      Column *column = &self->columns[i];

      gtk_widget_set_visible (column->box, i < n);
      if (i >= n)
        continue;
      FusChannelGrid grid = { .features = fus_feature_reader_result (reader, kinds[i]),
                              .low = low,
                              .high = high,
                              .colormap = colormap };
      column->kind = kinds[i];
      gtk_label_set_label (column->title, fus_network_title (kinds[i]));
      if (grid.features != NULL)
        show_column (self, column, reader, scale, order, &grid);
      else
        {
          gtk_label_set_label (column->detail, "");
          fus_channel_view_set_grid (column->view, NULL, NULL, NULL);
        }
    }
  frame_unit (self);
}

void
fus_layer_grids_set_lesions (FusLayerGrids *self, FusStudyLesions *lesions, guint networks)
{
  g_return_if_fail (FUS_IS_LAYER_GRIDS (self));

  if (lesions != NULL)
    fus_result_ref (lesions);
  g_clear_pointer (&self->lesions, fus_result_unref);
  self->lesions = lesions;
  self->known = networks;
}

void
fus_layer_grids_set_unit (FusLayerGrids *self, FusNetworkKind kind, guint unit)
{
  g_return_if_fail (FUS_IS_LAYER_GRIDS (self));

  self->kind = kind;
  self->unit = unit;
  frame_unit (self);
}

void
fus_layer_grids_set_brushing (FusLayerGrids *self, gboolean brushing)
{
  g_return_if_fail (FUS_IS_LAYER_GRIDS (self));

  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    fus_channel_view_set_brushing (self->columns[i].view, brushing);
}

void
fus_layer_grids_set_removed (FusLayerGrids *self, FusNetworkKind kind, const guint8 *removed)
{
  g_return_if_fail (FUS_IS_LAYER_GRIDS (self));
  Column *column = find_column (self, kind);

  if (column != NULL)
    fus_channel_view_set_removed (column->view, removed);
}

const FusChannelGrid *
fus_layer_grids_grid (FusLayerGrids *self, FusNetworkKind kind)
{
  g_return_val_if_fail (FUS_IS_LAYER_GRIDS (self), NULL);
  Column *column = find_column (self, kind);

  return column != NULL ? fus_channel_view_grid (column->view) : NULL;
}

gboolean
fus_layer_grids_is_drawn (FusLayerGrids *self)
{
  g_return_val_if_fail (FUS_IS_LAYER_GRIDS (self), FALSE);

  for (guint i = 0; i < self->n; i++)
    if (!fus_channel_view_is_drawn (self->columns[i].view))
      return FALSE;
  return self->n > 0;
}

gboolean
fus_layer_grids_find (FusLayerGrids *self, double x, double y, FusNetworkKind *kind, guint *unit)
{
  g_return_val_if_fail (FUS_IS_LAYER_GRIDS (self), FALSE);

  for (guint i = 0; i < self->n; i++)
    {
      GtkWidget *view = GTK_WIDGET (self->columns[i].view);
      double in_view_x, in_view_y;

      if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), view, x, y, &in_view_x, &in_view_y))
        continue;
      const gint64 found = fus_channel_view_unit_at (self->columns[i].view, in_view_x, in_view_y);
      if (found < 0)
        continue;
      *kind = self->columns[i].kind;
      *unit = (guint) found;
      return TRUE;
    }
  return FALSE;
}

gint64
fus_layer_grids_neighbor (FusLayerGrids *self, FusNetworkKind kind, guint unit, int columns,
                          int rows)
{
  g_return_val_if_fail (FUS_IS_LAYER_GRIDS (self), -1);
  Column *column = find_column (self, kind);

  return column != NULL ? fus_channel_view_neighbor (column->view, unit, columns, rows) : -1;
}
