/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/unit-column.h"
#include "app/widgets/stimulus-tile.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

/* Milliseconds after which counts follow what was made, and what is in sight the scrolling. */
#define SUMMARY_DELAY 300
#define MOVED_DELAY 120

struct _FusUnitColumn
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkLabel *title;
  GtkLabel *summary;
  GtkScrolledWindow *scrolled;
  GtkGridView *view;

  /* owned */
  FusStudy *study;
  FusGallery *gallery;
  FusStudyUnits *units;
  GtkSingleSelection *selection;
  GHashTable *tiles; /* unit → tile bound to it (borrowed) */

  FusNetworkKind kind;
  FusLayer layer;
  guint n_units;
  guint *order; /* [n_units], the unit at each position; NULL: by number */
  gboolean by_activation;
  guint summary_source;
  guint moved_source;
};

G_DEFINE_FINAL_TYPE (FusUnitColumn, fus_unit_column, GTK_TYPE_WIDGET)

enum
{
  PROP_UNIT = 1,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum
{
  MOVED,
  ACTIVATED,
  MENU,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

guint
fus_filter_n_units (FusStudy *study, FusNetworkKind kind, FusLayer layer)
{
  const FusArchitecture arch = fus_study_architecture (study, kind);

  return fus_architecture_units (&arch, layer);
}

char *
fus_filter_unit_name (FusStudy *study, const FusUnitAddress *address)
{
  guint unit = address->unit;

  if (address->layer != FUS_LAYER_HEADS)
    return g_strdup_printf ("%u", unit);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusTaskClasses *classes = fus_study_classes (study, task);

      if (!fus_network_kind_has_task (address->network, task))
        continue;
      if (unit < classes->n)
        return g_strdup (fus_class_title (task, classes->names[unit]));
      unit -= classes->n;
    }
  return g_strdup ("");
}

static FusUnitAddress
address_of (FusUnitColumn *self, guint unit)
{
  return (FusUnitAddress){ self->kind, self->layer, unit };
}

static guint
unit_at (FusUnitColumn *self, guint position)
{
  return self->order != NULL ? self->order[position] : position;
}

static guint
position_of (FusUnitColumn *self, guint unit)
{
  for (guint i = 0; self->order != NULL && i < self->n_units; i++)
    if (self->order[i] == unit)
      return i;
  return unit;
}

static const FusUnit *
facts_of (FusUnitColumn *self, guint unit)
{
  const FusUnits *units = self->units != NULL ? self->units->units[self->kind] : NULL;

  return units != NULL && unit < units->n_units[self->layer] ? &units->units[self->layer][unit]
                                                             : NULL;
}

static FusUnitFate
fate_of (FusUnitColumn *self, guint unit)
{
  FusUnitAddress address = address_of (self, unit);

  return fus_unit_fate (self->layer, facts_of (self, unit),
                        fus_gallery_get (self->gallery, &address));
}

static void
update_tile (FusUnitColumn *self, guint unit)
{
  FusStimulusTile *tile = g_hash_table_lookup (self->tiles, GUINT_TO_POINTER (unit));
  FusUnitAddress address = address_of (self, unit);

  if (tile != NULL)
    fus_stimulus_tile_show (tile, fus_gallery_get (self->gallery, &address), fate_of (self, unit));
}

static void
append_count (GString *text, guint n, const char *what)
{
  if (n > 0)
    g_string_append_printf (text, " · %u %s", n, what);
}

static gboolean
update_summary (gpointer data)
{
  FusUnitColumn *self = data;
  guint counts[FUS_N_UNIT_FATES] = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  self->summary_source = 0;
  for (guint u = 0; u < self->n_units; u++)
    counts[fate_of (self, u)]++;
  g_string_printf (text, ngettext ("%u unit", "%u units", self->n_units), self->n_units);
  append_count (text, counts[FUS_UNIT_DEAD], fus_unit_fate_title (FUS_UNIT_DEAD));
  append_count (text, counts[FUS_UNIT_NO_GRADIENT], fus_unit_fate_title (FUS_UNIT_NO_GRADIENT));
  append_count (text, counts[FUS_UNIT_FLAT], fus_unit_fate_title (FUS_UNIT_FLAT));
  gtk_label_set_label (self->summary, text->str);
  return G_SOURCE_REMOVE;
}

static void
queue_summary (FusUnitColumn *self)
{
  if (self->summary_source == 0)
    self->summary_source = g_timeout_add (SUMMARY_DELAY, update_summary, self);
}

static gboolean
tell_moved (gpointer data)
{
  FusUnitColumn *self = data;

  self->moved_source = 0;
  g_signal_emit (self, signals[MOVED], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_moved (FusUnitColumn *self)
{
  if (self->moved_source == 0)
    self->moved_source = g_timeout_add (MOVED_DELAY, tell_moved, self);
}

static void
on_changed (FusUnitColumn *self, guint kind, guint layer, guint unit)
{
  if (kind != self->kind || layer != self->layer)
    return;
  update_tile (self, unit);
  queue_summary (self);
}

static void
update_all (FusUnitColumn *self)
{
  for (guint u = 0; u < self->n_units; u++)
    update_tile (self, u);
  queue_summary (self);
}

/* What the menu offers is done to the unit below the pointer. */
static void
on_secondary_click (GtkGesture *click, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget *tile = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));
  GtkWidget *self = gtk_widget_get_ancestor (tile, FUS_TYPE_UNIT_COLUMN);
  double in_column_x, in_column_y;

  gtk_single_selection_set_selected (FUS_UNIT_COLUMN (self)->selection,
                                     gtk_list_item_get_position (item));
  gtk_widget_translate_coordinates (tile, self, x, y, &in_column_x, &in_column_y);
  g_signal_emit (self, signals[MENU], 0, in_column_x, in_column_y);
}

static void
on_setup (FusUnitColumn *self, GtkListItem *item)
{
  GtkWidget *tile = fus_stimulus_tile_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_secondary_click), item, 0);
  gtk_widget_add_controller (tile, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, tile);
}

static void
on_activate (FusUnitColumn *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_bind (FusUnitColumn *self, GtkListItem *item)
{
  FusStimulusTile *tile = FUS_STIMULUS_TILE (gtk_list_item_get_child (item));
  FusUnitAddress address = address_of (self, unit_at (self, gtk_list_item_get_position (item)));
  g_autofree char *name = fus_filter_unit_name (self->study, &address);
  g_autofree char *text = fus_unit_address_format (&address);

  fus_stimulus_tile_set_unit (tile, name, text);
  g_hash_table_insert (self->tiles, GUINT_TO_POINTER (address.unit), tile);
  update_tile (self, address.unit);
  queue_moved (self);
}

static void
on_unbind (FusUnitColumn *self, GtkListItem *item)
{
  FusStimulusTile *tile = FUS_STIMULUS_TILE (gtk_list_item_get_child (item));
  const guint unit = unit_at (self, gtk_list_item_get_position (item));

  if (g_hash_table_lookup (self->tiles, GUINT_TO_POINTER (unit)) == tile)
    g_hash_table_remove (self->tiles, GUINT_TO_POINTER (unit));
  fus_stimulus_tile_show (tile, NULL, FUS_UNIT_UNKNOWN);
}

static gboolean
is_in_sight (FusUnitColumn *self, guint unit)
{
  GtkWidget *tile = g_hash_table_lookup (self->tiles, GUINT_TO_POINTER (unit));
  graphene_rect_t bounds;

  return tile != NULL && gtk_widget_get_mapped (tile)
         && gtk_widget_compute_bounds (tile, GTK_WIDGET (self->view), &bounds)
         && bounds.origin.y + bounds.size.height > 0
         && bounds.origin.y < gtk_widget_get_height (GTK_WIDGET (self->view));
}

static void
on_selected (FusUnitColumn *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNIT]);
}

static void
fus_unit_column_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_UNIT)
    g_value_set_uint (value, fus_unit_column_unit (FUS_UNIT_COLUMN (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static gboolean
fus_unit_column_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FUS_UNIT_COLUMN (widget)->view));
}

static void
fus_unit_column_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fus_unit_column_parent_class)->map (widget);
  queue_moved (FUS_UNIT_COLUMN (widget));
}

static void
fus_unit_column_dispose (GObject *object)
{
  FusUnitColumn *self = FUS_UNIT_COLUMN (object);

  g_clear_handle_id (&self->summary_source, g_source_remove);
  g_clear_handle_id (&self->moved_source, g_source_remove);
  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->selection, self);
      gtk_grid_view_set_model (self->view, NULL);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->gallery);
  g_clear_object (&self->study);
  g_clear_pointer (&self->units, fus_result_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_UNIT_COLUMN);
  g_clear_pointer (&self->tiles, g_hash_table_unref);
  g_clear_pointer (&self->order, g_free);
  G_OBJECT_CLASS (fus_unit_column_parent_class)->dispose (object);
}

static void
fus_unit_column_class_init (FusUnitColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_unit_column_get_property;
  object_class->dispose = fus_unit_column_dispose;
  widget_class->grab_focus = fus_unit_column_grab_focus;
  widget_class->map = fus_unit_column_map;
  props[PROP_UNIT] = g_param_spec_uint ("unit", NULL, NULL, 0, G_MAXUINT, GTK_INVALID_LIST_POSITION,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MENU] = g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/unit-column.ui");
  gtk_widget_class_bind_template_child (widget_class, FusUnitColumn, content);
  gtk_widget_class_bind_template_child (widget_class, FusUnitColumn, title);
  gtk_widget_class_bind_template_child (widget_class, FusUnitColumn, summary);
  gtk_widget_class_bind_template_child (widget_class, FusUnitColumn, scrolled);
  gtk_widget_class_bind_template_child (widget_class, FusUnitColumn, view);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "filtercolumn");
}

static void
fus_unit_column_init (FusUnitColumn *self)
{
  self->tiles = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "value-changed",
                           G_CALLBACK (queue_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "changed",
                           G_CALLBACK (queue_moved), self, G_CONNECT_SWAPPED);
}

GtkWidget *
fus_unit_column_new (FusStudy *study, FusGallery *gallery, FusNetworkKind kind)
{
  FusUnitColumn *self = g_object_new (FUS_TYPE_UNIT_COLUMN, NULL);

  self->study = g_object_ref (study);
  self->gallery = g_object_ref (gallery);
  self->kind = kind;
  gtk_label_set_label (self->title, fus_network_title (kind));
  g_signal_connect_object (gallery, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gallery, "cleared", G_CALLBACK (update_all), self, G_CONNECT_SWAPPED);
  fus_unit_column_set_layer (self, FUS_LAYER_CONV1);
  return GTK_WIDGET (self);
}

FusNetworkKind
fus_unit_column_kind (FusUnitColumn *self)
{
  return self->kind;
}

static int
compare_units (gconstpointer a, gconstpointer b, gpointer data)
{
  FusUnitColumn *self = data;
  const guint first = *(const guint *) a, second = *(const guint *) b;
  const double difference = facts_of (self, second)->mean - facts_of (self, first)->mean;

  return difference != 0 ? (difference > 0) - (difference < 0)
                         : (first > second) - (first < second);
}

/* Until it is known how active the units are, they stand by number. */
static guint *
find_order (FusUnitColumn *self)
{
  if (!self->by_activation || self->n_units == 0 || facts_of (self, self->n_units - 1) == NULL)
    return NULL;
  guint *order = g_new (guint, self->n_units);
  for (guint u = 0; u < self->n_units; u++)
    order[u] = u;
  g_qsort_with_data (order, (int) self->n_units, sizeof *order, compare_units, self);
  return order;
}

/* Lists the layer's units anew; none is chosen then. */
static void
list_units (FusUnitColumn *self)
{
  GtkStringList *units = gtk_string_list_new (NULL);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  /* Tiles are let go of by the order that they were bound in. */
  gtk_grid_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_free (self->order);
  self->n_units = fus_filter_n_units (self->study, self->kind, self->layer);
  self->order = find_order (self);
  for (guint u = 0; u < self->n_units; u++)
    {
      g_autofree char *text = g_strdup_printf ("%u", u);

      gtk_string_list_append (units, text);
    }
  self->selection = gtk_single_selection_new (G_LIST_MODEL (units));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
  gtk_grid_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  queue_summary (self);
  queue_moved (self);
}

void
fus_unit_column_set_layer (FusUnitColumn *self, FusLayer layer)
{
  g_return_if_fail (FUS_IS_UNIT_COLUMN (self));

  self->layer = layer;
  list_units (self);
}

/* The chosen unit stays the chosen one. */
static void
sort_units (FusUnitColumn *self)
{
  const guint chosen = fus_unit_column_unit (self);

  list_units (self);
  if (chosen != GTK_INVALID_LIST_POSITION)
    fus_unit_column_set_unit (self, chosen);
}

void
fus_unit_column_set_by_activation (FusUnitColumn *self, gboolean by_activation)
{
  g_return_if_fail (FUS_IS_UNIT_COLUMN (self));

  if (self->by_activation == by_activation)
    return;
  self->by_activation = by_activation;
  sort_units (self);
}

guint
fus_unit_column_unit_at (FusUnitColumn *self, guint position)
{
  g_return_val_if_fail (FUS_IS_UNIT_COLUMN (self), GTK_INVALID_LIST_POSITION);
  return position < self->n_units ? unit_at (self, position) : GTK_INVALID_LIST_POSITION;
}

void
fus_unit_column_set_units (FusUnitColumn *self, FusStudyUnits *units)
{
  g_return_if_fail (FUS_IS_UNIT_COLUMN (self));

  g_clear_pointer (&self->units, fus_result_unref);
  if (units != NULL)
    self->units = fus_result_ref (units);
  if (self->by_activation)
    sort_units (self);
  update_all (self);
}

guint
fus_unit_column_unit (FusUnitColumn *self)
{
  g_return_val_if_fail (FUS_IS_UNIT_COLUMN (self), GTK_INVALID_LIST_POSITION);
  const guint position = self->selection != NULL
                             ? gtk_single_selection_get_selected (self->selection)
                             : GTK_INVALID_LIST_POSITION;

  return position < self->n_units ? unit_at (self, position) : GTK_INVALID_LIST_POSITION;
}

void
fus_unit_column_set_unit (FusUnitColumn *self, guint unit)
{
  g_return_if_fail (FUS_IS_UNIT_COLUMN (self));

  const guint position
      = unit < self->n_units ? position_of (self, unit) : GTK_INVALID_LIST_POSITION;

  gtk_single_selection_set_selected (self->selection, position);
  if (unit < self->n_units)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

void
fus_unit_column_list (FusUnitColumn *self, GArray *in_sight, GArray *rest)
{
  g_return_if_fail (FUS_IS_UNIT_COLUMN (self));
  const guint chosen = fus_unit_column_unit (self);

  for (guint i = 0; i < self->n_units; i++)
    {
      const guint u = unit_at (self, i);
      FusUnitAddress address = address_of (self, u);

      if (u == chosen)
        g_array_prepend_val (in_sight, address);
      else if (is_in_sight (self, u))
        g_array_append_val (in_sight, address);
      else
        g_array_append_val (rest, address);
    }
}
