/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/layers-figure.h"
#include "app/units/layers-page-private.h"
#include "app/widgets/shortcuts.h"

/* The chosen unit, by key. */
static void
remove_unit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (widget);
  const FusUnitAddress unit = fus_workspace_unit (self->workspace);

  fus_layers_page_set_brush (self, TRUE);
  fus_lesion_bar_set_removed (self->lesion_bar, &unit,
                              !fus_lesion_bar_is_removed (self->lesion_bar, &unit));
}

static void
copy_address (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_unit_entry_copy (FUS_LAYERS_PAGE (widget)->address);
}

static void
type_address (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (FUS_LAYERS_PAGE (widget)->address));
}

static void
show_stimulus (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (widget);
  const FusUnitAddress unit = fus_workspace_unit (self->workspace);

  fus_workspace_show_stimulus (self->workspace, &unit);
}

static void
make_figure (FusLayersPage *self, void (*then) (GtkWidget *widget, FusSharedFigure *figure))
{
  const FusLayerOrder order = (FusLayerOrder) gtk_drop_down_get_selected (self->order);

  if (self->reader == NULL
      || !fus_layers_figure_make (GTK_WIDGET (self), self->workspace, self->grids, self->reader,
                                  order, then))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
copy_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  make_figure (FUS_LAYERS_PAGE (widget), fus_figure_copy);
}

static void
export_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  make_figure (FUS_LAYERS_PAGE (widget), fus_figure_ask_and_export);
}

static void
show_menu_at (FusLayersPage *self, double x, double y)
{
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

/* What the menu offers is done to the unit below the pointer. */
void
fus_layers_page_on_secondary_click (FusLayersPage *self, int n_press, double x, double y)
{
  double in_page_x, in_page_y;
  FusUnitAddress unit = fus_workspace_unit (self->workspace);

  if (!fus_layer_grids_find (self->grids, x, y, &unit.network, &unit.unit))
    return;
  fus_workspace_set_unit (self->workspace, &unit);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->grids), GTK_WIDGET (self), x, y, &in_page_x,
                                    &in_page_y);
  show_menu_at (self, in_page_x, in_page_y);
}

static void
show_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu_at (FUS_LAYERS_PAGE (widget), gtk_widget_get_width (widget) / 2.0,
                gtk_widget_get_height (widget) / 2.0);
}

static void
step_layer (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (widget);
  FusUnitAddress unit = fus_workspace_unit (self->workspace);
  const int layer = (int) unit.layer + (g_str_equal (name, "layers.next-layer") ? 1 : -1);

  if (layer < 0 || layer >= FUS_N_LAYERS)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  unit.layer = (FusLayer) layer;
  unit.unit = 0;
  fus_workspace_set_unit (self->workspace, &unit);
}

static void
step_frame (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (widget);

  if (!fus_workspace_step_frame (self->workspace, g_str_equal (name, "layers.next-frame") ? 1 : -1))
    gtk_widget_error_bell (widget);
}

static void
move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (widget);
  FusUnitAddress unit = fus_workspace_unit (self->workspace);
  int columns, rows;

  g_variant_get (parameter, "(ii)", &columns, &rows);
  const gint64 neighbor
      = fus_layer_grids_neighbor (self->grids, unit.network, unit.unit, columns, rows);
  if (neighbor < 0)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  unit.unit = (guint) neighbor;
  fus_workspace_set_unit (self->workspace, &unit);
}

void
fus_layers_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action (widget_class, "layers.layer", "layer");
  gtk_widget_class_install_property_action (widget_class, "layers.pooled", "pooled");
  gtk_widget_class_install_property_action (widget_class, "layers.brush", "brush");
  gtk_widget_class_install_action (widget_class, "layers.remove", NULL, remove_unit);
  gtk_widget_class_install_action (widget_class, "layers.next-layer", NULL, step_layer);
  gtk_widget_class_install_action (widget_class, "layers.previous-layer", NULL, step_layer);
  gtk_widget_class_install_action (widget_class, "layers.next-frame", NULL, step_frame);
  gtk_widget_class_install_action (widget_class, "layers.previous-frame", NULL, step_frame);
  gtk_widget_class_install_action (widget_class, "layers.copy-address", NULL, copy_address);
  gtk_widget_class_install_action (widget_class, "layers.type-address", NULL, type_address);
  gtk_widget_class_install_action (widget_class, "layers.show-stimulus", NULL, show_stimulus);
  gtk_widget_class_install_action (widget_class, "layers.menu", NULL, show_menu);
  gtk_widget_class_install_action (widget_class, "layers.copy-figure", NULL, copy_figure);
  gtk_widget_class_install_action (widget_class, "layers.export-figure", NULL, export_figure);
  gtk_widget_class_install_action (widget_class, "layers.move", "(ii)", move);
  fus_shortcuts_bind (widget_class, FUS_KEYS_OF_LAYERS);
}
