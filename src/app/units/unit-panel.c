/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/unit-panel.h"
#include "app/units/unit-column.h"
#include "app/widgets/patch-view.h"
#include "app/widgets/stimulus-tile.h"

#include <glib/gi18n-lib.h>

#define N_COLUMNS 3

struct _FusUnitPanel
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkLabel *class_label;
  FusStimulusTile *tile;
  GtkLabel *made;
  GtkLabel *blank;
  GtkLabel *answers;
  GtkWidget *frames_box;
  GtkLabel *frames_note;
  GtkLabel *missing;
  GtkGrid *frames;

  /* owned */
  FusWorkspace *workspace;
  FusGallery *gallery;
  FusStudyUnits *units;
  GCancellable *loading;

  FusUnitAddress address;
  gboolean has_address;
};

G_DEFINE_FINAL_TYPE (FusUnitPanel, fus_unit_panel, GTK_TYPE_WIDGET)

static const FusUnit *
facts_of (FusUnitPanel *self)
{
  const FusUnits *units = self->units != NULL ? self->units->units[self->address.network] : NULL;

  return units != NULL && self->address.unit < units->n_units[self->address.layer]
             ? &units->units[self->address.layer][self->address.unit]
             : NULL;
}

/* The pictures of the frames that drive a unit most, read off the main thread. */
typedef struct
{
  FusFeeder *feeder;
  FusUnitFrame top[FUS_UNIT_N_TOP];
  guint n;
  FusPicture *pictures[FUS_UNIT_N_TOP];
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  fus_feeder_unref (loading->feeder);
  for (guint i = 0; i < loading->n; i++)
    g_clear_pointer (&loading->pictures[i], fus_picture_unref);
  g_free (loading);
}

static void
load_pictures (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;

  for (guint i = 0; i < loading->n && !g_cancellable_is_cancelled (cancellable); i++)
    loading->pictures[i] = fus_feeder_fetch_picture (loading->feeder, loading->top[i].frame, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
on_pictures (GObject *source, GAsyncResult *result, gpointer data)
{
  FusUnitPanel *self = FUS_UNIT_PANEL (source);
  const Loading *loading = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->frames == NULL)
    return;
  for (guint i = 0; i < loading->n; i++)
    {
      GtkWidget *button
          = gtk_grid_get_child_at (self->frames, (int) i % N_COLUMNS, (int) i / N_COLUMNS);

      if (button != NULL)
        fus_patch_view_show (FUS_PATCH_VIEW (gtk_button_get_child (GTK_BUTTON (button))),
                             loading->pictures[i], loading->top[i].patch);
    }
}

static void
clear_frames (FusUnitPanel *self)
{
  GtkWidget *child;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->frames))) != NULL)
    gtk_grid_remove (self->frames, child);
}

static void
show_frame (FusUnitPanel *self, GtkWidget *button)
{
  fus_workspace_show_frame (self->workspace,
                            GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "frame")));
}

static GtkWidget *
frame_button (FusUnitPanel *self, const FusUnitFrame *top)
{
  FusFrameList *list = fus_study_frames (fus_workspace_study (self->workspace));
  GtkWidget *button = gtk_button_new ();
  g_autofree char *what = fus_frame_describe (list, &list->frames[top->frame]);
  g_autofree char *tip
      = g_strdup_printf (_ ("%s\nActivation %.3g · show in Frames"), what, top->value);

  gtk_button_set_child (GTK_BUTTON (button), fus_patch_view_new ());
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "patch");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  g_object_set_data (G_OBJECT (button), "frame", GUINT_TO_POINTER (top->frame));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (show_frame), self);
  return button;
}

/* Whether the unit sees less than the whole of a frame. */
static gboolean
is_patch (FusUnitPanel *self, const FusUnit *unit)
{
  const int side = (int) fus_study_protocol (fus_workspace_study (self->workspace))->image_size;

  for (guint i = 0; i < unit->n_top; i++)
    if (unit->top[i].patch.width < side || unit->top[i].patch.height < side)
      return TRUE;
  return FALSE;
}

static void
update_frames (FusUnitPanel *self)
{
  const FusUnit *unit = self->has_address ? facts_of (self) : NULL;
  g_autoptr (GTask) task = NULL;
  Loading *loading;

  clear_frames (self);
  gtk_widget_set_visible (self->frames_box, unit != NULL && unit->n_top > 0);
  if (unit == NULL || unit->n_top == 0)
    return;
  for (guint i = 0; i < unit->n_top; i++)
    gtk_grid_attach (self->frames, frame_button (self, &unit->top[i]), (int) i % N_COLUMNS,
                     (int) i / N_COLUMNS, 1, 1);
  gtk_label_set_label (self->frames_note, is_patch (self, unit)
                                              ? _ ("Outlined: what of the frame the unit saw")
                                              : _ ("The unit sees the whole frame"));
  loading = g_new0 (Loading, 1);
  loading->feeder = fus_study_ref_feeder (fus_workspace_study (self->workspace));
  loading->n = unit->n_top;
  for (guint i = 0; i < unit->n_top; i++)
    loading->top[i] = unit->top[i];
  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, on_pictures, NULL);
  g_task_set_task_data (task, loading, loading_free);
  g_task_run_in_thread (task, load_pictures);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
update_picture (FusUnitPanel *self)
{
  FusStimulusPicture *picture;
  FusUnitFate fate;
  g_autofree char *made = NULL;

  if (!self->has_address)
    return;
  picture = fus_gallery_get (self->gallery, &self->address);
  fate = fus_unit_fate (self->address.layer, facts_of (self), picture);
  /* What the word on the tile says is told at length below. */
  fus_stimulus_tile_show (self->tile, picture, FUS_UNIT_UNKNOWN);
  if (picture != NULL)
    made = fus_stimulus_describe (picture);
  set_text (self->made, made != NULL ? made : _ ("Not made yet"));
  set_text (self->blank, fus_unit_fate_explanation (fate));
}

static void
update_answers (FusUnitPanel *self)
{
  const FusUnit *unit = self->has_address ? facts_of (self) : NULL;
  g_autofree char *text = NULL;

  if (unit != NULL && self->address.layer == FUS_LAYER_HEADS)
    text = g_strdup_printf (_ ("Logit over the test frames: mean %.3g, largest %.3g"), unit->mean,
                            unit->max);
  else if (unit != NULL)
    text = g_strdup_printf (_ ("Active on %.0f %% of the test frames; mean %.3g, largest %.3g"),
                            100 * unit->active, unit->mean, unit->max);
  set_text (self->answers, text);
}

static void
update (FusUnitPanel *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->has_address ? "unit" : "none");
  if (self->has_address)
    {
      g_autofree char *text = fus_unit_address_format (&self->address);
      g_autofree char *name
          = fus_filter_unit_name (fus_workspace_study (self->workspace), &self->address);

      set_text (self->class_label, self->address.layer == FUS_LAYER_HEADS ? name : NULL);
      fus_stimulus_tile_set_unit (self->tile, NULL, text);
    }
  update_picture (self);
  update_answers (self);
  update_frames (self);
}

static void
on_changed (FusUnitPanel *self, guint kind, guint layer, guint unit)
{
  if (self->has_address && kind == self->address.network && layer == self->address.layer
      && unit == self->address.unit)
    update_picture (self);
}

static void
list_frames (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusUnitPanel *self = FUS_UNIT_PANEL (widget);
  const FusUnit *unit = facts_of (self);
  guint32 frames[FUS_UNIT_N_TOP];
  g_autofree char *address = fus_unit_address_format (&self->address);
  g_autofree char *title = g_strdup_printf (_ ("Drive %s most"), address);

  if (unit == NULL)
    return;
  for (guint i = 0; i < unit->n_top; i++)
    frames[i] = unit->top[i].frame;
  fus_workspace_list_frames (self->workspace, title, frames, unit->n_top);
}

static void
fus_unit_panel_dispose (GObject *object)
{
  FusUnitPanel *self = FUS_UNIT_PANEL (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->units, fus_result_unref);
  g_clear_object (&self->gallery);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_UNIT_PANEL);
  G_OBJECT_CLASS (fus_unit_panel_parent_class)->dispose (object);
}

static void
fus_unit_panel_class_init (FusUnitPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_unit_panel_dispose;
  gtk_widget_class_install_action (widget_class, "unit.list-frames", NULL, list_frames);
  g_type_ensure (FUS_TYPE_STIMULUS_TILE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/unit-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, class_label);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, tile);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, made);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, blank);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, answers);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, frames_box);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, frames_note);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, missing);
  gtk_widget_class_bind_template_child (widget_class, FusUnitPanel, frames);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "unitpanel");
}

static void
fus_unit_panel_init (FusUnitPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_unit_panel_set_up (FusUnitPanel *self, FusWorkspace *workspace, FusGallery *gallery)
{
  g_return_if_fail (FUS_IS_UNIT_PANEL (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->gallery = g_object_ref (gallery);
  g_signal_connect_object (gallery, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gallery, "cleared", G_CALLBACK (update_picture), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

void
fus_unit_panel_set_units (FusUnitPanel *self, FusStudyUnits *units)
{
  g_return_if_fail (FUS_IS_UNIT_PANEL (self));
  g_autofree char *missing
      = units != NULL ? fus_frame_tally_text (&units->result.origin.tally) : NULL;

  g_clear_pointer (&self->units, fus_result_unref);
  if (units != NULL)
    self->units = fus_result_ref (units);
  set_text (self->missing, missing);
  update (self);
}

void
fus_unit_panel_set_address (FusUnitPanel *self, const FusUnitAddress *address)
{
  g_return_if_fail (FUS_IS_UNIT_PANEL (self));

  self->has_address = address != NULL;
  if (address != NULL)
    self->address = *address;
  update (self);
}
