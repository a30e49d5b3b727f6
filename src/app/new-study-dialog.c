/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "new-study-dialog.h"

#include "job.h"
#include "training-page.h"
#include <glib/gi18n-lib.h>
#include <math.h>

struct _FusNewStudyDialog
{
  AdwWindow parent_instance;

  /* Template widgets. */
  GtkProgressBar *progress;
  GtkInfoBar *error_bar;
  GtkLabel *error_label;
  AdwPreferencesPage *page;
  AdwActionRow *folder_row;
  GtkSpinner *folder_spinner;
  AdwExpanderRow *found_row;
  AdwComboRow *preset_row;
  GtkSpinButton *image_size;
  GtkSpinButton *network_width;
  GtkSpinButton *epochs;
  GtkSpinButton *batch;
  GtkSpinButton *learning_rate;
  GtkSpinButton *momentum;
  GtkSpinButton *weight_decay;
  GtkSpinButton *dropout;
  GtkSpinButton *seed;
  AdwActionRow *estimate_row;
  AdwEntryRow *name_row;
  AdwActionRow *place_row;

  /* Borrowed: rows added to found_row. */
  GPtrArray *note_rows;

  /* Owned. */
  guint n_threads;
  char *folder;
  char *place;
  FusDataset *dataset;
  GtkFileChooserNative *chooser;
  GCancellable *opening;
  FusJob *job;
  gboolean showing_preset; /* the spin buttons follow the preset, not the other way round */
  guint estimate_token;    /* of the newest estimate asked for */
  guint estimate_timeout;
};

G_DEFINE_FINAL_TYPE (FusNewStudyDialog, fus_new_study_dialog, ADW_TYPE_WINDOW)

enum
{
  CREATED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
show_error (FusNewStudyDialog *self, const char *message)
{
  if (message != NULL)
    gtk_label_set_text (self->error_label, message);
  gtk_info_bar_set_revealed (self->error_bar, message != NULL);
}

static FusProtocol
protocol_of_widgets (FusNewStudyDialog *self)
{
  FusProtocol protocol = fus_protocol_preset (FUS_PRESET_QUICK);

  protocol.image_size = (guint) gtk_spin_button_get_value_as_int (self->image_size);
  protocol.width = gtk_spin_button_get_value (self->network_width);
  protocol.epochs = (guint) gtk_spin_button_get_value_as_int (self->epochs);
  protocol.batch = (guint) gtk_spin_button_get_value_as_int (self->batch);
  protocol.learning_rate = gtk_spin_button_get_value (self->learning_rate);
  protocol.momentum = gtk_spin_button_get_value (self->momentum);
  protocol.weight_decay = gtk_spin_button_get_value (self->weight_decay);
  protocol.dropout = gtk_spin_button_get_value (self->dropout);
  protocol.seed = (guint64) gtk_spin_button_get_value_as_int (self->seed);
  protocol.preset = (FusPreset) adw_combo_row_get_selected (self->preset_row);
  return protocol;
}

static void
show_protocol (FusNewStudyDialog *self, const FusProtocol *protocol)
{
  self->showing_preset = TRUE;
  gtk_spin_button_set_value (self->image_size, protocol->image_size);
  gtk_spin_button_set_value (self->network_width, protocol->width);
  gtk_spin_button_set_value (self->epochs, protocol->epochs);
  gtk_spin_button_set_value (self->batch, protocol->batch);
  gtk_spin_button_set_value (self->learning_rate, protocol->learning_rate);
  gtk_spin_button_set_value (self->momentum, protocol->momentum);
  gtk_spin_button_set_value (self->weight_decay, protocol->weight_decay);
  gtk_spin_button_set_value (self->dropout, protocol->dropout);
  self->showing_preset = FALSE;
}

static void
update_actions (FusNewStudyDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  gboolean named = *name != '\0' && strchr (name, '/') == NULL && !g_str_equal (name, ".")
                   && !g_str_equal (name, "..");

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "study.create",
                                 self->dataset != NULL && named && self->job == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->page), self->job == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->job != NULL);
}

typedef struct
{
  FusProtocol protocol;
  guint n_frames; /* of an epoch of all three networks */
  guint n_classes[FUS_N_TASKS];
  guint n_threads;
  guint token;
  double seconds;
  gsize bytes;
} Estimate;

static void
estimate_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Estimate *estimate = data;

  estimate->seconds = fus_protocol_estimate_seconds (&estimate->protocol, estimate->n_frames,
                                                     estimate->n_threads);
  estimate->bytes = fus_protocol_estimate_bytes (&estimate->protocol, estimate->n_classes);
  g_task_return_boolean (task, TRUE);
}

static void
estimate_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (source);
  const Estimate *estimate = g_task_get_task_data (G_TASK (result));

  if (estimate->token != self->estimate_token)
    return;
  g_autofree char *duration = fus_describe_duration (estimate->seconds);
  g_autofree char *memory = g_format_size (estimate->bytes);
  g_autofree char *text
      = g_strdup_printf (_ ("About %s on this computer, with %s of memory"), duration, memory);
  adw_action_row_set_subtitle (self->estimate_row, text);
}

static gboolean
start_estimate (gpointer user_data)
{
  FusNewStudyDialog *self = user_data;
  FusProtocol protocol = protocol_of_widgets (self);
  g_autoptr (GError) error = NULL;

  self->estimate_timeout = 0;
  self->estimate_token++;
  if (!fus_protocol_check (&protocol, &error))
    {
      adw_action_row_set_subtitle (self->estimate_row, error->message);
      return G_SOURCE_REMOVE;
    }
  if (self->dataset == NULL)
    {
      adw_action_row_set_subtitle (self->estimate_row,
                                   _ ("Choose a folder to see how long training takes."));
      return G_SOURCE_REMOVE;
    }

  /* Each frame is in one set; its specialised network and the joint one train on 80 % of them. */
  Estimate *estimate = g_new0 (Estimate, 1);
  estimate->protocol = protocol;
  estimate->n_frames = (guint) (2 * 0.8 * self->dataset->frames->n_frames);
  estimate->n_classes[FUS_TASK_IDENTITY] = MAX (self->dataset->frames->n_people / 2, 1);
  estimate->n_classes[FUS_TASK_EXPRESSION] = FUS_N_EXPRESSIONS;
  estimate->n_threads = self->n_threads;
  estimate->token = self->estimate_token;
  g_autoptr (GTask) task = g_task_new (self, NULL, estimate_done_cb, NULL);
  g_task_set_task_data (task, estimate, g_free);
  g_task_run_in_thread (task, estimate_thread);
  return G_SOURCE_REMOVE;
}

/* A spin button that is held down asks many times a second; once is enough. */
static void
queue_estimate (FusNewStudyDialog *self)
{
  g_clear_handle_id (&self->estimate_timeout, g_source_remove);
  self->estimate_timeout = g_timeout_add (150, start_estimate, self);
}

static void
preset_cb (FusNewStudyDialog *self)
{
  FusPreset preset = (FusPreset) adw_combo_row_get_selected (self->preset_row);
  const char *subtitle = "";

  if (preset != FUS_PRESET_OWN)
    {
      FusProtocol protocol = fus_protocol_preset (preset);
      show_protocol (self, &protocol);
    }
  switch (preset)
    {
    case FUS_PRESET_QUICK:
      subtitle = _ ("Small networks on small frames: a first look");
      break;
    case FUS_PRESET_PAPER:
      subtitle = _ ("As Tazi, Berger and Freiwald (2023) trained them");
      break;
    case FUS_PRESET_OWN:
      subtitle = _ ("As set under Details");
      break;
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->preset_row), subtitle);
  queue_estimate (self);
}

static void
setting_changed_cb (FusNewStudyDialog *self)
{
  if (!self->showing_preset && adw_combo_row_get_selected (self->preset_row) != FUS_PRESET_OWN)
    adw_combo_row_set_selected (self->preset_row, FUS_PRESET_OWN);
  queue_estimate (self);
}

static void
add_note (FusNewStudyDialog *self, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 6);
  adw_expander_row_add_row (self->found_row, row);
  g_ptr_array_add (self->note_rows, row);
}

static void
show_found (FusNewStudyDialog *self)
{
  for (guint i = 0; i < self->note_rows->len; i++)
    adw_expander_row_remove (self->found_row, g_ptr_array_index (self->note_rows, i));
  g_ptr_array_set_size (self->note_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->found_row), self->dataset != NULL);
  if (self->dataset == NULL)
    return;

  const FusFrameList *frames = self->dataset->frames;
  g_autofree char *n_frames
      = g_strdup_printf (ngettext ("%u frame", "%u frames", frames->n_frames), frames->n_frames);
  g_autofree char *n_people
      = g_strdup_printf (ngettext ("%u person", "%u people", frames->n_people), frames->n_people);
  g_autofree char *title = g_strdup_printf (
      "%s: %s, %s", fus_dataset_kind_title (self->dataset->kind), n_frames, n_people);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->found_row), title);

  guint n_missing = g_strv_length (self->dataset->missing);
  for (char **note = self->dataset->notes; *note != NULL; note++)
    add_note (self, *note);
  if (n_missing > 0)
    {
      g_autofree char *names = g_strjoinv (", ", self->dataset->missing);
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u frame is missing: %s", "%u frames are missing: %s", n_missing), n_missing,
          names);
      add_note (self, text);
    }
  adw_expander_row_set_subtitle (self->found_row, self->note_rows->len == 0
                                                      ? _ ("Complete, as far as the names tell")
                                                      : _ ("Things to know about this copy"));
  adw_expander_row_set_enable_expansion (self->found_row, self->note_rows->len > 0);
}

/* "KDEF study", or "KDEF study 2" where that folder is taken. */
static void
propose_name (FusNewStudyDialog *self)
{
  g_autofree char *base
      = g_strdup_printf (_ ("%s study"), fus_dataset_kind_title (self->dataset->kind));
  g_autofree char *name = g_strdup (base);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->name_row)) != '\0')
    return;
  for (guint i = 2; i < 1000; i++)
    {
      g_autofree char *path = g_build_filename (self->place, name, NULL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        break;
      g_free (name);
      name = g_strdup_printf ("%s %u", base, i);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  FusDataset *dataset = fus_dataset_open (data, &error);

  if (dataset != NULL)
    g_task_return_pointer (task, dataset, (GDestroyNotify) fus_dataset_unref);
  else
    g_task_return_error (task, error);
}

static void
open_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusDataset) dataset = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_spinner_stop (self->folder_spinner);
  show_error (self, error != NULL ? error->message : NULL);
  if (dataset != NULL)
    {
      self->dataset = g_steal_pointer (&dataset);
      propose_name (self);
    }
  show_found (self);
  update_actions (self);
  queue_estimate (self);
}

static void
set_folder (FusNewStudyDialog *self, const char *folder)
{
  g_clear_object (&self->opening);
  g_free (self->folder);
  self->folder = g_strdup (folder);
  g_clear_pointer (&self->dataset, fus_dataset_unref);
  g_autofree char *shown = g_filename_display_name (folder);
  adw_action_row_set_subtitle (self->folder_row, shown);
  show_found (self);
  update_actions (self);

  gtk_spinner_start (self->folder_spinner);
  self->opening = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->opening, open_done_cb, NULL);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_run_in_thread (task, open_thread);
}

static void
set_place (FusNewStudyDialog *self, const char *place)
{
  g_free (self->place);
  self->place = g_strdup (place);
  g_autofree char *shown = g_filename_display_name (place);
  adw_action_row_set_subtitle (self->place_row, shown);
}

static void
folder_chosen_cb (FusNewStudyDialog *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    {
      if (self->opening != NULL)
        g_cancellable_cancel (self->opening);
      set_folder (self, path);
    }
}

static void
place_chosen_cb (FusNewStudyDialog *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    set_place (self, path);
}

static void
choose (FusNewStudyDialog *self, const char *title, GCallback chosen)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Select"), NULL);
  g_signal_connect_object (self->chooser, "response", chosen, self, G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
choose_folder_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (FUS_NEW_STUDY_DIALOG (widget), _ ("Folder with Faces"), G_CALLBACK (folder_chosen_cb));
}

static void
choose_place_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (FUS_NEW_STUDY_DIALOG (widget), _ ("Where to Keep the Study"),
          G_CALLBACK (place_chosen_cb));
}

/* What the job needs to make the study, away from the widgets. */
typedef struct
{
  char *path;
  FusDataset *dataset;
  FusProtocol protocol;
  guint n_threads;
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_free (creation->path);
  fus_dataset_unref (creation->dataset);
  g_free (creation);
}

static gpointer
create_work (FusJob *job, gpointer input, GError **error)
{
  Creation *creation = input;
  g_autoptr (FusFrameList) checked = fus_frame_list_copy (creation->dataset->frames);

  if (!fus_dataset_check (creation->dataset, checked, creation->n_threads, fus_job_poll (job),
                          fus_job_progress (job)))
    return NULL;
  return fus_study_create (creation->path, &creation->dataset, 1, &checked, &creation->protocol,
                           error);
}

static void
created_cb (FusJob *job, gpointer user_data)
{
  g_autoptr (FusNewStudyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudy) study = fus_job_take_result (job, &error);

  g_clear_object (&self->job);
  update_actions (self);
  if (study != NULL)
    {
      g_signal_emit (self, signals[CREATED], 0, study);
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else if (error != NULL)
    show_error (self, error->message);
}

static void
create_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (widget);
  g_autoptr (GError) error = NULL;
  FusProtocol protocol = protocol_of_widgets (self);

  if (!fus_protocol_check (&protocol, &error))
    {
      show_error (self, error->message);
      return;
    }
  show_error (self, NULL);

  Creation *creation = g_new0 (Creation, 1);
  creation->path
      = g_build_filename (self->place, gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);
  creation->dataset = fus_dataset_ref (self->dataset);
  creation->protocol = protocol;
  creation->n_threads = self->n_threads;
  self->job
      = fus_job_start (_ ("Looking every frame over"), FUS_GATE_ANALYSIS, create_work, creation,
                       creation_free, g_object_unref, created_cb, g_object_ref (self));
  gtk_progress_bar_set_text (self->progress, fus_job_get_title (self->job));
  g_object_bind_property (self->job, "progress", self->progress, "fraction", G_BINDING_SYNC_CREATE);
  update_actions (self);
}

/* Closing while frames are looked over cancels that, and only that. */
static gboolean
fus_new_study_dialog_close_request (GtkWindow *window)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (window);

  if (self->job != NULL)
    {
      fus_job_cancel (self->job);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (fus_new_study_dialog_parent_class)->close_request (window);
}

static void
fus_new_study_dialog_dispose (GObject *object)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (object);

  g_clear_handle_id (&self->estimate_timeout, g_source_remove);
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->job != NULL)
    fus_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_NEW_STUDY_DIALOG);
  G_OBJECT_CLASS (fus_new_study_dialog_parent_class)->dispose (object);
}

static void
fus_new_study_dialog_finalize (GObject *object)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (object);

  g_ptr_array_unref (self->note_rows);
  g_clear_pointer (&self->dataset, fus_dataset_unref);
  g_free (self->folder);
  g_free (self->place);
  G_OBJECT_CLASS (fus_new_study_dialog_parent_class)->finalize (object);
}

#define BIND(name)                                                                                 \
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), FusNewStudyDialog, name)

static void
fus_new_study_dialog_class_init (FusNewStudyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_new_study_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_new_study_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = fus_new_study_dialog_close_request;

  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, FUS_TYPE_STUDY);

  gtk_widget_class_install_action (widget_class, "study.create", NULL, create_cb);
  gtk_widget_class_install_action (widget_class, "study.choose-folder", NULL, choose_folder_cb);
  gtk_widget_class_install_action (widget_class, "study.choose-place", NULL, choose_place_cb);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/new-study-dialog.ui");
  BIND (progress);
  BIND (error_bar);
  BIND (error_label);
  BIND (page);
  BIND (folder_row);
  BIND (folder_spinner);
  BIND (found_row);
  BIND (preset_row);
  BIND (image_size);
  BIND (network_width);
  BIND (epochs);
  BIND (batch);
  BIND (learning_rate);
  BIND (momentum);
  BIND (weight_decay);
  BIND (dropout);
  BIND (seed);
  BIND (estimate_row);
  BIND (name_row);
  BIND (place_row);
}

static void
fus_new_study_dialog_init (FusNewStudyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->note_rows = g_ptr_array_new ();

  GtkSpinButton *const spins[]
      = { self->image_size,    self->network_width, self->epochs,       self->batch,
          self->learning_rate, self->momentum,      self->weight_decay, self->dropout };
  for (gsize i = 0; i < G_N_ELEMENTS (spins); i++)
    g_signal_connect_swapped (spins[i], "value-changed", G_CALLBACK (setting_changed_cb), self);
  g_signal_connect_swapped (self->preset_row, "notify::selected", G_CALLBACK (preset_cb), self);
  g_signal_connect_swapped (self->name_row, "changed", G_CALLBACK (update_actions), self);

  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  set_place (self, documents != NULL ? documents : g_get_home_dir ());
  gtk_spin_button_set_value (self->seed, 1);
  preset_cb (self);
  update_actions (self);
}

FusNewStudyDialog *
fus_new_study_dialog_new (GtkWindow *parent, const char *folder, guint n_threads)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);

  FusNewStudyDialog *self = g_object_new (FUS_TYPE_NEW_STUDY_DIALOG, "transient-for", parent, NULL);

  self->n_threads = n_threads;
  if (folder != NULL)
    set_folder (self, folder);
  return self;
}
