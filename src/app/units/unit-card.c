/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/unit-card.h"
#include "app/units/unit-panel.h"

#include <glib/gi18n-lib.h>

struct _FusUnitCard
{
  GtkWidget parent_instance;

  GtkWidget *panel;
  GtkWidget *find;
  GtkWidget *progress;
  GtkWidget *failure;

  /* owned */
  FusWorkspace *workspace;
  FusGallery *gallery;
  FusStudyUnits *units; /* shown */
  FusUnitAddress address;
  gboolean has_address;
};

G_DEFINE_FINAL_TYPE (FusUnitCard, fus_unit_card, GTK_TYPE_WIDGET)

static FusStudy *
study_of (FusUnitCard *self)
{
  return fus_workspace_study (self->workspace);
}

/* Whether the picture was made before: a look at the folder, not into the file. */
static gboolean
is_kept (FusUnitCard *self)
{
  const FusStimulusSettings settings
      = { .preset = fus_gallery_preset (self->gallery), .seed = fus_gallery_seed (self->gallery) };
  g_autofree char *path = fus_stimulus_store_path (
      study_of (self), self->address.network, self->address.layer, self->address.unit, &settings);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static FusAnalysisRun *
run_of (FusUnitCard *self)
{
  return fus_workspace_run (self->workspace, &fus_units_analysis);
}

static gboolean
has_units (FusUnitCard *self)
{
  return self->units != NULL && !fus_analysis_run_is_outdated (run_of (self));
}

static void
update (FusUnitCard *self)
{
  FusJob *job = fus_analysis_run_job (run_of (self));
  const gboolean busy = job != NULL || fus_gallery_is_running (self->gallery);
  const gboolean complete = self->has_address && has_units (self)
                            && fus_gallery_get (self->gallery, &self->address) != NULL;
  const double share
      = job != NULL ? fus_job_get_progress (job) : fus_gallery_progress (self->gallery);

  gtk_widget_set_visible (self->find, !busy && !complete && self->has_address);
  gtk_widget_set_visible (self->progress, busy);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), CLAMP (share, 0, 1));
}

static void
say_failure (FusUnitCard *self, const char *message)
{
  gtk_label_set_label (GTK_LABEL (self->failure), message != NULL ? message : "");
  gtk_widget_set_visible (self->failure, message != NULL);
}

static void
on_failed (FusUnitCard *self, const char *message)
{
  say_failure (self, message);
  update (self);
}

static void
on_run_changed (FusUnitCard *self)
{
  FusStudyUnits *units = fus_analysis_run_result (run_of (self));
  const char *failure = fus_analysis_run_failure (run_of (self));

  if (units != NULL && units != self->units)
    {
      g_clear_pointer (&self->units, fus_result_unref);
      self->units = fus_result_ref (units);
      fus_unit_panel_set_units (FUS_UNIT_PANEL (self->panel), units);
    }
  if (failure != NULL)
    say_failure (self, failure);
  update (self);
}

/* What is kept is shown without being asked for. */
static void
look (FusUnitCard *self)
{
  if (!self->has_address || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  fus_analysis_run_load (run_of (self));
  if (is_kept (self))
    fus_gallery_want (self->gallery, &self->address, 1);
  else
    fus_gallery_stop (self->gallery);
  update (self);
}

static void
find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusUnitCard *self = FUS_UNIT_CARD (widget);

  say_failure (self, NULL);
  if (!has_units (self) && !fus_study_data_missing (study_of (self)))
    fus_analysis_run_start (run_of (self));
  fus_gallery_want (self->gallery, &self->address, 1);
  update (self);
}

static void
fus_unit_card_map (GtkWidget *widget)
{
  FusUnitCard *self = FUS_UNIT_CARD (widget);

  GTK_WIDGET_CLASS (fus_unit_card_parent_class)->map (widget);
  if (self->workspace != NULL)
    look (self);
}

/* Out of sight, nobody waits for pictures. */
static void
fus_unit_card_unmap (GtkWidget *widget)
{
  FusUnitCard *self = FUS_UNIT_CARD (widget);

  if (self->gallery != NULL)
    fus_gallery_stop (self->gallery);
  GTK_WIDGET_CLASS (fus_unit_card_parent_class)->unmap (widget);
}

static void
fus_unit_card_dispose (GObject *object)
{
  FusUnitCard *self = FUS_UNIT_CARD (object);

  g_clear_pointer (&self->panel, gtk_widget_unparent);
  g_clear_pointer (&self->find, gtk_widget_unparent);
  g_clear_pointer (&self->progress, gtk_widget_unparent);
  g_clear_pointer (&self->failure, gtk_widget_unparent);
  g_clear_pointer (&self->units, fus_result_unref);
  g_clear_object (&self->gallery);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (fus_unit_card_parent_class)->dispose (object);
}

static void
fus_unit_card_class_init (FusUnitCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_unit_card_dispose;
  widget_class->map = fus_unit_card_map;
  widget_class->unmap = fus_unit_card_unmap;
  gtk_widget_class_install_action (widget_class, "unit.find", NULL, find);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "unitcard");
}

static void
fus_unit_card_init (FusUnitCard *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->failure = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->failure), TRUE);
  gtk_widget_add_css_class (self->failure, "error");
  gtk_widget_set_visible (self->failure, FALSE);
  self->find = gtk_button_new_with_label (_ ("Find Its Picture and Frames"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->find), "unit.find");
  gtk_widget_set_tooltip_text (
      self->find, _ ("Makes its preferred stimulus and finds the frames that drive it most"));
  self->progress = gtk_progress_bar_new ();
  self->panel = g_object_new (FUS_TYPE_UNIT_PANEL, "vexpand", TRUE, NULL);
  gtk_widget_set_parent (self->find, GTK_WIDGET (self));
  gtk_widget_set_parent (self->progress, GTK_WIDGET (self));
  gtk_widget_set_parent (self->failure, GTK_WIDGET (self));
  gtk_widget_set_parent (self->panel, GTK_WIDGET (self));
}

void
fus_unit_card_set_workspace (FusUnitCard *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_UNIT_CARD (self));
  g_return_if_fail (self->workspace == NULL);
  const GConnectFlags swapped = G_CONNECT_SWAPPED;

  self->workspace = g_object_ref (workspace);
  self->gallery = fus_gallery_new (study_of (self), fus_workspace_n_threads (workspace));
  fus_unit_panel_set_up (FUS_UNIT_PANEL (self->panel), workspace, self->gallery);
  g_signal_connect_object (run_of (self), "changed", G_CALLBACK (on_run_changed), self, swapped);
  g_signal_connect_object (run_of (self), "progress", G_CALLBACK (update), self, swapped);
  g_signal_connect_object (self->gallery, "changed", G_CALLBACK (update), self, swapped);
  g_signal_connect_object (self->gallery, "cleared", G_CALLBACK (look), self, swapped);
  g_signal_connect_object (self->gallery, "notify", G_CALLBACK (update), self, swapped);
  g_signal_connect_object (self->gallery, "failed", G_CALLBACK (on_failed), self, swapped);
  update (self);
}

void
fus_unit_card_set_address (FusUnitCard *self, const FusUnitAddress *address)
{
  g_return_if_fail (FUS_IS_UNIT_CARD (self));
  const FusUnitAddress *before = &self->address;

  if (self->has_address && before->network == address->network && before->layer == address->layer
      && before->unit == address->unit)
    return;
  self->address = *address;
  self->has_address = TRUE;
  say_failure (self, NULL);
  fus_unit_panel_set_address (FUS_UNIT_PANEL (self->panel), address);
  look (self);
}
