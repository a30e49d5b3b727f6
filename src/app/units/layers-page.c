/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/layers-page-private.h"
#include "app/state/page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* How long a result may take before a spinner says that it is on its way. */
#define SPINNER_MS 300

static void page_init (FusPageInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FusLayersPage, fus_layers_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FUS_TYPE_PAGE, page_init))

enum
{
  PROP_0,
  PROP_LAYER,
  PROP_POOLED,
  PROP_BRUSH,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static FusViewOptions *
options_of (FusLayersPage *self)
{
  return fus_workspace_options (self->workspace);
}

static FusColormap
colormap_of (FusLayersPage *self)
{
  const FusColormap colormap = fus_view_options_colormap (options_of (self));

  return colormap == FUS_COLORMAP_TASK ? FUS_COLORMAP_VIRIDIS : colormap;
}

/* The networks shown, as they stand side by side. */
static guint
networks_shown (FusLayersPage *self, FusNetworkKind kinds[FUS_N_NETWORKS])
{
  const guint available = fus_workspace_networks (self->workspace);
  const FusUnitAddress unit = fus_workspace_unit (self->workspace);
  guint n = 0;

  for (guint i = 0; i < FUS_N_NETWORKS; i++)
    if ((available & (1u << fus_network_order[i])) != 0
        && (fus_view_options_three (options_of (self)) || fus_network_order[i] == unit.network))
      kinds[n++] = fus_network_order[i];
  return n;
}

static void
show_key (FusLayersPage *self, const FusChannelGrid *grid)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (grid == NULL || grid->own_scale)
    {
      low = g_strdup (_ ("least"));
      high = g_strdup (_ ("most"));
    }
  else
    {
      low = g_strdup_printf ("%.3g", grid->low);
      high = g_strdup_printf ("%.3g", grid->high);
    }
  gtk_label_set_label (self->key_low, low);
  gtk_label_set_label (self->key_high, high);
  gtk_widget_queue_draw (GTK_WIDGET (self->key));
}

static void
draw_key (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (data);

  for (int x = 0; self->workspace != NULL && x < width; x++)
    {
      const FusColor color
          = fus_colormap_color (colormap_of (self), FUS_TASK_IDENTITY, (x + 0.5) / width);

      cairo_set_source_rgb (cr, color.red, color.green, color.blue);
      cairo_rectangle (cr, x, 0, 1, height);
      cairo_fill (cr);
    }
}

/* The chosen unit, enlarged. */
static void
show_unit (FusLayersPage *self)
{
  const FusUnitAddress unit = fus_workspace_unit (self->workspace);
  const FusChannelGrid *grid = fus_layer_grids_grid (self->grids, unit.network);
  const gboolean there
      = grid != NULL && grid->features->layer == unit.layer && unit.unit < grid->features->n_units;
  g_auto (GStrv) names
      = there ? fus_layer_unit_names (grid->features,
                                      fus_feature_reader_network (self->reader, unit.network))
              : NULL;

  fus_layer_grids_set_unit (self->grids, unit.network, unit.unit);
  fus_unit_maps_set_picture (self->maps,
                             fus_subject_face (fus_workspace_subject (self->workspace)));
  fus_unit_maps_show (self->maps, there ? grid : NULL, unit.unit,
                      names != NULL ? names[unit.unit] : NULL, options_of (self));
  if (there)
    fus_unit_card_set_address (self->card, &unit);
}

/* Crosses out what the brush has taken out. */
static void
show_removed (FusLayersPage *self)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusChannelGrid *grid = fus_layer_grids_grid (self->grids, kind);
      g_autofree guint8 *removed = NULL;

      if (grid == NULL)
        continue;
      if (self->brush)
        removed = g_new (guint8, grid->features->n_units);
      for (guint unit = 0; self->brush && unit < grid->features->n_units; unit++)
        {
          const FusUnitAddress address = { kind, grid->features->layer, unit };

          removed[unit] = (guint8) fus_lesion_bar_is_removed (self->lesion_bar, &address);
        }
      fus_layer_grids_set_removed (self->grids, kind, removed);
    }
}

static void
show_grids (FusLayersPage *self)
{
  FusNetworkKind kinds[FUS_N_NETWORKS];

  if (self->reader == NULL)
    return;
  const guint n = networks_shown (self, kinds);
  fus_layer_grids_show (
      self->grids, self->reader, kinds, n, (FusLayerScale) gtk_drop_down_get_selected (self->scale),
      (FusLayerOrder) gtk_drop_down_get_selected (self->order), colormap_of (self));
  show_key (self, n > 0 ? fus_layer_grids_grid (self->grids, kinds[0]) : NULL);
  show_removed (self);
  show_unit (self);
}

static gboolean
is_by_lesion (FusLayersPage *self)
{
  return gtk_drop_down_get_selected (self->order) >= FUS_LAYER_ORDER_IDENTITY;
}

static FusAnalysisRun *
lesions_run (FusLayersPage *self)
{
  return fus_workspace_run (self->workspace, &fus_lesions_analysis);
}

/* Ranks of other weights say nothing of these. */
static void
take_lesions (FusLayersPage *self)
{
  FusAnalysisRun *run = lesions_run (self);
  FusStudyLesions *lesions = fus_analysis_run_result (run);
  const guint networks
      = lesions != NULL ? fus_result_current (lesions, fus_workspace_study (self->workspace)) : 0;
  const char *text = "";

  if (fus_analysis_run_failure (run) != NULL)
    text = fus_analysis_run_failure (run);
  else if (networks == 0 && !fus_analysis_run_is_loading (run))
    text = _ ("Not known yet: compute “Lesions” on the Specialization page.");
  fus_layer_grids_set_lesions (self->grids, lesions, networks);
  gtk_label_set_label (self->failure, text);
}

/* Orders by lesion need what an analysis has found or left. */
static void
on_order_chosen (FusLayersPage *self)
{
  if (self->workspace != NULL && is_by_lesion (self))
    {
      fus_analysis_run_load (lesions_run (self));
      take_lesions (self);
    }
  show_grids (self);
}

/* Also where a network was trained further. */
static void
on_lesions_changed (FusLayersPage *self)
{
  if (!is_by_lesion (self) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  take_lesions (self);
  show_grids (self);
}

static void
on_late (gpointer data)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (data);

  self->spinner_timeout = 0;
  gtk_spinner_start (self->spinner);
}

static void
update_spinner (FusLayersPage *self)
{
  if (!fus_feature_reader_is_pending (self->reader))
    {
      g_clear_handle_id (&self->spinner_timeout, g_source_remove);
      gtk_spinner_stop (self->spinner);
    }
  else if (self->spinner_timeout == 0 && !gtk_spinner_get_spinning (self->spinner))
    self->spinner_timeout = g_timeout_add_once (SPINNER_MS, on_late, self);
}

/* A unit that this layer does not have, from an address or from another layer. */
static void
check_unit (FusLayersPage *self)
{
  FusUnitAddress unit = fus_workspace_unit (self->workspace);
  FusNetwork *network = fus_feature_reader_network (self->reader, unit.network);
  g_autoptr (GError) error = NULL;

  if (network == NULL || fus_unit_address_check (&unit, fus_network_architecture (network), &error))
    return;
  unit.unit = 0;
  fus_workspace_set_unit (self->workspace, &unit);
  fus_unit_entry_say (self->address, error->message);
}

/* Whether the grids are of what the reader holds, of these networks and no others. */
static gboolean
is_shown (FusLayersPage *self, guint networks)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const FusChannelGrid *grid = fus_layer_grids_grid (self->grids, kind);
      const FusFeatures *features
          = (networks & (1u << kind)) != 0 ? fus_feature_reader_result (self->reader, kind) : NULL;

      if ((grid != NULL ? grid->features : NULL) != features)
        return FALSE;
    }
  return TRUE;
}

/* What keeps a network that should be seen from being read, or "". */
static const char *
problem_shown (FusLayersPage *self)
{
  FusNetworkKind kinds[FUS_N_NETWORKS];
  const guint n = networks_shown (self, kinds);

  for (guint i = 0; i < n; i++)
    if (fus_feature_reader_problem (self->reader, kinds[i]) != NULL)
      return fus_feature_reader_problem (self->reader, kinds[i]);
  return "";
}

static void
on_read (FusLayersPage *self)
{
  update_spinner (self);
  /* In lock-step: all networks change at once. */
  if (fus_feature_reader_is_pending (self->reader))
    return;
  gtk_label_set_label (self->failure, problem_shown (self));
  check_unit (self);
  show_grids (self);
}

static void
on_failed (FusLayersPage *self, const char *message)
{
  update_spinner (self);
  gtk_label_set_label (self->failure, message);
}

static void
request (FusLayersPage *self)
{
  FusSubject *subject = fus_workspace_subject (self->workspace);
  const gint64 frame = fus_workspace_frame (self->workspace);
  FusPicture *picture = fus_subject_picture (subject);
  FusNetworkKind kinds[FUS_N_NETWORKS];
  guint networks = 0;

  /* A page that is not seen asks for nothing. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  const guint n = networks_shown (self, kinds);
  gtk_stack_set_visible_child_name (
      self->stack, fus_workspace_networks (self->workspace) != 0 ? "layers" : "untrained");
  for (guint i = 0; i < n; i++)
    networks |= 1u << kinds[i];
  if (networks == 0 || (frame < 0 && picture == NULL))
    return;
  const FusCrop crop = fus_subject_crop (subject);
  fus_feature_reader_request (self->reader, frame, picture, &crop, networks,
                              fus_workspace_unit (self->workspace).layer, self->pooled);
  if (fus_feature_reader_is_pending (self->reader))
    update_spinner (self);
  else if (!is_shown (self, networks))
    on_read (self);
  else
    check_unit (self);
}

static void
on_subject_changed (FusLayersPage *self)
{
  g_autofree char *title = fus_workspace_describe_subject (self->workspace);

  gtk_label_set_label (self->frame_title, title);
  fus_unit_maps_set_picture (self->maps,
                             fus_subject_face (fus_workspace_subject (self->workspace)));
  request (self);
}

static void
update_pooled (FusLayersPage *self)
{
  const gboolean pooled = fus_layer_is_pooled (fus_workspace_unit (self->workspace).layer);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "layers.pooled", pooled);
}

static void
on_unit_changed (FusLayersPage *self)
{
  const FusUnitAddress unit = fus_workspace_unit (self->workspace);

  fus_unit_entry_set_address (self->address, &unit);
  fus_view_options_set_network (options_of (self), unit.network);
  update_pooled (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LAYER]);
  request (self);
  show_unit (self);
}

static void
on_network_chosen (FusLayersPage *self)
{
  FusUnitAddress unit = fus_workspace_unit (self->workspace);

  unit.network = fus_view_options_network (options_of (self));
  fus_workspace_set_unit (self->workspace, &unit);
}

static void
on_chosen (FusLayersPage *self, guint kind, guint number)
{
  const FusUnitAddress unit
      = { (FusNetworkKind) kind, fus_workspace_unit (self->workspace).layer, number };

  fus_workspace_set_unit (self->workspace, &unit);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The first channel tells whether the brush takes out or puts back, until it is lifted. */
static void
on_brushed (FusLayersPage *self, guint kind, guint number, gboolean first)
{
  const FusUnitAddress unit
      = { (FusNetworkKind) kind, fus_workspace_unit (self->workspace).layer, number };

  if (first)
    self->removing = !fus_lesion_bar_is_removed (self->lesion_bar, &unit);
  fus_lesion_bar_set_removed (self->lesion_bar, &unit, self->removing);
}

void
fus_layers_page_set_brush (FusLayersPage *self, gboolean brush)
{
  if (self->brush == brush)
    return;
  self->brush = brush;
  fus_layer_grids_set_brushing (self->grids, brush);
  gtk_revealer_set_reveal_child (self->lesion_revealer, brush);
  show_removed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BRUSH]);
}

static void
on_address_chosen (FusLayersPage *self, const FusUnitAddress *unit)
{
  fus_workspace_set_unit (self->workspace, unit);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
fus_layers_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (object);

  if (id == PROP_LAYER)
    g_value_set_string (value, self->workspace != NULL
                                   ? fus_layer_name (fus_workspace_unit (self->workspace).layer)
                                   : fus_layer_name (FUS_LAYER_CONV1));
  else if (id == PROP_POOLED)
    g_value_set_boolean (value, self->pooled);
  else if (id == PROP_BRUSH)
    g_value_set_boolean (value, self->brush);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
set_layer (FusLayersPage *self, const char *name)
{
  FusUnitAddress unit;
  FusLayer layer;

  if (self->workspace == NULL || name == NULL || !fus_layer_parse (name, &layer))
    return;
  unit = fus_workspace_unit (self->workspace);
  if (unit.layer == layer)
    return;
  unit.layer = layer;
  unit.unit = 0;
  fus_workspace_set_unit (self->workspace, &unit);
}

static void
fus_layers_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (object);

  if (id == PROP_LAYER)
    set_layer (self, g_value_get_string (value));
  else if (id == PROP_BRUSH)
    fus_layers_page_set_brush (self, g_value_get_boolean (value));
  else if (id != PROP_POOLED)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->pooled != g_value_get_boolean (value))
    {
      self->pooled = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      if (self->workspace != NULL)
        request (self);
    }
}

static void
fus_layers_page_map (GtkWidget *widget)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (widget);

  GTK_WIDGET_CLASS (fus_layers_page_parent_class)->map (widget);
  if (self->workspace != NULL)
    on_subject_changed (self);
}

static void
fus_layers_page_dispose (GObject *object)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (object);

  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  g_clear_object (&self->reader);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_LAYERS_PAGE);
  G_OBJECT_CLASS (fus_layers_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, layer_buttons);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, pooled_button);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, scale);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, order);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, grids);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, lesion_revealer);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, lesion_bar);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, address);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, maps);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, card);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, frame_title);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, failure);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, key_low);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, key);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, key_high);
  gtk_widget_class_bind_template_child (widget_class, FusLayersPage, menu);
  gtk_widget_class_bind_template_callback (widget_class, show_grids);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_order_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_brushed);
  gtk_widget_class_bind_template_callback (widget_class, on_address_chosen);
  gtk_widget_class_bind_template_callback (widget_class, fus_layers_page_on_secondary_click);
}

static void
fus_layers_page_class_init (FusLayersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = fus_layers_page_get_property;
  object_class->set_property = fus_layers_page_set_property;
  object_class->dispose = fus_layers_page_dispose;
  widget_class->map = fus_layers_page_map;

  props[PROP_LAYER] = g_param_spec_string ("layer", NULL, NULL, "conv1", flags);
  props[PROP_POOLED] = g_param_spec_boolean ("pooled", NULL, NULL, FALSE, flags);
  props[PROP_BRUSH] = g_param_spec_boolean ("brush", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  fus_layers_page_install_actions (widget_class);

  g_type_ensure (FUS_TYPE_LAYER_GRIDS);
  g_type_ensure (FUS_TYPE_LESION_BAR);
  g_type_ensure (FUS_TYPE_UNIT_MAPS);
  g_type_ensure (FUS_TYPE_UNIT_CARD);
  g_type_ensure (FUS_TYPE_UNIT_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/layers-page.ui");
  bind_children (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "layerspage");
}

static void
fus_layers_page_init (FusLayersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (fus_layer_name (layer));

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "layers.layer");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", fus_layer_name (layer));
      gtk_box_append (self->layer_buttons, button);
    }
  gtk_drawing_area_set_draw_func (self->key, draw_key, self, NULL);
}

static void
fus_layers_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  FusLayersPage *self = FUS_LAYERS_PAGE (page);

  g_return_if_fail (self->workspace == NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;
  FusStudy *study = fus_workspace_study (workspace);

  self->workspace = g_object_ref (workspace);
  fus_unit_card_set_workspace (self->card, workspace);
  fus_unit_entry_set_workspace (self->address, workspace);
  fus_lesion_bar_set_workspace (self->lesion_bar, workspace);
  g_signal_connect_object (self->lesion_bar, "changed", G_CALLBACK (show_removed), self, swapped);
  self->reader = fus_feature_reader_new (study, fus_workspace_n_threads (workspace));
  g_signal_connect_object (self->reader, "read", G_CALLBACK (on_read), self, swapped);
  g_signal_connect_object (self->reader, "failed", G_CALLBACK (on_failed), self, swapped);
  g_signal_connect_object (workspace, "notify::frame", G_CALLBACK (on_subject_changed), self,
                           swapped);
  g_signal_connect_object (workspace, "unit-changed", G_CALLBACK (on_unit_changed), self, swapped);
  g_signal_connect_object (fus_workspace_subject (workspace), "changed",
                           G_CALLBACK (on_subject_changed), self, swapped);
  g_signal_connect_object (study, "network-changed", G_CALLBACK (request), self, swapped);
  g_signal_connect_object (lesions_run (self), "changed", G_CALLBACK (on_lesions_changed), self,
                           swapped);
  g_signal_connect_object (options_of (self), "notify::three", G_CALLBACK (request), self, swapped);
  g_signal_connect_object (options_of (self), "notify::network", G_CALLBACK (on_network_chosen),
                           self, swapped);
  g_signal_connect_object (options_of (self), "notify::colormap", G_CALLBACK (show_grids), self,
                           swapped);
  g_signal_connect_object (options_of (self), "notify::opacity", G_CALLBACK (show_unit), self,
                           swapped);
  on_unit_changed (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_layers_page_set_workspace;
}
