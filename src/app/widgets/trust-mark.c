/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/trust-mark.h"

#include <glib/gi18n-lib.h>

struct _FusTrustMark
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkMenuButton *button;
  GtkLabel *label;
  GtkLabel *explanation;
  GtkButton *change;

  FusMapMethod best; /* what the button changes to */
};

G_DEFINE_FINAL_TYPE (FusTrustMark, fus_trust_mark, GTK_TYPE_WIDGET)

static void
fus_trust_mark_dispose (GObject *object)
{
  g_clear_pointer (&FUS_TRUST_MARK (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (fus_trust_mark_parent_class)->dispose (object);
}

static void
fus_trust_mark_class_init (FusTrustMarkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_trust_mark_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "trustmark");
}

/* The tests are of maps at conv8. */
static void
on_change (FusTrustMark *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "view.map-layer", "s",
                              fus_layer_name (FUS_LAYER_CONV8));
  gtk_widget_activate_action (GTK_WIDGET (self), "view.map-method", "s",
                              fus_map_method_name (self->best));
}

static GtkWidget *
popover_new (FusTrustMark *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->explanation = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->explanation, TRUE);
  gtk_label_set_xalign (self->explanation, 0);
  gtk_label_set_max_width_chars (self->explanation, 44);
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->explanation));
  return popover;
}

static void
fus_trust_mark_init (FusTrustMark *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_halign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, GTK_WIDGET (self->label));
  gtk_menu_button_set_popover (self->button, popover_new (self));
  gtk_menu_button_set_has_frame (self->button, FALSE);
  /* Names from the start, until there is a map to speak of. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button),
                               _ ("What the study’s tests say of this map"));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));

  self->change = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_has_frame (self->change, FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->change),
                               _ ("Show the method that scores highest on this network"));
  g_signal_connect_swapped (self->change, "clicked", G_CALLBACK (on_change), self);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->change));
}

GtkWidget *
fus_trust_mark_new (void)
{
  return g_object_new (FUS_TYPE_TRUST_MARK, NULL);
}

/* Form and word say what colour says. */
static const char *
sign_of (FusTrustVerdict verdict)
{
  return verdict == FUS_TRUST_BETTER ? "●" : verdict == FUS_TRUST_NO_BETTER ? "○" : "◌";
}

static void
offer_change (FusTrustMark *self, const FusMapTrust *trust, const FusMapSpec *spec)
{
  const char *best = fus_map_method_title (trust->best);
  g_autofree char *label = g_strdup_printf (_ ("Show %s"), best);
  g_autofree char *reason = g_strdup_printf (
      /* Translators: a kind of map and its score. */
      _ ("%s scores highest of all methods on this network: %.2f"), best, trust->best_score.value);

  gtk_button_set_label (self->change, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->change), reason);
  self->best = trust->best;
}

void
fus_trust_mark_show (FusTrustMark *self, const char *subject, const FusMapTrust *trust,
                     const FusMapSpec *spec, gboolean may_change)
{
  g_return_if_fail (FUS_IS_TRUST_MARK (self));
  const char *title = fus_trust_verdict_title (trust->verdict);
  g_autofree char *explanation = fus_map_trust_describe (trust, spec);
  g_autofree char *text
      = subject != NULL ? g_strdup_printf ("%s %s: %s", sign_of (trust->verdict), subject, title)
                        : g_strdup_printf ("%s %s", sign_of (trust->verdict), title);
  const gboolean offers = may_change && trust->verdict != FUS_TRUST_BETTER
                          && trust->best_verdict == FUS_TRUST_BETTER && trust->best != spec->method;

  gtk_label_set_label (self->label, text);
  gtk_label_set_label (self->explanation, explanation);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), explanation);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, explanation, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->change), offers);
  if (offers)
    offer_change (self, trust, spec);
}

const char *
fus_trust_mark_text (FusTrustMark *self)
{
  g_return_val_if_fail (FUS_IS_TRUST_MARK (self), NULL);
  return gtk_label_get_label (self->label);
}

const FusStudyTrust *
fus_workspace_trust (FusWorkspace *workspace)
{
  FusAnalysisRun *run = fus_workspace_run (workspace, &fus_trust_analysis);

  return fus_analysis_run_is_outdated (run) ? NULL : fus_analysis_run_result (run);
}

guint
fus_workspace_map_trust (FusWorkspace *workspace, FusNetworkKind kind,
                         const FusExplanation *explanation, FusMapTrust trust[FUS_N_TASKS])
{
  FusViewOptions *options = fus_workspace_options (workspace);
  guint tasks = 0;

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    if (explanation != NULL && fus_view_options_shows (options, task)
        && explanation->heads[task].present && !explanation->heads[task].empty)
      {
        /* What was tested is the network as it is now. */
        const FusStudyTrust *tests = explanation->earlier ? NULL : fus_workspace_trust (workspace);

        trust[task] = fus_map_trust (tests, kind, task, &explanation->spec);
        tasks |= 1u << task;
      }
  return tasks;
}
