/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/window-private.h"
#include "app/state/titles.h"

#include <glib/gi18n-lib.h>

static FusTrainer *
trainer_of (FusWindow *self)
{
  return self->view != NULL ? fus_workspace_trainer (fus_study_view_workspace (self->view)) : NULL;
}

static void
on_state (FusWindow *self)
{
  FusTrainer *trainer = trainer_of (self);
  const FusAfterTraining after = self->after;
  g_autoptr (FusStudy) next = NULL;

  if (after == FUS_AFTER_TRAINING_NOTHING
      || (trainer != NULL && fus_trainer_state (trainer) != FUS_TRAINER_IDLE))
    return;
  if (trainer != NULL)
    g_signal_handlers_disconnect_by_func (trainer, on_state, self);
  self->after = FUS_AFTER_TRAINING_NOTHING;
  next = g_steal_pointer (&self->next);
  if (after == FUS_AFTER_TRAINING_CLOSE_WINDOW)
    gtk_window_close (GTK_WINDOW (self));
  else if (after == FUS_AFTER_TRAINING_CLOSE_STUDY)
    fus_window_close_study (self);
  else
    fus_window_show_study (self, next);
}

typedef struct
{
  FusAfterTraining after;
  FusStudy *next;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_clear_object (&asked->next);
  g_free (asked);
}

static void
on_answer (FusWindow *self, const char *response, GtkWidget *dialog)
{
  const Asked *asked = g_object_get_data (G_OBJECT (dialog), "asked");
  FusTrainer *trainer = trainer_of (self);

  if (!g_str_equal (response, "stop"))
    return;
  self->after = asked->after;
  g_set_object (&self->next, asked->next);
  if (trainer != NULL && fus_trainer_state (trainer) != FUS_TRAINER_IDLE)
    {
      g_signal_connect_object (trainer, "notify::state", G_CALLBACK (on_state), self,
                               G_CONNECT_SWAPPED);
      fus_trainer_stop (trainer);
      fus_window_toast (self, _ ("Stopping after the batch in hand…"));
    }
  on_state (self);
}

static const char *
stop_label (FusAfterTraining after)
{
  return after == FUS_AFTER_TRAINING_SHOW ? _ ("_Stop and Open") : _ ("_Stop and Close");
}

gboolean
fus_window_ask_to_stop (FusWindow *self, FusAfterTraining after, FusStudy *next)
{
  FusTrainer *trainer = trainer_of (self);

  if (trainer == NULL || fus_trainer_state (trainer) == FUS_TRAINER_IDLE)
    return FALSE;
  if (self->after != FUS_AFTER_TRAINING_NOTHING)
    return TRUE;

  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Stop Training?"), NULL);
  AdwMessageDialog *responses = ADW_MESSAGE_DIALOG (dialog);
  Asked *asked = g_new0 (Asked, 1);
  guint epochs;
  const guint epoch = fus_trainer_epoch (trainer, &epochs);

  asked->after = after;
  asked->next = next != NULL ? g_object_ref (next) : NULL;
  g_object_set_data_full (G_OBJECT (dialog), "asked", asked, asked_free);
  adw_message_dialog_format_body (
      responses,
      _ ("%s: epoch %u of %u is not finished. The epochs before it are kept, and training can be "
         "resumed from there."),
      fus_network_title (MAX (0, fus_trainer_current (trainer))), epoch, epochs);
  adw_message_dialog_add_responses (responses, "keep", _ ("_Keep Training"), "stop",
                                    stop_label (after), NULL);
  adw_message_dialog_set_response_appearance (responses, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (responses, "keep");
  adw_message_dialog_set_close_response (responses, "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}
