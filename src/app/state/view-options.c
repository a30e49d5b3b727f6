/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/state/view-options.h"

struct _FusViewOptions
{
  GObject parent_instance;

  FusNetworkKind network;
  gboolean shows[FUS_N_TASKS];
  gboolean on_average;
  gboolean three;
  gboolean whole;
  gboolean overlap;
  double opacity;
  double threshold;
  FusColormap colormap;
  FusTarget targets[FUS_N_TASKS];
  FusMapSpec map_spec;
  gint64 epoch;
  GSimpleActionGroup *actions;
};

G_DEFINE_FINAL_TYPE (FusViewOptions, fus_view_options, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NETWORK,
  PROP_IDENTITY,
  PROP_EXPRESSION,
  PROP_ON_AVERAGE,
  PROP_THREE,
  PROP_WHOLE,
  PROP_OVERLAP,
  PROP_OPACITY,
  PROP_THRESHOLD,
  PROP_COLORMAP,
  PROP_MAP_METHOD,
  PROP_MAP_LAYER,
  PROP_EPOCH,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
  TARGETS_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static gboolean *
boolean_of (FusViewOptions *self, guint id)
{
  switch (id)
    {
    case PROP_IDENTITY:
      return &self->shows[FUS_TASK_IDENTITY];
    case PROP_EXPRESSION:
      return &self->shows[FUS_TASK_EXPRESSION];
    case PROP_ON_AVERAGE:
      return &self->on_average;
    case PROP_THREE:
      return &self->three;
    case PROP_WHOLE:
      return &self->whole;
    case PROP_OVERLAP:
      return &self->overlap;
    default:
      return NULL;
    }
}

static void
fus_view_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FusViewOptions *self = FUS_VIEW_OPTIONS (object);
  gboolean *flag = boolean_of (self, id);

  if (flag != NULL)
    {
      g_value_set_boolean (value, *flag);
      return;
    }
  switch (id)
    {
    case PROP_NETWORK:
      g_value_set_string (value, fus_network_kind_name (self->network));
      break;
    case PROP_OPACITY:
      g_value_set_double (value, self->opacity);
      break;
    case PROP_THRESHOLD:
      g_value_set_double (value, self->threshold);
      break;
    case PROP_COLORMAP:
      g_value_set_string (value, fus_colormap_name (self->colormap));
      break;
    case PROP_MAP_METHOD:
      g_value_set_string (value, fus_map_method_name (self->map_spec.method));
      break;
    case PROP_MAP_LAYER:
      g_value_set_string (value, fus_layer_name (self->map_spec.layer));
      break;
    case PROP_EPOCH:
      g_value_set_int64 (value, self->epoch);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
set_double (double *place, double value)
{
  if (*place == value)
    return FALSE;
  *place = value;
  return TRUE;
}

static gboolean
set_colormap (FusViewOptions *self, const char *name)
{
  FusColormap colormap;

  if (name == NULL || !fus_colormap_parse (name, &colormap) || colormap == self->colormap)
    return FALSE;
  self->colormap = colormap;
  return TRUE;
}

static gboolean
set_map_method (FusViewOptions *self, const char *name)
{
  FusMapMethod method;

  if (name == NULL || !fus_map_method_parse (name, &method) || method == self->map_spec.method)
    return FALSE;
  self->map_spec.method = method;
  return TRUE;
}

static gboolean
set_map_layer (FusViewOptions *self, const char *name)
{
  FusLayer layer;

  if (name == NULL || !fus_layer_parse (name, &layer) || layer > FUS_LAYER_CONV8
      || layer == self->map_spec.layer)
    return FALSE;
  self->map_spec.layer = layer;
  return TRUE;
}

static gboolean
set_network (FusViewOptions *self, const char *name)
{
  FusNetworkKind kind;

  if (name == NULL || !fus_network_kind_parse (name, &kind) || kind == self->network)
    return FALSE;
  self->network = kind;
  return TRUE;
}

static void
fus_view_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FusViewOptions *self = FUS_VIEW_OPTIONS (object);
  gboolean *flag = boolean_of (self, id);
  gboolean changed = FALSE;

  if (flag != NULL)
    {
      changed = *flag != g_value_get_boolean (value);
      *flag = g_value_get_boolean (value);
    }
  else if (id == PROP_NETWORK)
    changed = set_network (self, g_value_get_string (value));
  else if (id == PROP_COLORMAP)
    changed = set_colormap (self, g_value_get_string (value));
  else if (id == PROP_MAP_METHOD)
    changed = set_map_method (self, g_value_get_string (value));
  else if (id == PROP_MAP_LAYER)
    changed = set_map_layer (self, g_value_get_string (value));
  else if (id == PROP_EPOCH)
    {
      changed = self->epoch != g_value_get_int64 (value);
      self->epoch = g_value_get_int64 (value);
    }
  else if (id == PROP_OPACITY)
    changed = set_double (&self->opacity, g_value_get_double (value));
  else if (id == PROP_THRESHOLD)
    changed = set_double (&self->threshold, g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);

  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static void
fus_view_options_finalize (GObject *object)
{
  FusViewOptions *self = FUS_VIEW_OPTIONS (object);

  g_clear_object (&self->actions);
  G_OBJECT_CLASS (fus_view_options_parent_class)->finalize (object);
}

static void
fus_view_options_class_init (FusViewOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = fus_view_options_get_property;
  object_class->set_property = fus_view_options_set_property;
  object_class->finalize = fus_view_options_finalize;

  props[PROP_NETWORK] = g_param_spec_string ("network", NULL, NULL, "joint", flags);
  props[PROP_IDENTITY] = g_param_spec_boolean ("identity", NULL, NULL, TRUE, flags);
  props[PROP_EXPRESSION] = g_param_spec_boolean ("expression", NULL, NULL, TRUE, flags);
  props[PROP_ON_AVERAGE] = g_param_spec_boolean ("on-average", NULL, NULL, FALSE, flags);
  props[PROP_THREE] = g_param_spec_boolean ("three", NULL, NULL, FALSE, flags);
  props[PROP_WHOLE] = g_param_spec_boolean ("whole", NULL, NULL, FALSE, flags);
  props[PROP_OVERLAP] = g_param_spec_boolean ("overlap", NULL, NULL, TRUE, flags);
  props[PROP_OPACITY] = g_param_spec_double ("opacity", NULL, NULL, 0, 1, 0.7, flags);
  props[PROP_THRESHOLD] = g_param_spec_double ("threshold", NULL, NULL, 0, 1, 0, flags);
  props[PROP_COLORMAP] = g_param_spec_string ("colormap", NULL, NULL, "task", flags);
  props[PROP_MAP_METHOD] = g_param_spec_string ("map-method", NULL, NULL, "grad-cam", flags);
  props[PROP_MAP_LAYER] = g_param_spec_string ("map-layer", NULL, NULL, "conv8", flags);
  props[PROP_EPOCH] = g_param_spec_int64 ("epoch", NULL, NULL, FUS_EPOCH_NEWEST, G_MAXINT32,
                                          FUS_EPOCH_NEWEST, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[TARGETS_CHANGED] = g_signal_new ("targets-changed", G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
fus_view_options_init (FusViewOptions *self)
{
  const char *names[] = { "network", "identity", "expression", "on-average", "three",
                          "whole",   "overlap",  "map-method", "map-layer" };

  self->network = FUS_NETWORK_JOINT;
  self->shows[FUS_TASK_IDENTITY] = TRUE;
  self->shows[FUS_TASK_EXPRESSION] = TRUE;
  self->overlap = TRUE;
  self->opacity = 0.7;
  self->colormap = FUS_COLORMAP_TASK;
  self->map_spec = FUS_MAP_SPEC_PAPER;
  self->epoch = FUS_EPOCH_NEWEST;

  self->actions = g_simple_action_group_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPropertyAction) action = g_property_action_new (names[i], self, names[i]);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
}

FusViewOptions *
fus_view_options_new (GSettings *settings)
{
  FusViewOptions *self = g_object_new (FUS_TYPE_VIEW_OPTIONS, NULL);

  if (settings != NULL)
    {
      g_settings_bind (settings, "opacity", self, "opacity", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "threshold", self, "threshold", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "colormap", self, "colormap", G_SETTINGS_BIND_DEFAULT);
    }
  return self;
}

FusNetworkKind
fus_view_options_network (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FUS_NETWORK_JOINT);
  return self->network;
}

void
fus_view_options_set_network (FusViewOptions *self, FusNetworkKind kind)
{
  g_return_if_fail (FUS_IS_VIEW_OPTIONS (self));
  g_object_set (self, "network", fus_network_kind_name (kind), NULL);
}

gboolean
fus_view_options_shows (FusViewOptions *self, FusTask task)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FALSE);
  return self->shows[task];
}

gboolean
fus_view_options_on_average (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FALSE);
  return self->on_average;
}

gboolean
fus_view_options_three (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FALSE);
  return self->three;
}

gboolean
fus_view_options_whole (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FALSE);
  return self->whole;
}

gboolean
fus_view_options_overlap (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FALSE);
  return self->overlap;
}

FusColormap
fus_view_options_colormap (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FUS_COLORMAP_TASK);
  return self->colormap;
}

gint64
fus_view_options_epoch (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), FUS_EPOCH_NEWEST);
  return self->epoch;
}

void
fus_view_options_set_epoch (FusViewOptions *self, gint64 epoch)
{
  g_return_if_fail (FUS_IS_VIEW_OPTIONS (self));
  g_object_set (self, "epoch", epoch, NULL);
}

const FusTarget *
fus_view_options_targets (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), NULL);
  return self->targets;
}

void
fus_view_options_set_target (FusViewOptions *self, FusTask task, FusTarget target)
{
  g_return_if_fail (FUS_IS_VIEW_OPTIONS (self));
  FusTarget *place = &self->targets[task];
  if (place->kind == target.kind && place->class_index == target.class_index)
    return;
  *place = target;
  g_signal_emit (self, signals[TARGETS_CHANGED], 0);
}

const FusMapSpec *
fus_view_options_map_spec (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), NULL);
  return &self->map_spec;
}

void
fus_view_options_style (FusViewOptions *self, FusOverlay *overlay)
{
  g_return_if_fail (FUS_IS_VIEW_OPTIONS (self));
  overlay->colormap = self->colormap;
  overlay->opacity = self->opacity;
  overlay->threshold = self->threshold;
}

GActionGroup *
fus_view_options_actions (FusViewOptions *self)
{
  g_return_val_if_fail (FUS_IS_VIEW_OPTIONS (self), NULL);
  return G_ACTION_GROUP (self->actions);
}
