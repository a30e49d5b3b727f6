/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/training/training-indicator.h"

#include <glib/gi18n-lib.h>

struct _FusTrainingIndicator
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkWidget *show;
  GtkLabel *percent;
  GtkProgressBar *progress;
  GtkWidget *pause;

  /* owned */
  FusTrainer *trainer;
};

G_DEFINE_FINAL_TYPE (FusTrainingIndicator, fus_training_indicator, GTK_TYPE_WIDGET)

static void
update (FusTrainingIndicator *self)
{
  const FusTrainerState state
      = self->trainer != NULL ? fus_trainer_state (self->trainer) : FUS_TRAINER_IDLE;
  const gboolean paused = state == FUS_TRAINER_PAUSED;

  gtk_widget_set_visible (GTK_WIDGET (self), state != FUS_TRAINER_IDLE);
  if (state == FUS_TRAINER_IDLE)
    return;

  const double progress = fus_trainer_progress (self->trainer);
  g_autofree char *percent = g_strdup_printf (_ ("%.0f %%"), progress * 100);
  gtk_label_set_label (self->percent, percent);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (progress, 0, 1));
  gtk_widget_set_tooltip_text (self->show, fus_trainer_status (self->trainer));
  gtk_button_set_icon_name (GTK_BUTTON (self->pause), paused ? "media-playback-start-symbolic"
                                                             : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->pause, paused ? _ ("Resume training") : _ ("Pause training"));
  gtk_widget_set_sensitive (self->pause, state != FUS_TRAINER_STOPPING);
}

static void
on_pause (FusTrainingIndicator *self)
{
  if (fus_trainer_state (self->trainer) == FUS_TRAINER_PAUSED)
    fus_trainer_resume (self->trainer);
  else
    fus_trainer_pause (self->trainer);
}

static void
fus_training_indicator_dispose (GObject *object)
{
  FusTrainingIndicator *self = FUS_TRAINING_INDICATOR (object);

  if (self->trainer != NULL)
    g_signal_handlers_disconnect_by_data (self->trainer, self);
  g_clear_object (&self->trainer);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_TRAINING_INDICATOR);
  G_OBJECT_CLASS (fus_training_indicator_parent_class)->dispose (object);
}

static void
fus_training_indicator_class_init (FusTrainingIndicatorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_training_indicator_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/training-indicator.ui");
  gtk_widget_class_bind_template_child (widget_class, FusTrainingIndicator, content);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingIndicator, show);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingIndicator, percent);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingIndicator, progress);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingIndicator, pause);
  gtk_widget_class_bind_template_callback (widget_class, on_pause);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "trainingindicator");
}

static void
fus_training_indicator_init (FusTrainingIndicator *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
fus_training_indicator_set_trainer (FusTrainingIndicator *self, FusTrainer *trainer)
{
  g_return_if_fail (FUS_IS_TRAINING_INDICATOR (self));

  if (self->trainer != NULL)
    g_signal_handlers_disconnect_by_data (self->trainer, self);
  g_set_object (&self->trainer, trainer);
  if (trainer != NULL)
    {
      const char *signals[] = { "notify::state", "notify::progress", "notify::status" };
      for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
        g_signal_connect_swapped (trainer, signals[i], G_CALLBACK (update), self);
    }
  update (self);
}
