/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/new-study-dialog.h"

#include "app/window/augmentation-preview.h"
#include "app/window/dataset-group.h"
#include "app/window/protocol-rows.h"
#include "study/jobs/job.h"
#include "study/jobs/time-left.h"
#include "app/training/training-page.h"
#include "study/training/estimate.h"
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
  FusDatasetGroup *first, *second;
  AdwComboRow *preset_row;
  AdwExpanderRow *details_row, *augmentation_row;
  AdwActionRow *estimate_row;
  AdwEntryRow *name_row;
  AdwActionRow *place_row;

  FusAugmentationPreview *preview;

  /* Owned. */
  FusProtocolRows *settings;
  guint n_threads;
  char *place;
  GtkFileChooserNative *chooser;
  FusJob *job;
  guint estimate_token; /* of the newest estimate asked for */
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

  fus_protocol_rows_read (self->settings, &protocol);
  fus_protocol_recognize (&protocol);
  return protocol;
}

static void
update_actions (FusNewStudyDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  gboolean named = *name != '\0' && strchr (name, '/') == NULL && !g_str_equal (name, ".")
                   && !g_str_equal (name, "..");

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "study.create",
                                 fus_dataset_group_dataset (self->first) != NULL
                                     && !fus_dataset_group_unsettled (self->second) && named
                                     && self->job == NULL);
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

  estimate->seconds = fus_training_estimate_seconds (&estimate->protocol, estimate->n_frames,
                                                     estimate->n_threads);
  estimate->bytes = fus_training_estimate_bytes (&estimate->protocol, estimate->n_classes);
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
  const guint side = fus_protocol_map_side (&estimate->protocol);
  g_autofree char *text
      = g_strdup_printf (_ ("Maps of %u × %u values; about %s on this computer, with %s of memory"),
                         side, side, duration, memory);
  adw_action_row_set_subtitle (self->estimate_row, text);
}

static void
show_preview (FusNewStudyDialog *self, const FusProtocol *protocol)
{
  FusCrop crop;
  const gboolean has_crop = fus_dataset_group_crop (self->first, &crop);

  fus_augmentation_preview_show (self->preview, fus_dataset_group_dataset (self->first),
                                 has_crop ? &crop : NULL, protocol->image_size,
                                 &protocol->augmentation);
}

static gboolean
start_estimate (gpointer user_data)
{
  FusNewStudyDialog *self = user_data;
  FusProtocol protocol = protocol_of_widgets (self);
  g_autoptr (GError) error = NULL;

  self->estimate_timeout = 0;
  self->estimate_token++;
  show_preview (self, &protocol);
  if (!fus_protocol_check (&protocol, &error))
    {
      adw_action_row_set_subtitle (self->estimate_row, error->message);
      return G_SOURCE_REMOVE;
    }
  const FusDataset *first = fus_dataset_group_dataset (self->first);
  const FusDataset *second = fus_dataset_group_dataset (self->second);
  if (first == NULL)
    {
      adw_action_row_set_subtitle (self->estimate_row,
                                   _ ("Choose a folder to see how long training takes."));
      return G_SOURCE_REMOVE;
    }

  /* Each frame is in one set; its specialised network and the joint one train on 80 % of them. */
  Estimate *estimate = g_new0 (Estimate, 1);
  estimate->protocol = protocol;
  estimate->n_frames
      = (guint) (2 * 0.8
                 * (first->frames->n_frames + (second != NULL ? second->frames->n_frames : 0)));
  estimate->n_classes[FUS_TASK_IDENTITY]
      = MAX (second != NULL ? first->frames->n_people : first->frames->n_people / 2, 1);
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

  if (preset != FUS_PRESET_OWN)
    {
      FusProtocol protocol = fus_protocol_preset (preset);

      protocol.seed = protocol_of_widgets (self).seed;
      fus_protocol_rows_show (self->settings, &protocol);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->preset_row), fus_preset_purpose (preset));
  queue_estimate (self);
}

static void
setting_changed_cb (gpointer user_data)
{
  FusNewStudyDialog *self = user_data;
  const FusProtocol protocol = protocol_of_widgets (self);

  /* The rows stay as they are: what is shown is what the preset would show. */
  g_signal_handlers_block_by_func (self->preset_row, preset_cb, self);
  adw_combo_row_set_selected (self->preset_row, protocol.preset);
  g_signal_handlers_unblock_by_func (self->preset_row, preset_cb, self);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->preset_row),
                               fus_preset_purpose (protocol.preset));
  queue_estimate (self);
}

/* "KDEF study", or "KDEF study 2" where that folder is taken. */
static void
propose_name (FusNewStudyDialog *self)
{
  const FusDataset *dataset = fus_dataset_group_dataset (self->first);
  g_autofree char *base = g_strdup_printf (_ ("%s study"), fus_dataset_kind_title (dataset->kind));
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
datasets_changed_cb (FusNewStudyDialog *self)
{
  if (fus_dataset_group_dataset (self->first) != NULL)
    propose_name (self);
  update_actions (self);
  queue_estimate (self);
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
place_chosen_cb (FusNewStudyDialog *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    set_place (self, path);
}

static void
choose_place_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FusNewStudyDialog *self = FUS_NEW_STUDY_DIALOG (widget);

  g_clear_object (&self->chooser);
  self->chooser
      = gtk_file_chooser_native_new (_ ("Where to Keep the Study"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Select"), NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (place_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* What the job needs to make the study, away from the widgets. */
typedef struct
{
  char *path;
  FusDataset *datasets[2];
  guint n_datasets;
  FusCrop crops[2];
  gboolean has_crop[2];
  FusProtocol protocol;
  guint n_threads;
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_free (creation->path);
  for (guint i = 0; i < creation->n_datasets; i++)
    fus_dataset_unref (creation->datasets[i]);
  g_free (creation);
}

static void
take_dataset (Creation *creation, FusDatasetGroup *group)
{
  FusDataset *dataset = fus_dataset_group_dataset (group);
  const guint i = creation->n_datasets;

  if (dataset == NULL)
    return;
  creation->datasets[i] = fus_dataset_ref (dataset);
  creation->has_crop[i] = fus_dataset_group_crop (group, &creation->crops[i]);
  creation->n_datasets++;
}

/* How far one data set's part of the work is, of all. */
typedef struct
{
  const FusProgress *whole;
  double from, share;
} Portion;

static void
report_portion (gpointer data, double share)
{
  const Portion *portion = data;

  portion->whole->report (portion->whole->data, portion->from + share * portion->share);
}

static gpointer
create_work (FusJob *job, gpointer input, GError **error)
{
  Creation *creation = input;
  g_autoptr (FusFrameList) first = NULL, second = NULL;
  FusFrameList *checked[2] = { NULL, NULL };
  FusStudy *study;
  guint n_frames = 0, n_before = 0;

  for (guint i = 0; i < creation->n_datasets; i++)
    n_frames += creation->datasets[i]->frames->n_frames;
  for (guint i = 0; i < creation->n_datasets; i++)
    {
      const guint n = creation->datasets[i]->frames->n_frames;
      Portion portion = { fus_job_progress (job), (double) n_before / MAX (n_frames, 1),
                          (double) n / MAX (n_frames, 1) };
      const FusProgress progress = { report_portion, &portion };

      checked[i] = fus_frame_list_copy (creation->datasets[i]->frames);
      *(i == 0 ? &first : &second) = checked[i];
      if (!fus_dataset_check (creation->datasets[i], checked[i], creation->n_threads,
                              fus_job_poll (job), &progress))
        return NULL;
      n_before += n;
    }
  study = fus_study_create (creation->path, creation->datasets, creation->n_datasets, checked,
                            &creation->protocol, error);
  for (guint i = 0; study != NULL && i < creation->n_datasets; i++)
    if (creation->has_crop[i] && !fus_study_set_crop (study, i, &creation->crops[i], error))
      g_clear_object (&study);
  return study;
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
  take_dataset (creation, self->first);
  take_dataset (creation, self->second);
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

  fus_protocol_rows_free (self->settings);
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
  gtk_widget_class_install_action (widget_class, "study.choose-place", NULL, choose_place_cb);

  g_type_ensure (FUS_TYPE_DATASET_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/new-study-dialog.ui");
  BIND (progress);
  BIND (error_bar);
  BIND (error_label);
  BIND (page);
  BIND (first);
  BIND (second);
  BIND (preset_row);
  BIND (details_row);
  BIND (augmentation_row);
  BIND (estimate_row);
  BIND (name_row);
  BIND (place_row);
}

static void
fus_new_study_dialog_init (FusNewStudyDialog *self)
{
  g_autoptr (GtkStringList) presets = gtk_string_list_new (NULL);
  const FusProtocol quick = fus_protocol_preset (FUS_PRESET_QUICK);

  gtk_widget_init_template (GTK_WIDGET (self));
  fus_dataset_group_describe (
      self->first, _ ("Faces"),
      _ ("KDEF or any folder named like it (AF01ANS.JPG), FER-2013, VoxCeleb, a folder for each "
         "person or expression, or a table of frames (manifest.csv)."),
      FALSE);
  fus_dataset_group_describe (
      self->second, _ ("Expressions from a Second Folder"),
      _ ("Optional. Then identity is learnt from the first folder and expression from this one."),
      TRUE);
  g_signal_connect_swapped (self->first, "changed", G_CALLBACK (datasets_changed_cb), self);
  g_signal_connect_swapped (self->second, "changed", G_CALLBACK (datasets_changed_cb), self);

  for (FusPreset preset = 0; preset <= FUS_PRESET_OWN; preset++)
    gtk_string_list_append (presets, fus_preset_title (preset));
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (presets));
  self->settings = fus_protocol_rows_new (setting_changed_cb, self);
  fus_protocol_rows_add_to (self->settings, FUS_SETTINGS_TRAINING, self->details_row);
  fus_protocol_rows_add_to (self->settings, FUS_SETTINGS_AUGMENTATION, self->augmentation_row);
  fus_protocol_rows_show (self->settings, &quick);
  self->preview = fus_augmentation_preview_new ();
  adw_expander_row_add_row (self->augmentation_row, GTK_WIDGET (self->preview));
  g_signal_connect_swapped (self->preset_row, "notify::selected", G_CALLBACK (preset_cb), self);
  g_signal_connect_swapped (self->name_row, "changed", G_CALLBACK (update_actions), self);

  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  set_place (self, documents != NULL ? documents : g_get_home_dir ());
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
    fus_dataset_group_set_folder (self->first, folder);
  return self;
}
