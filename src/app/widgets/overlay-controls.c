/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/overlay-controls.h"
#include "app/widgets/overlay-key.h"

#include <glib/gi18n-lib.h>

struct _FusOverlayControls
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkWidget *where;
  GtkToggleButton *on_frame;
  GtkToggleButton *on_average;
  GtkScale *opacity;
  GtkScale *threshold;
  GtkAdjustment *opacity_adjustment;
  GtkAdjustment *threshold_adjustment;
  GtkDropDown *colormap;
  GtkDropDown *method;
  GtkDropDown *layer;
  FusOverlayKey *key;

  /* owned */
  FusViewOptions *options;

  gboolean shows_where;
  gboolean averages;
};

G_DEFINE_FINAL_TYPE (FusOverlayControls, fus_overlay_controls, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_WHERE,
  PROP_AVERAGES,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static char *
format_share (GtkScale *scale, double value, gpointer data)
{
  return g_strdup_printf (_ ("%.0f %%"), value * 100);
}

static void
on_colormap_selected (FusOverlayControls *self)
{
  const guint selected = gtk_drop_down_get_selected (self->colormap);

  if (self->options != NULL && selected < FUS_N_COLORMAPS)
    g_object_set (self->options, "colormap", fus_colormap_name (selected), NULL);
}

static void
on_colormap_changed (FusOverlayControls *self)
{
  gtk_drop_down_set_selected (self->colormap, fus_view_options_colormap (self->options));
}

static void
on_method_selected (FusOverlayControls *self)
{
  const guint selected = gtk_drop_down_get_selected (self->method);

  if (self->options != NULL && selected < FUS_N_MAP_METHODS
      && (!self->averages || fus_map_method_is_quick (selected)))
    g_object_set (self->options, "map-method", fus_map_method_name (selected), NULL);
}

static void
on_layer_selected (FusOverlayControls *self)
{
  const guint selected = gtk_drop_down_get_selected (self->layer);

  if (self->options != NULL && selected < FUS_N_CONV_LAYERS)
    g_object_set (self->options, "map-layer", fus_layer_name (selected), NULL);
}

static void
on_map_spec_changed (FusOverlayControls *self)
{
  const FusMapSpec *spec = fus_view_options_map_spec (self->options);

  gtk_drop_down_set_selected (self->method, spec->method);
  gtk_drop_down_set_selected (self->layer, spec->layer);
  gtk_widget_set_sensitive (GTK_WIDGET (self->layer), fus_map_method_has_layer (spec->method));
}

static void
set_up_method (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, NULL));
}

static void
bind_method (GtkListItemFactory *factory, GtkListItem *item)
{
  const FusMapMethod method = gtk_list_item_get_position (item);
  const gboolean quick = fus_map_method_is_quick (method);
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (label), fus_map_method_title (method));
  gtk_widget_set_sensitive (label, quick);
  gtk_widget_set_tooltip_text (label,
                               quick ? NULL : _ ("Takes too long to be averaged over many frames"));
  gtk_list_item_set_selectable (item, quick);
  gtk_list_item_set_activatable (item, quick);
}

/* What cannot be chosen says why. */
static void
limit_methods (FusOverlayControls *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_method), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_method), NULL);
  gtk_drop_down_set_list_factory (self->method, factory);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->method), _ ("How the maps are made"));
}

static void
fus_overlay_controls_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WHERE)
    g_value_set_boolean (value, FUS_OVERLAY_CONTROLS (object)->shows_where);
  else if (id == PROP_AVERAGES)
    g_value_set_boolean (value, FUS_OVERLAY_CONTROLS (object)->averages);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_overlay_controls_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  FusOverlayControls *self = FUS_OVERLAY_CONTROLS (object);

  if (id == PROP_WHERE)
    {
      self->shows_where = g_value_get_boolean (value);
      gtk_widget_set_visible (self->where, self->shows_where);
    }
  else if (id == PROP_AVERAGES)
    {
      self->averages = g_value_get_boolean (value);
      if (self->averages)
        limit_methods (self);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_overlay_controls_dispose (GObject *object)
{
  FusOverlayControls *self = FUS_OVERLAY_CONTROLS (object);

  g_clear_object (&self->options);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_OVERLAY_CONTROLS);
  G_OBJECT_CLASS (fus_overlay_controls_parent_class)->dispose (object);
}

static void
fus_overlay_controls_class_init (FusOverlayControlsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_overlay_controls_get_property;
  object_class->set_property = fus_overlay_controls_set_property;
  object_class->dispose = fus_overlay_controls_dispose;

  props[PROP_WHERE] = g_param_spec_boolean ("where", NULL, NULL, TRUE,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_AVERAGES] = g_param_spec_boolean ("averages", NULL, NULL, FALSE,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (FUS_TYPE_OVERLAY_KEY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/overlay-controls.ui");
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, content);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, where);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, on_frame);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, on_average);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, opacity);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, threshold);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, opacity_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, threshold_adjustment);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, colormap);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, method);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, layer);
  gtk_widget_class_bind_template_child (widget_class, FusOverlayControls, key);
  gtk_widget_class_bind_template_callback (widget_class, on_colormap_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_method_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_layer_selected);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

/* The methods there are, and which of them are slow. */
static void
list_methods (FusOverlayControls *self)
{
  g_autoptr (GtkStringList) methods = gtk_string_list_new (NULL);
  g_autoptr (GString) slow = g_string_new (NULL);

  for (FusMapMethod method = 0; method < FUS_N_MAP_METHODS; method++)
    {
      const char *title = fus_map_method_title (method);

      gtk_string_list_append (methods, title);
      if (!fus_map_method_is_quick (method))
        g_string_append_printf (slow, "%s%s", slow->len > 0 ? ", " : "", title);
    }
  gtk_drop_down_set_model (self->method, G_LIST_MODEL (methods));
  /* Translators: %s is a list of methods: "Score-CAM, Occlusion" */
  g_autofree char *tip = g_strdup_printf (_ ("How the map is made. Those that run the network many "
                                             "times and take a while: %s."),
                                          slow->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->method), tip);
}

static void
fus_overlay_controls_init (FusOverlayControls *self)
{
  g_autoptr (GtkStringList) colormaps = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) layers = gtk_string_list_new (NULL);

  self->shows_where = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint colormap = 0; colormap < FUS_N_COLORMAPS; colormap++)
    gtk_string_list_append (colormaps, fus_colormap_title (colormap));
  gtk_drop_down_set_model (self->colormap, G_LIST_MODEL (colormaps));
  list_methods (self);
  for (guint layer = 0; layer < FUS_N_CONV_LAYERS; layer++)
    gtk_string_list_append (layers, fus_layer_name (layer));
  gtk_drop_down_set_model (self->layer, G_LIST_MODEL (layers));
  gtk_scale_set_format_value_func (self->opacity, format_share, NULL, NULL);
  gtk_scale_set_format_value_func (self->threshold, format_share, NULL, NULL);
}

void
fus_overlay_controls_set_options (FusOverlayControls *self, FusViewOptions *options)
{
  g_return_if_fail (FUS_IS_OVERLAY_CONTROLS (self));
  g_return_if_fail (self->options == NULL);
  const GBindingFlags both = G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE;

  self->options = g_object_ref (options);
  g_object_bind_property (options, "opacity", self->opacity_adjustment, "value", both);
  g_object_bind_property (options, "threshold", self->threshold_adjustment, "value", both);
  g_object_bind_property (options, "on-average", self->on_average, "active", both);
  g_object_bind_property (options, "on-average", self->on_frame, "active",
                          both | G_BINDING_INVERT_BOOLEAN);
  g_signal_connect_object (options, "notify::colormap", G_CALLBACK (on_colormap_changed), self,
                           G_CONNECT_SWAPPED);
  on_colormap_changed (self);
  g_signal_connect_object (options, "notify::map-method", G_CALLBACK (on_map_spec_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (options, "notify::map-layer", G_CALLBACK (on_map_spec_changed), self,
                           G_CONNECT_SWAPPED);
  on_map_spec_changed (self);
  fus_overlay_key_set_options (self->key, options);
}
