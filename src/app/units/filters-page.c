/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/filters-page.h"
#include "app/state/page.h"
#include "app/widgets/shortcuts.h"
#include "app/units/unit-column.h"
#include "app/units/unit-entry.h"
#include "app/units/unit-panel.h"
#include "study/analyses/units/units.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Units of one network that are asked for in turn with those of the others. */
#define TURN 16

struct _FusFiltersPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkDropDown *layers;
  GtkDropDown *presets;
  GtkSpinButton *seed;
  GtkWidget *networks;
  GtkBox *columns;
  GtkStack *work;
  GtkProgressBar *progress;
  GtkInfoBar *failure_bar;
  GtkLabel *failure;
  FusUnitEntry *address;
  FusUnitPanel *panel;
  GtkPopover *menu;

  /* owned */
  FusWorkspace *workspace;
  FusGallery *gallery;
  FusStudyUnits *units;                  /* shown */
  FusUnitColumn *column[FUS_N_NETWORKS]; /* children of columns */

  FusUnitAddress unit; /* chosen, where has_unit */
  gboolean has_unit;
  gboolean by_activation;
  gboolean stopped; /* by the person, until something else is asked for */
};

static void page_init (FusPageInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FusFiltersPage, fus_filters_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FUS_TYPE_PAGE, page_init))

enum
{
  PROP_BY_ACTIVATION = 1,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static FusLayer
layer_of (FusFiltersPage *self)
{
  return (FusLayer) gtk_drop_down_get_selected (self->layers);
}

/* Takes from each network in turn. */
static void
interleave (GArray *out, GArray *const lists[FUS_N_NETWORKS])
{
  guint at[FUS_N_NETWORKS] = { 0 };
  gboolean any = TRUE;

  while (any)
    {
      any = FALSE;
      for (guint k = 0; k < FUS_N_NETWORKS; k++)
        {
          guint n = MIN (TURN, lists[k]->len - at[k]);

          if (n == 0)
            continue;
          g_array_append_vals (out, &g_array_index (lists[k], FusUnitAddress, at[k]), n);
          at[k] += n;
          any = TRUE;
        }
    }
}

static gboolean
is_shown (FusFiltersPage *self, FusNetworkKind kind)
{
  return self->column[kind] != NULL && gtk_widget_get_visible (GTK_WIDGET (self->column[kind]));
}

/* Tells the gallery what is wanted, what is in sight first. */
static void
want (FusFiltersPage *self)
{
  GArray *in_sight[FUS_N_NETWORKS], *rest[FUS_N_NETWORKS];
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (FusUnitAddress));

  if (self->stopped || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint k = 0; k < FUS_N_NETWORKS; k++)
    {
      in_sight[k] = g_array_new (FALSE, FALSE, sizeof (FusUnitAddress));
      rest[k] = g_array_new (FALSE, FALSE, sizeof (FusUnitAddress));
      if (is_shown (self, fus_network_order[k]))
        fus_unit_column_list (self->column[fus_network_order[k]], in_sight[k], rest[k]);
    }
  interleave (wanted, in_sight);
  interleave (wanted, rest);
  fus_gallery_want (self->gallery, (const FusUnitAddress *) wanted->data, wanted->len);
  for (guint k = 0; k < FUS_N_NETWORKS; k++)
    {
      g_array_unref (in_sight[k]);
      g_array_unref (rest[k]);
    }
}

/* Something else is asked for than what was stopped. */
static void
want_anew (FusFiltersPage *self)
{
  self->stopped = FALSE;
  want (self);
}

static FusAnalysisRun *
run_of (FusFiltersPage *self)
{
  return fus_workspace_run (self->workspace, &fus_units_analysis);
}

static void
update_work (FusFiltersPage *self)
{
  const gboolean making = fus_gallery_is_running (self->gallery);
  FusJob *job = fus_analysis_run_job (run_of (self));
  const gboolean running = making || job != NULL;
  double share = 1;

  if (making)
    share = fus_gallery_progress (self->gallery);
  else if (running)
    share = fus_job_get_progress (job);
  gtk_stack_set_visible_child_name (self->work, running         ? "running"
                                                : self->stopped ? "stopped"
                                                                : "done");
  gtk_progress_bar_set_fraction (self->progress, share);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->progress),
                               making ? _ ("Making preferred stimuli, those in sight first")
                                      : _ ("Showing every test frame to every network"));
}

static void
update_page (FusFiltersPage *self)
{
  const guint networks = fus_workspace_networks (self->workspace);
  FusViewOptions *options = fus_workspace_options (self->workspace);
  const gboolean three = fus_view_options_three (options);

  gtk_stack_set_visible_child_name (self->stack, networks != 0 ? "filters" : "untrained");
  gtk_widget_set_sensitive (self->networks, !three);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    gtk_widget_set_visible (GTK_WIDGET (self->column[kind]),
                            (networks & 1u << kind) != 0
                                && (three || fus_view_options_network (options) == kind));
  want (self);
}

static void
on_failed (FusFiltersPage *self, const char *message)
{
  gtk_label_set_label (self->failure, message);
  gtk_widget_set_visible (GTK_WIDGET (self->failure_bar), TRUE);
}

static void
on_run_changed (FusFiltersPage *self)
{
  FusStudyUnits *units = fus_analysis_run_result (run_of (self));
  const char *failure = fus_analysis_run_failure (run_of (self));

  if (units != NULL && units != self->units)
    {
      g_clear_pointer (&self->units, fus_result_unref);
      self->units = fus_result_ref (units);
      fus_unit_panel_set_units (self->panel, units);
      for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
        fus_unit_column_set_units (self->column[kind], units);
      want (self);
    }
  if (failure != NULL)
    on_failed (self, failure);
  update_work (self);
}

/* What the units make of the test frames: which of them are dead, and what drives them. */
static void
measure (FusFiltersPage *self)
{
  FusAnalysisRun *run = run_of (self);

  if (fus_workspace_networks (self->workspace) == 0
      || fus_study_data_missing (fus_workspace_study (self->workspace))
      || (fus_analysis_run_result (run) != NULL && !fus_analysis_run_is_outdated (run)))
    return;
  fus_analysis_run_start (run);
}

/* @address: (nullable): the chosen unit */
static void
set_address (FusFiltersPage *self, const FusUnitAddress *address)
{
  const char *actions[] = { "filters.show-on-layers", "filters.copy-address", "filters.menu" };

  self->has_unit = address != NULL;
  if (address != NULL)
    self->unit = *address;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], self->has_unit);
  fus_unit_entry_set_address (self->address, address);
  fus_unit_panel_set_address (self->panel, address);
}

static void
on_layer (FusFiltersPage *self)
{
  if (self->gallery == NULL)
    return;
  set_address (self, NULL);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fus_unit_column_set_layer (self->column[kind], layer_of (self));
  want_anew (self);
}

static void
on_preset (FusFiltersPage *self)
{
  if (self->gallery == NULL)
    return;
  fus_gallery_set_preset (self->gallery, gtk_drop_down_get_selected (self->presets) == 0
                                             ? FUS_STIMULUS_CLEAR
                                             : FUS_STIMULUS_PAPER);
}

static void
on_seed (FusFiltersPage *self)
{
  if (self->gallery != NULL)
    fus_gallery_set_seed (self->gallery, (guint64) gtk_spin_button_get_value (self->seed));
}

static void
on_unit (FusFiltersPage *self, GParamSpec *pspec, FusUnitColumn *column)
{
  const guint unit = fus_unit_column_unit (column);
  FusUnitAddress address = { fus_unit_column_kind (column), layer_of (self), unit };

  if (unit == GTK_INVALID_LIST_POSITION)
    return;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (self->column[kind] != column)
      fus_unit_column_set_unit (self->column[kind], GTK_INVALID_LIST_POSITION);
  set_address (self, &address);
  want (self);
}

static void
on_network_changed (FusFiltersPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    measure (self);
  update_page (self);
}

static void
hide_failure (FusFiltersPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->failure_bar), FALSE);
}

static void
stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);

  self->stopped = TRUE;
  fus_analysis_run_cancel (run_of (self));
  fus_gallery_stop (self->gallery);
  update_work (self);
}

static void
go_on (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);

  self->stopped = FALSE;
  want (self);
  measure (self);
  update_work (self);
}

static void
copy_address (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_unit_entry_copy (FUS_FILTERS_PAGE (widget)->address);
}

static void
type_address (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (FUS_FILTERS_PAGE (widget)->address));
}

static void
show_on_layers (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);

  if (self->has_unit)
    fus_workspace_show_unit (self->workspace, &self->unit);
}

static void
on_activated (FusFiltersPage *self)
{
  show_on_layers (GTK_WIDGET (self), NULL, NULL);
}

static void
on_address_chosen (FusFiltersPage *self, const FusUnitAddress *address)
{
  fus_filters_page_show_unit (self, address);
  gtk_widget_grab_focus (GTK_WIDGET (self->column[address->network]));
}

static void
show_menu_at (FusFiltersPage *self, double x, double y)
{
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

static void
on_menu (FusFiltersPage *self, double x, double y, FusUnitColumn *column)
{
  double in_page_x, in_page_y;

  gtk_widget_translate_coordinates (GTK_WIDGET (column), GTK_WIDGET (self), x, y, &in_page_x,
                                    &in_page_y);
  show_menu_at (self, in_page_x, in_page_y);
}

static void
show_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu_at (FUS_FILTERS_PAGE (widget), gtk_widget_get_width (widget) / 2.0,
                gtk_widget_get_height (widget) / 2.0);
}

static void
step_layer (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);
  const int layer = (int) layer_of (self) + g_variant_get_int32 (parameter);

  if (layer >= 0 && layer < FUS_N_LAYERS)
    gtk_drop_down_set_selected (self->layers, (guint) layer);
  gtk_widget_grab_focus (widget);
}

/* Keys of the page work at once. */
static gboolean
fus_filters_page_grab_focus (GtkWidget *widget)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);

  for (guint k = 0; k < FUS_N_NETWORKS; k++)
    if (is_shown (self, fus_network_order[k]))
      return gtk_widget_grab_focus (GTK_WIDGET (self->column[fus_network_order[k]]));
  return GTK_WIDGET_CLASS (fus_filters_page_parent_class)->grab_focus (widget);
}

static void
fus_filters_page_map (GtkWidget *widget)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);

  GTK_WIDGET_CLASS (fus_filters_page_parent_class)->map (widget);
  if (self->workspace == NULL)
    return;
  /* The first pictures before the units, which take longer; then turn by turn. */
  want (self);
  measure (self);
  update_work (self);
}

/* Out of sight, nobody waits for pictures. */
static void
fus_filters_page_unmap (GtkWidget *widget)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (widget);

  if (self->gallery != NULL)
    fus_gallery_stop (self->gallery);
  GTK_WIDGET_CLASS (fus_filters_page_parent_class)->unmap (widget);
}

static void
fus_filters_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BY_ACTIVATION)
    g_value_set_boolean (value, FUS_FILTERS_PAGE (object)->by_activation);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_filters_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (object);

  if (id != PROP_BY_ACTIVATION)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->by_activation == g_value_get_boolean (value))
    return;
  self->by_activation = g_value_get_boolean (value);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (self->column[kind] != NULL)
      fus_unit_column_set_by_activation (self->column[kind], self->by_activation);
  g_object_notify_by_pspec (object, pspec);
}

static void
fus_filters_page_dispose (GObject *object)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (object);

  g_clear_pointer (&self->units, fus_result_unref);
  g_clear_object (&self->gallery);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_FILTERS_PAGE);
  G_OBJECT_CLASS (fus_filters_page_parent_class)->dispose (object);
}

static void
fus_filters_page_class_init (FusFiltersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = fus_filters_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = fus_filters_page_set_property;
  G_OBJECT_CLASS (klass)->dispose = fus_filters_page_dispose;
  props[PROP_BY_ACTIVATION]
      = g_param_spec_boolean ("by-activation", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  gtk_widget_class_install_property_action (widget_class, "filters.by-activation", "by-activation");
  widget_class->map = fus_filters_page_map;
  widget_class->unmap = fus_filters_page_unmap;
  widget_class->grab_focus = fus_filters_page_grab_focus;
  gtk_widget_class_install_action (widget_class, "filters.stop", NULL, stop);
  gtk_widget_class_install_action (widget_class, "filters.continue", NULL, go_on);
  gtk_widget_class_install_action (widget_class, "filters.step-layer", "i", step_layer);
  gtk_widget_class_install_action (widget_class, "filters.copy-address", NULL, copy_address);
  gtk_widget_class_install_action (widget_class, "filters.type-address", NULL, type_address);
  gtk_widget_class_install_action (widget_class, "filters.show-on-layers", NULL, show_on_layers);
  gtk_widget_class_install_action (widget_class, "filters.menu", NULL, show_menu);
  fus_shortcuts_bind (widget_class, FUS_KEYS_OF_FILTERS);
  g_type_ensure (FUS_TYPE_UNIT_ENTRY);
  g_type_ensure (FUS_TYPE_UNIT_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/filters-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, layers);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, presets);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, seed);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, networks);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, columns);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, work);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, progress);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, failure_bar);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, failure);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, address);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, panel);
  gtk_widget_class_bind_template_child (widget_class, FusFiltersPage, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_layer);
  gtk_widget_class_bind_template_callback (widget_class, on_preset);
  gtk_widget_class_bind_template_callback (widget_class, on_seed);
  gtk_widget_class_bind_template_callback (widget_class, hide_failure);
  gtk_widget_class_bind_template_callback (widget_class, on_address_chosen);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "filterspage");
}

static void
fus_filters_page_init (FusFiltersPage *self)
{
  const char *names[FUS_N_LAYERS + 1] = { NULL };
  g_autoptr (GtkStringList) list = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (FusLayer layer = 0; layer < FUS_N_LAYERS; layer++)
    names[layer] = layer == FUS_LAYER_HEADS ? _ ("heads") : fus_layer_name (layer);
  list = gtk_string_list_new (names);
  gtk_drop_down_set_model (self->layers, G_LIST_MODEL (list));
}

static void
on_show_stimulus (FusFiltersPage *self)
{
  const FusUnitAddress unit = fus_workspace_unit (self->workspace);

  fus_filters_page_show_unit (self, &unit);
  if (self->has_unit)
    gtk_widget_grab_focus (GTK_WIDGET (self->column[unit.network]));
}

static void
fus_filters_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  FusFiltersPage *self = FUS_FILTERS_PAGE (page);

  g_return_if_fail (self->workspace == NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;
  FusStudy *study = fus_workspace_study (workspace);

  self->workspace = g_object_ref (workspace);
  self->gallery = fus_gallery_new (study, fus_workspace_n_threads (workspace));
  fus_unit_panel_set_up (self->panel, workspace, self->gallery);
  fus_unit_entry_set_workspace (self->address, workspace);
  set_address (self, NULL);
  for (guint k = 0; k < FUS_N_NETWORKS; k++)
    {
      GtkWidget *column = fus_unit_column_new (study, self->gallery, fus_network_order[k]);

      self->column[fus_network_order[k]] = FUS_UNIT_COLUMN (column);
      gtk_box_append (self->columns, column);
      g_signal_connect_object (column, "notify::unit", G_CALLBACK (on_unit), self, swapped);
      g_signal_connect_object (column, "moved", G_CALLBACK (want), self, swapped);
      g_signal_connect_object (column, "activated", G_CALLBACK (on_activated), self, swapped);
      g_signal_connect_object (column, "menu", G_CALLBACK (on_menu), self, swapped);
    }
  g_signal_connect_object (run_of (self), "changed", G_CALLBACK (on_run_changed), self, swapped);
  g_signal_connect_object (run_of (self), "progress", G_CALLBACK (update_work), self, swapped);
  g_signal_connect_object (self->gallery, "notify", G_CALLBACK (update_work), self, swapped);
  g_signal_connect_object (self->gallery, "cleared", G_CALLBACK (want_anew), self, swapped);
  g_signal_connect_object (self->gallery, "failed", G_CALLBACK (on_failed), self, swapped);
  g_signal_connect_object (fus_workspace_options (workspace), "notify::three",
                           G_CALLBACK (update_page), self, swapped);
  g_signal_connect_object (fus_workspace_options (workspace), "notify::network",
                           G_CALLBACK (update_page), self, swapped);
  g_signal_connect_object (study, "network-changed", G_CALLBACK (on_network_changed), self,
                           swapped);
  g_signal_connect_object (workspace, "show-stimulus", G_CALLBACK (on_show_stimulus), self,
                           swapped);
  gtk_drop_down_set_selected (self->layers, FUS_LAYER_CONV8);
  on_run_changed (self);
  update_page (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_filters_page_set_workspace;
}

void
fus_filters_page_show_unit (FusFiltersPage *self, const FusUnitAddress *address)
{
  g_return_if_fail (FUS_IS_FILTERS_PAGE (self));

  if (!fus_unit_entry_check (self->address, address))
    return;
  gtk_drop_down_set_selected (self->layers, address->layer);
  if (!is_shown (self, address->network))
    fus_view_options_set_network (fus_workspace_options (self->workspace), address->network);
  fus_unit_column_set_unit (self->column[address->network], address->unit);
}
