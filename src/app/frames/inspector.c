/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/frames/inspector.h"
#include "app/widgets/class-bars.h"
#include "app/widgets/overlay-controls.h"
#include "app/frames/region-table.h"
#include "app/frames/trust-card.h"

#include <glib/gi18n-lib.h>

struct _FusInspector
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkWidget *networks[FUS_N_NETWORKS];
  GtkBox *bars_box;
  FusOverlayControls *controls;
  FusRegionTable *regions;
  FusTrustCard *trust;

  /* borrowed: children of bars_box */
  FusClassBars *bars[FUS_N_TASKS];

  /* owned */
  FusWorkspace *workspace;
};

G_DEFINE_FINAL_TYPE (FusInspector, fus_inspector, GTK_TYPE_WIDGET)

static void
on_target_chosen (FusClassBars *bars, guint kind, int class_index, FusInspector *self)
{
  const FusTask task
      = bars == self->bars[FUS_TASK_IDENTITY] ? FUS_TASK_IDENTITY : FUS_TASK_EXPRESSION;

  fus_view_options_set_target (fus_workspace_options (self->workspace), task,
                               (FusTarget){ .kind = kind, .class_index = class_index });
}

static void
on_targets_changed (FusInspector *self)
{
  const FusTarget *targets = fus_view_options_targets (fus_workspace_options (self->workspace));

  for (guint task = 0; task < FUS_N_TASKS; task++)
    fus_class_bars_set_target (self->bars[task], targets[task]);
}

static void
fus_inspector_dispose (GObject *object)
{
  FusInspector *self = FUS_INSPECTOR (object);

  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_INSPECTOR);
  G_OBJECT_CLASS (fus_inspector_parent_class)->dispose (object);
}

static void
fus_inspector_class_init (FusInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_inspector_dispose;
  g_type_ensure (FUS_TYPE_OVERLAY_CONTROLS);
  g_type_ensure (FUS_TYPE_REGION_TABLE);
  g_type_ensure (FUS_TYPE_TRUST_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, FusInspector, stack);
  gtk_widget_class_bind_template_child_full (
      widget_class, "identity", FALSE,
      G_STRUCT_OFFSET (FusInspector, networks[FUS_NETWORK_IDENTITY]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "expression", FALSE,
      G_STRUCT_OFFSET (FusInspector, networks[FUS_NETWORK_EXPRESSION]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "joint", FALSE, G_STRUCT_OFFSET (FusInspector, networks[FUS_NETWORK_JOINT]));
  gtk_widget_class_bind_template_child (widget_class, FusInspector, bars_box);
  gtk_widget_class_bind_template_child (widget_class, FusInspector, controls);
  gtk_widget_class_bind_template_child (widget_class, FusInspector, regions);
  gtk_widget_class_bind_template_child (widget_class, FusInspector, trust);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "inspector");
}

static void
fus_inspector_init (FusInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Expression first: seven bars that stay where they are; the people below come and go. */
  for (int task = FUS_N_TASKS - 1; task >= 0; task--)
    {
      GtkWidget *bars = fus_class_bars_new (task);
      self->bars[task] = FUS_CLASS_BARS (bars);
      gtk_box_append (self->bars_box, bars);
      g_signal_connect (bars, "target-chosen", G_CALLBACK (on_target_chosen), self);
    }
}

void
fus_inspector_set_workspace (FusInspector *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_INSPECTOR (self));
  g_return_if_fail (self->workspace == NULL);
  FusViewOptions *options = fus_workspace_options (workspace);

  self->workspace = g_object_ref (workspace);
  fus_overlay_controls_set_options (self->controls, options);
  fus_region_table_set_workspace (self->regions, workspace);
  fus_trust_card_set_workspace (self->trust, workspace);
  g_signal_connect_object (options, "targets-changed", G_CALLBACK (on_targets_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (fus_workspace_study (workspace), "network-problem",
                           G_CALLBACK (fus_inspector_update_networks), self, G_CONNECT_SWAPPED);
  on_targets_changed (self);
  fus_inspector_update_networks (self);
}

void
fus_inspector_update_networks (FusInspector *self)
{
  g_return_if_fail (FUS_IS_INSPECTOR (self));
  const guint mask = fus_workspace_networks (self->workspace);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      const gboolean there = (mask & (1u << kind)) != 0;
      g_autofree char *problem
          = there ? fus_study_network_problem (fus_workspace_study (self->workspace), kind) : NULL;

      gtk_widget_set_sensitive (self->networks[kind], there);
      gtk_widget_set_tooltip_text (self->networks[kind], there ? problem : _ ("Not trained yet"));
    }
  gtk_stack_set_visible_child_name (self->stack, mask != 0 ? "networks" : "untrained");
}

void
fus_inspector_set_explanation (FusInspector *self, FusExplanation *explanation)
{
  g_return_if_fail (FUS_IS_INSPECTOR (self));

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      if (explanation != NULL)
        fus_class_bars_set_head (self->bars[task], explanation->network, &explanation->heads[task]);
      else
        fus_class_bars_set_head (self->bars[task], NULL, NULL);
    }
  fus_region_table_set_explanation (
      self->regions, fus_view_options_network (fus_workspace_options (self->workspace)),
      explanation);
  fus_trust_card_set_explanation (
      self->trust, fus_view_options_network (fus_workspace_options (self->workspace)), explanation);
}
