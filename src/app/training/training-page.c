/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/training/training-page.h"
#include "app/state/page.h"
#include "app/widgets/figure-view.h"

#include "app/widgets/network-row.h"
#include "app/state/titles.h"
#include "study/folder/kept-epochs.h"
#include "study/folder/protocol-settings.h"
#include "study/training/estimate.h"
#include "study/jobs/time-left.h"
#include "study/training/training-figure.h"
#include <glib/gi18n-lib.h>
#include <math.h>

#define REDRAW_MS 100

struct _FusTrainingPage
{
  AdwBin parent_instance;

  /* Template widgets. */
  GtkListBox *networks;
  GtkLabel *status;
  GtkSpinButton *epochs;
  AdwActionRow *input_row;
  AdwActionRow *descent_row;
  AdwActionRow *augmentation_row;
  AdwActionRow *frames_row;
  AdwActionRow *kept_row;
  AdwPreferencesGroup *log_group;
  GtkListBox *log;
  GtkStack *stack;
  AdwStatusPage *empty;
  GtkLabel *curves_title;
  FusFigureView *accuracy;
  FusFigureView *loss;

  /* Borrowed: children of networks. */
  FusNetworkRow *rows[FUS_N_NETWORKS];

  /* Owned. */
  FusWorkspace *workspace;
  GSignalGroup *trainer_signals;
  GArray *logs[FUS_N_NETWORKS];        /* FusEpoch; NULL where the file cannot be read */
  guint epochs_kept[FUS_N_NETWORKS];   /* that the network's files tell of, log or not */
  gboolean has_before[FUS_N_NETWORKS]; /* what it replaces is kept */
  guint epochs_before[FUS_N_NETWORKS];
  GString *log_text;
  double seconds_per_epoch[FUS_N_NETWORKS]; /* estimate, NaN until measured */
  guint redraw;                             /* source that draws the epochs since the last time */
};

static void page_init (FusPageInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FusTrainingPage, fus_training_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (FUS_TYPE_PAGE, page_init))

static FusTrainer *
trainer (FusTrainingPage *self)
{
  return fus_workspace_trainer (self->workspace);
}

static guint
wanted_epochs (FusTrainingPage *self)
{
  return (guint) gtk_spin_button_get_value_as_int (self->epochs);
}

static guint
epochs_done (FusTrainingPage *self, FusNetworkKind kind)
{
  GArray *log = self->logs[kind];
  guint logged
      = log != NULL && log->len > 0 ? g_array_index (log, FusEpoch, log->len - 1).epoch : 0;

  return MAX (logged, self->epochs_kept[kind]);
}

static gboolean
can_be_trained (FusTrainingPage *self, FusNetworkKind kind)
{
  return fus_training_is_possible (fus_workspace_study (self->workspace), kind, NULL);
}

static FusNetworkKind
selected_kind (FusTrainingPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->networks);

  return row != NULL ? fus_network_row_kind (FUS_NETWORK_ROW (row)) : FUS_NETWORK_JOINT;
}

static void
add_to_log (FusTrainingPage *self, const char *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%X");
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), message);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), time);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 4);
  gtk_list_box_prepend (self->log, row);
  gtk_widget_set_visible (GTK_WIDGET (self->log_group), TRUE);
  g_string_append_printf (self->log_text, "%s %s\n", time, message);
}

static void
update_curves (FusTrainingPage *self)
{
  FusNetworkKind kind = selected_kind (self);
  FusStudy *study = fus_workspace_study (self->workspace);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (FusEpoch));
  gboolean any = FALSE;

  for (FusNetworkKind k = 0; k < FUS_N_NETWORKS; k++)
    any = any || epochs_done (self, k) > 0 || fus_trainer_current (trainer (self)) == (int) k;
  gtk_stack_set_visible_child_name (self->stack, any ? "curves" : "empty");

  gtk_label_set_text (self->curves_title, fus_network_title (kind));
  const GArray *log = self->logs[kind] != NULL ? self->logs[kind] : none;
  fus_figure_view_set_figure (
      self->accuracy,
      fus_study_figure_training (study, kind, log, wanted_epochs (self), FUS_TRAINING_ACCURACY));
  fus_figure_view_set_figure (
      self->loss,
      fus_study_figure_training (study, kind, log, wanted_epochs (self), FUS_TRAINING_LOSS));
}

static guint
unfinished (FusTrainingPage *self)
{
  guint kinds = 0;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (epochs_done (self, kind) < wanted_epochs (self) && can_be_trained (self, kind))
      kinds |= 1u << kind;
  return kinds;
}

static double
share_of_current (FusTrainingPage *self, FusNetworkKind kind)
{
  guint n_epochs;
  guint epoch = fus_trainer_epoch (trainer (self), &n_epochs);
  guint n_queued = 0;

  for (FusNetworkKind k = kind; k < FUS_N_NETWORKS; k++)
    n_queued += (fus_trainer_queued (trainer (self)) >> k) & 1;
  /* With one network queued, the trainer's own progress moves with every batch. */
  if (n_queued <= 1 && (fus_trainer_queued (trainer (self)) & ~(1u << kind)) == 0)
    return fus_trainer_progress (trainer (self));
  return n_epochs > 0 && epoch > 0 ? (epoch - 1.0) / n_epochs : 0;
}

static void
update_rows (FusTrainingPage *self)
{
  FusTrainerState state = fus_trainer_state (trainer (self));
  int current = fus_trainer_current (trainer (self));

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      GArray *log = self->logs[kind];
      FusStudy *study = fus_workspace_study (self->workspace);
      g_autofree char *problem
          = state == FUS_TRAINER_IDLE ? fus_study_network_problem (study, kind) : NULL;
      g_autoptr (GError) impossible = NULL;
      gboolean is_current = state != FUS_TRAINER_IDLE && current == (int) kind;

      fus_training_is_possible (study, kind, &impossible);
      const FusNetworkRowState row = {
        .epochs_done = epochs_done (self, kind),
        .n_epochs = wanted_epochs (self),
        .current = is_current,
        .queued = state != FUS_TRAINER_IDLE && (fus_trainer_queued (trainer (self)) >> kind & 1),
        .paused = state == FUS_TRAINER_PAUSED,
        .busy = state != FUS_TRAINER_IDLE,
        .share = is_current ? share_of_current (self, kind) : 0,
        .problem = problem,
        .impossible = impossible != NULL ? impossible->message : NULL,
        .has_before = self->has_before[kind],
        .epochs_before = self->epochs_before[kind],
        .last = log != NULL && log->len > 0 ? &g_array_index (log, FusEpoch, log->len - 1) : NULL,
      };
      fus_network_row_update (self->rows[kind], &row);
    }
}

/* How many networks are kept as they were at earlier epochs, or why none is. */
static char *
describe_kept (FusStudy *study, guint n, guint64 bytes)
{
  const FusArchitecture arch = fus_study_architecture (study, FUS_NETWORK_JOINT);
  g_autofree char *most = g_format_size (FUS_KEPT_EPOCHS_BYTES);
  g_autofree char *size = g_format_size (n > 0 ? bytes : fus_kept_epoch_bytes (&arch));

  if (n > 0)
    /* Translators: "12 networks as they were, 24.1 MB of at most 200 MB" */
    return g_strdup_printf (ngettext ("%u network as it was, %s of at most %s",
                                      "%u networks as they were, %s of at most %s", n),
                            n, size, most);
  if (fus_kept_epochs_most (&arch) == 0)
    return g_strdup_printf (
        _ ("None: %s for each network is too much for the %s that all may take"), size, most);
  return g_strdup_printf (_ ("None yet; they will take at most %s"), most);
}

static void
update_kept (FusTrainingPage *self)
{
  FusStudy *study = fus_workspace_study (self->workspace);
  guint64 bytes;
  const guint n = fus_kept_epochs_count (study, &bytes);
  g_autofree char *text = describe_kept (study, n, bytes);

  adw_action_row_set_subtitle (self->kept_row, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.delete-kept",
                                 n > 0 && fus_trainer_state (trainer (self)) == FUS_TRAINER_IDLE);
}

/* What lies ahead, before training starts: its time and memory. */
static char *
estimate (FusTrainingPage *self)
{
  double seconds = 0;

  if (unfinished (self) == 0)
    return g_strdup (_ ("All networks are trained."));
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (unfinished (self) >> kind & 1)
      seconds += self->seconds_per_epoch[kind] * (wanted_epochs (self) - epochs_done (self, kind));
  if (isnan (seconds))
    return g_strdup ("");

  FusStudy *study = fus_workspace_study (self->workspace);
  guint n_classes[FUS_N_TASKS];
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    n_classes[task] = fus_study_classes (study, task)->n;
  g_autofree char *duration = fus_describe_duration (seconds);
  g_autofree char *memory
      = g_format_size (fus_training_estimate_bytes (fus_study_protocol (study), n_classes));
  return g_strdup_printf (_ ("About %s to go on this computer, with %s of memory."), duration,
                          memory);
}

static void
update_status (FusTrainingPage *self)
{
  g_autofree char *text = NULL;

  if (fus_trainer_state (trainer (self)) == FUS_TRAINER_IDLE)
    text = estimate (self);
  else
    {
      double left = fus_trainer_seconds_left (trainer (self));

      if (isnan (left))
        text = g_strdup (fus_trainer_status (trainer (self)));
      else
        {
          g_autofree char *duration = fus_describe_duration (left);
          text
              = g_strdup_printf (_ ("%s · %s left"), fus_trainer_status (trainer (self)), duration);
        }
    }
  gtk_label_set_text (self->status, text);
}

static void
update (FusTrainingPage *self)
{
  if (self->workspace == NULL)
    return;

  gboolean idle = fus_trainer_state (trainer (self)) == FUS_TRAINER_IDLE;

  update_rows (self);
  update_status (self);
  update_kept (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->epochs), idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.train-all",
                                 idle && unfinished (self) != 0);
}

static void
look_for_before (FusTrainingPage *self, FusNetworkKind kind)
{
  FusStudy *study = fus_workspace_study (self->workspace);

  self->has_before[kind] = fus_training_has_before (study, kind);
  self->epochs_before[kind] = self->has_before[kind] ? fus_training_epochs_before (study, kind) : 0;
}

static void
load_log (FusTrainingPage *self, FusNetworkKind kind)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->logs[kind], g_array_unref);
  self->logs[kind] = fus_training_log_load (fus_workspace_study (self->workspace), kind, &error);
  self->epochs_kept[kind] = fus_training_epochs_done (fus_workspace_study (self->workspace), kind);
  look_for_before (self, kind);
  if (error != NULL)
    add_to_log (self, error->message);
}

static void
start (FusTrainingPage *self, guint kinds, gboolean resume)
{
  fus_trainer_start (trainer (self), kinds, resume, wanted_epochs (self),
                     fus_workspace_n_threads (self->workspace));
  if (!resume)
    for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
      if (kinds >> kind & 1)
        {
          self->epochs_kept[kind] = 0;
          if (self->logs[kind] != NULL)
            g_array_set_size (self->logs[kind], 0);
        }
  update (self);
  update_curves (self);
}

static void
anew_response_cb (FusTrainingPage *self, const char *response, AdwMessageDialog *dialog)
{
  FusNetworkKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "kind"));

  if (g_str_equal (response, "anew"))
    start (self, 1u << kind, FALSE);
}

static void
ask_anew (FusTrainingPage *self, FusNetworkKind kind)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Train from the Beginning?"), NULL);

  if (self->has_before[kind])
    adw_message_dialog_format_body (
        ADW_MESSAGE_DIALOG (dialog),
        _ ("The %u epochs that this network has learned, and its curves, are replaced. The network "
           "from before stays kept until the new one is whole."),
        epochs_done (self, kind));
  else
    adw_message_dialog_format_body (
        ADW_MESSAGE_DIALOG (dialog),
        _ ("The %u epochs that this network has learned, and its curves, are kept until the new "
           "network is whole; until then they can be brought back."),
        epochs_done (self, kind));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "anew",
                                    _ ("_Train Anew"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "anew",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data (G_OBJECT (dialog), "kind", GUINT_TO_POINTER (kind));
  g_signal_connect_object (dialog, "response", G_CALLBACK (anew_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
back_response_cb (FusTrainingPage *self, const char *response, AdwMessageDialog *dialog)
{
  FusNetworkKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "kind"));
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "back") || self->workspace == NULL)
    return;
  if (!fus_training_bring_back (fus_workspace_study (self->workspace), kind, &error))
    add_to_log (self, error->message);
  load_log (self, kind);
  update (self);
  update_curves (self);
}

static void
row_bring_back_cb (FusTrainingPage *self, FusNetworkRow *row)
{
  FusNetworkKind kind = fus_network_row_kind (row);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Bring Back the Network from Before?"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("It takes the place of the one that is not whole yet, with its %u epochs."),
      epochs_done (self, kind));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "back",
                                    _ ("_Bring Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "back",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data (G_OBJECT (dialog), "kind", GUINT_TO_POINTER (kind));
  g_signal_connect_object (dialog, "response", G_CALLBACK (back_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
delete_kept_response_cb (FusTrainingPage *self, const char *response)
{
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "delete") || self->workspace == NULL)
    return;
  if (!fus_kept_epochs_delete (fus_workspace_study (self->workspace), &error))
    add_to_log (self, error->message);
  update (self);
}

static void
delete_kept_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Delete the Networks of Earlier Epochs?"),
      _ ("The networks as they are now stay. How they learned can be watched again only after they "
         "are trained from the beginning."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_kept_response_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
row_train_cb (FusTrainingPage *self, gboolean resume, FusNetworkRow *row)
{
  gtk_list_box_select_row (self->networks, GTK_LIST_BOX_ROW (row));
  if (resume)
    start (self, 1u << fus_network_row_kind (row), TRUE);
  else
    ask_anew (self, fus_network_row_kind (row));
}

static void
row_pause_cb (FusTrainingPage *self)
{
  fus_trainer_pause (trainer (self));
}

static void
row_resume_cb (FusTrainingPage *self)
{
  fus_trainer_resume (trainer (self));
}

static void
row_stop_cb (FusTrainingPage *self)
{
  fus_trainer_stop (trainer (self));
}

static void
train_all_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fus_training_page_train_all (FUS_TRAINING_PAGE (widget));
}

static void
copy_log_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          FUS_TRAINING_PAGE (widget)->log_text->str);
}

static void
epochs_changed_cb (FusTrainingPage *self)
{
  if (self->workspace == NULL)
    return;
  update (self);
  update_curves (self);
}

static void
row_selected_cb (FusTrainingPage *self)
{
  if (self->workspace != NULL)
    update_curves (self);
}

static void
trainer_state_cb (FusTrainingPage *self)
{
  int current = fus_trainer_current (trainer (self));

  if (current >= 0)
    gtk_list_box_select_row (self->networks, GTK_LIST_BOX_ROW (self->rows[current]));
  update (self);
  update_curves (self);
}

static void
redraw (gpointer data)
{
  FusTrainingPage *self = data;

  self->redraw = 0;
  if (self->workspace == NULL)
    return;
  update (self);
  update_curves (self);
}

/* Small networks have thousands of epochs in a minute: their curves are drawn now and then. */
static void
trainer_epoch_cb (FusTrainingPage *self, guint kind, const FusEpoch *epoch)
{
  if (self->logs[kind] == NULL)
    self->logs[kind] = g_array_new (FALSE, FALSE, sizeof (FusEpoch));
  g_array_append_vals (self->logs[kind], epoch, 1);
  if (epoch->epoch == 1)
    look_for_before (self, kind);
  gtk_list_box_select_row (self->networks, GTK_LIST_BOX_ROW (self->rows[kind]));
  if (self->redraw == 0)
    self->redraw = g_timeout_add_once (REDRAW_MS, redraw, self);
}

static void
trainer_finished_cb (FusTrainingPage *self, guint kind, guint end, const char *message)
{
  if (message != NULL && *message != '\0')
    add_to_log (self, message);
  load_log (self, kind);
  update (self);
  update_curves (self);
}

static void
forget_logs (FusTrainingPage *self)
{
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    g_clear_pointer (&self->logs[kind], g_array_unref);
}

static char *
describe_frames (FusStudy *study)
{
  FusFrameList *frames = fus_study_frames (study);
  guint n[FUS_N_TASKS][2] = { 0 };

  for (guint i = 0; i < frames->n_frames; i++)
    if (frames->frames[i].set >= 0 && frames->frames[i].part >= 0)
      n[frames->frames[i].set][frames->frames[i].part]++;
  return g_strdup_printf (_ ("Identity: %u training, %u test\nExpression: %u training, %u test"),
                          n[FUS_SET_IDENTITY][FUS_PART_TRAIN], n[FUS_SET_IDENTITY][FUS_PART_TEST],
                          n[FUS_SET_EXPRESSION][FUS_PART_TRAIN],
                          n[FUS_SET_EXPRESSION][FUS_PART_TEST]);
}

static void
show_protocol (FusTrainingPage *self, FusStudy *study)
{
  const FusProtocol *protocol = fus_study_protocol (study);
  g_autofree char *input
      = g_strdup_printf (_ ("%u × %u pixels, VGG11 at width %g"), protocol->image_size,
                         protocol->image_size, protocol->width);
  g_autofree char *descent = fus_protocol_describe (protocol, FUS_SETTINGS_TRAINING);
  g_autofree char *changes = fus_protocol_describe (protocol, FUS_SETTINGS_AUGMENTATION);
  g_autofree char *frames = describe_frames (study);

  adw_action_row_set_subtitle (self->input_row, input);
  adw_action_row_set_subtitle (self->descent_row, descent);
  adw_action_row_set_subtitle (self->augmentation_row,
                               *changes != '\0' ? changes : _ ("None: frames as they are"));
  adw_action_row_set_subtitle (self->frames_row, frames);
  gtk_spin_button_set_value (self->epochs, protocol->epochs);
}

/* Measuring the processor takes a moment, so it is done off the main thread. */
static void
estimate_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FusProtocol *protocol = data;
  double *seconds = g_new (double, 1);

  *seconds = fus_training_estimate_seconds (protocol, 1000, 0) / protocol->epochs / 1000;
  g_task_return_pointer (task, seconds, g_free);
}

static guint
training_frames (FusFrameList *frames, FusNetworkKind kind)
{
  guint n = 0;

  for (guint i = 0; i < frames->n_frames; i++)
    n += frames->frames[i].part == FUS_PART_TRAIN && frames->frames[i].set >= 0
         && fus_network_kind_has_task (kind, (FusTask) frames->frames[i].set);
  return n;
}

static void
estimate_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FusTrainingPage *self = FUS_TRAINING_PAGE (source);
  g_autofree double *seconds_per_frame = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->workspace != user_data || seconds_per_frame == NULL)
    return;
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    self->seconds_per_epoch[kind]
        = *seconds_per_frame
          * training_frames (fus_study_frames (fus_workspace_study (self->workspace)), kind);
  update (self);
}

static void
measure (FusTrainingPage *self, FusStudy *study)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, estimate_done_cb, self->workspace);

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    self->seconds_per_epoch[kind] = NAN;
  g_task_set_task_data (task, g_memdup2 (fus_study_protocol (study), sizeof (FusProtocol)), g_free);
  g_task_run_in_thread (task, estimate_thread);
}

static void
fus_training_page_dispose (GObject *object)
{
  FusTrainingPage *self = FUS_TRAINING_PAGE (object);

  if (self->trainer_signals != NULL)
    g_signal_group_set_target (self->trainer_signals, NULL);
  g_clear_object (&self->trainer_signals);
  g_clear_handle_id (&self->redraw, g_source_remove);
  forget_logs (self);
  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_TRAINING_PAGE);
  G_OBJECT_CLASS (fus_training_page_parent_class)->dispose (object);
}

static void
fus_training_page_finalize (GObject *object)
{
  g_string_free (FUS_TRAINING_PAGE (object)->log_text, TRUE);
  G_OBJECT_CLASS (fus_training_page_parent_class)->finalize (object);
}

static void
fus_training_page_class_init (FusTrainingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_training_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_training_page_finalize;

  gtk_widget_class_install_action (widget_class, "training.train-all", NULL, train_all_cb);
  gtk_widget_class_install_action (widget_class, "training.copy-log", NULL, copy_log_cb);
  gtk_widget_class_install_action (widget_class, "training.delete-kept", NULL, delete_kept_cb);

  g_type_ensure (FUS_TYPE_FIGURE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/training-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, networks);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, status);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, epochs);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, input_row);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, descent_row);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, augmentation_row);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, frames_row);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, kept_row);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, log_group);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, log);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, empty);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, curves_title);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, accuracy);
  gtk_widget_class_bind_template_child (widget_class, FusTrainingPage, loss);
}

static void
fus_training_page_init (FusTrainingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->log_text = g_string_new (NULL);
  adw_status_page_set_description (
      self->empty, _ ("Training runs in the background: you can go on looking at frames, and watch "
                      "the maps change while the network learns."));

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      FusNetworkRow *row = fus_network_row_new (kind);

      self->rows[kind] = row;
      self->seconds_per_epoch[kind] = NAN;
      g_signal_connect_object (row, "train", G_CALLBACK (row_train_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "bring-back", G_CALLBACK (row_bring_back_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "pause", G_CALLBACK (row_pause_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "resume", G_CALLBACK (row_resume_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "stop", G_CALLBACK (row_stop_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->networks, GTK_WIDGET (row));
    }
  gtk_list_box_select_row (self->networks, GTK_LIST_BOX_ROW (self->rows[FUS_NETWORK_JOINT]));
  g_signal_connect_swapped (self->networks, "row-selected", G_CALLBACK (row_selected_cb), self);
  g_signal_connect_swapped (self->epochs, "value-changed", G_CALLBACK (epochs_changed_cb), self);

  self->trainer_signals = g_signal_group_new (FUS_TYPE_TRAINER);
  g_signal_group_connect_swapped (self->trainer_signals, "notify::state",
                                  G_CALLBACK (trainer_state_cb), self);
  g_signal_group_connect_swapped (self->trainer_signals, "step", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->trainer_signals, "epoch", G_CALLBACK (trainer_epoch_cb),
                                  self);
  g_signal_group_connect_swapped (self->trainer_signals, "fault", G_CALLBACK (add_to_log), self);
  g_signal_group_connect_swapped (self->trainer_signals, "finished",
                                  G_CALLBACK (trainer_finished_cb), self);
}

static void
fus_training_page_set_workspace (FusPage *page, FusWorkspace *workspace)
{
  FusTrainingPage *self = FUS_TRAINING_PAGE (page);

  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_group_set_target (self->trainer_signals, trainer (self));
  FusStudy *study = fus_workspace_study (workspace);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    load_log (self, kind);
  g_signal_connect_object (study, "network-problem", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  show_protocol (self, study);
  measure (self, study);
  update (self);
  update_curves (self);
}

static void
page_init (FusPageInterface *interface)
{
  interface->set_workspace = fus_training_page_set_workspace;
}

void
fus_training_page_train_all (FusTrainingPage *self)
{
  g_return_if_fail (FUS_IS_TRAINING_PAGE (self));
  g_return_if_fail (self->workspace != NULL);

  if (fus_trainer_state (trainer (self)) == FUS_TRAINER_IDLE && unfinished (self) != 0)
    start (self, unfinished (self), TRUE);
}
