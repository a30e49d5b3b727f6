/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/network-row.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _FusNetworkRow
{
  AdwActionRow parent_instance;

  FusNetworkKind kind;

  /* Template widgets. */
  GtkLevelBar *progress;
  GtkButton *train_button;
  GtkButton *pause_button;
  GtkButton *stop_button;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (FusNetworkRow, fus_network_row, ADW_TYPE_ACTION_ROW)

enum
{
  TRAIN,
  BRING_BACK,
  PAUSE,
  RESUME,
  STOP,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
train_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[TRAIN], 0, TRUE);
}

static void
train_anew_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[TRAIN], 0, FALSE);
}

static void
bring_back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[BRING_BACK], 0);
}

static void
pause_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[PAUSE], 0);
}

static void
resume_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[RESUME], 0);
}

static void
stop_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[STOP], 0);
}

static void
fus_network_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_NETWORK_ROW);
  G_OBJECT_CLASS (fus_network_row_parent_class)->dispose (object);
}

static void
fus_network_row_class_init (FusNetworkRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_network_row_dispose;

  signals[TRAIN] = g_signal_new ("train", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_BOOLEAN);
  signals[BRING_BACK]
      = g_signal_new ("bring-back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PAUSE]
      = g_signal_new ("pause", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESUME]
      = g_signal_new ("resume", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STOP]
      = g_signal_new ("stop", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "network.train", NULL, train_cb);
  gtk_widget_class_install_action (widget_class, "network.train-anew", NULL, train_anew_cb);
  gtk_widget_class_install_action (widget_class, "network.bring-back", NULL, bring_back_cb);
  gtk_widget_class_install_action (widget_class, "network.pause", NULL, pause_cb);
  gtk_widget_class_install_action (widget_class, "network.resume", NULL, resume_cb);
  gtk_widget_class_install_action (widget_class, "network.stop", NULL, stop_cb);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/network-row.ui");
  gtk_widget_class_bind_template_child (widget_class, FusNetworkRow, progress);
  gtk_widget_class_bind_template_child (widget_class, FusNetworkRow, train_button);
  gtk_widget_class_bind_template_child (widget_class, FusNetworkRow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, FusNetworkRow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, FusNetworkRow, menu_button);
}

static void
fus_network_row_init (FusNetworkRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* What is wrong with a file names it, whatever it is called. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

FusNetworkRow *
fus_network_row_new (FusNetworkKind kind)
{
  FusNetworkRow *self = g_object_new (FUS_TYPE_NETWORK_ROW, NULL);

  self->kind = kind;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), fus_network_title (kind));
  return self;
}

FusNetworkKind
fus_network_row_kind (FusNetworkRow *self)
{
  g_return_val_if_fail (FUS_IS_NETWORK_ROW (self), 0);
  return self->kind;
}

static void
append_accuracy (GString *text, const FusEpoch *last, FusTask task)
{
  double accuracy = last->accuracy[FUS_PART_TEST][task];

  if (isnan (accuracy))
    return;
  g_string_append (text, "\n");
  if (task == FUS_TASK_IDENTITY)
    g_string_append_printf (text, _ ("Identity %.1f %% on test frames"), 100 * accuracy);
  else
    g_string_append_printf (text, _ ("Expression %.1f %% on test frames"), 100 * accuracy);
}

static void
append_before (GString *text, const FusNetworkRowState *state)
{
  if (!state->has_before)
    return;
  g_string_append (text, "\n");
  if (state->epochs_before == 0)
    g_string_append (text, _ ("The network from before is kept until this one is whole"));
  else
    g_string_append_printf (text,
                            ngettext ("The network from before, of %u epoch, is kept until this "
                                      "one is whole",
                                      "The network from before, of %u epochs, is kept until this "
                                      "one is whole",
                                      state->epochs_before),
                            state->epochs_before);
}

static char *
describe (const FusNetworkRowState *state)
{
  GString *text = g_string_new (NULL);

  if (state->queued && !state->current)
    g_string_append (text, _ ("Waiting for its turn"));
  else if (state->problem != NULL && !state->current)
    g_string_append (text, state->problem);
  else if (state->impossible != NULL && state->epochs_done == 0)
    g_string_append (text, state->impossible);
  else if (state->epochs_done == 0 && !state->current)
    g_string_append (text, _ ("Not trained yet"));
  else
    {
      g_string_append_printf (text, _ ("%u of %u epochs"), state->epochs_done,
                              MAX (state->n_epochs, state->epochs_done));
      if (state->current && state->paused)
        g_string_append_printf (text, " · %s", _ ("paused"));
    }
  if (state->last != NULL && state->epochs_done > 0)
    for (FusTask task = 0; task < FUS_N_TASKS; task++)
      append_accuracy (text, state->last, task);
  append_before (text, state);
  return g_string_free (text, FALSE);
}

void
fus_network_row_update (FusNetworkRow *self, const FusNetworkRowState *state)
{
  g_return_if_fail (FUS_IS_NETWORK_ROW (self));

  g_autofree char *subtitle = describe (state);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean finished = state->epochs_done >= state->n_epochs;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), state->current);
  gtk_level_bar_set_value (self->progress, CLAMP (state->share, 0, 1));

  gtk_widget_set_visible (GTK_WIDGET (self->train_button), !state->current);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->train_button),
                               finished
                                   ? _ ("Finished: raise Epochs to train further, or start anew")
                               : state->epochs_done > 0 ? _ ("Go on with training")
                                                        : _ ("Train this network"));
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), state->current);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->pause_button),
                                  state->paused ? "network.resume" : "network.pause");
  gtk_button_set_icon_name (self->pause_button, state->paused ? "media-playback-start-symbolic"
                                                              : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause_button),
                               state->paused ? _ ("Go on") : _ ("Pause"));
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), state->current);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button),
                          !state->current && (state->epochs_done > 0 || state->has_before));

  gtk_widget_action_set_enabled (widget, "network.train",
                                 !state->busy && !finished && state->impossible == NULL);
  gtk_widget_action_set_enabled (widget, "network.train-anew",
                                 !state->busy && state->impossible == NULL);
  gtk_widget_action_set_enabled (widget, "network.bring-back", !state->busy && state->has_before);
}
