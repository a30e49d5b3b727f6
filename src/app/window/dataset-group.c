/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/dataset-group.h"

#include "app/widgets/crop-editor.h"
#include "faces/pictures/load-picture.h"
#include "study/folder/study.h"
#include <glib/gi18n-lib.h>

struct _FusDatasetGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets. */
  AdwActionRow *folder_row;
  GtkSpinner *spinner;
  GtkButton *clear_button;
  AdwActionRow *error_row;
  AdwExpanderRow *found_row;
  AdwActionRow *most_row;
  GtkSpinButton *most;
  AdwComboRow *test_row;
  AdwExpanderRow *crop_row;
  FusCropEditor *crop_editor;

  /* Borrowed: rows added to found_row. */
  GPtrArray *found_rows;

  /* Owned. */
  gboolean optional;
  char *folder;
  FusDataset *whole;
  FusDataset *chosen;
  GtkFileChooserNative *chooser;
  GCancellable *opening;
  gboolean crop_drawn;
  gboolean filling; /* the widgets follow a new data set */
};

G_DEFINE_FINAL_TYPE (FusDatasetGroup, fus_dataset_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
add_found (FusDatasetGroup *self, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 8);
  if (subtitle != NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
      gtk_widget_add_css_class (row, "property");
    }
  adw_expander_row_add_row (self->found_row, row);
  g_ptr_array_add (self->found_rows, row);
}

typedef enum
{
  LABEL_EXPRESSION,
  LABEL_ANGLE,
  LABEL_SEX,
  LABEL_PART,
  N_LABELS,
} Label;

static gint8
label_of (const FusFrame *frame, Label label)
{
  const gint8 values[N_LABELS] = { frame->expression, frame->angle, frame->sex, frame->part };

  return values[label];
}

static const char *
label_word (Label label, guint value)
{
  static const char *const sexes[] = { N_ ("women"), N_ ("men") };
  static const char *const parts[] = { N_ ("training"), N_ ("test") };
  static const char *const angles[FUS_N_ANGLES] = {
    N_ ("full left"), N_ ("half left"), N_ ("straight"), N_ ("half right"), N_ ("full right"),
  };

  switch (label)
    {
    case LABEL_EXPRESSION:
      return fus_class_title (FUS_TASK_EXPRESSION, fus_expression_name ((FusExpression) value));
    case LABEL_ANGLE:
      return _ (angles[value]);
    case LABEL_SEX:
      return _ (sexes[value]);
    default:
      return _ (parts[value]);
    }
}

/* "afraid 70 · angry 70 · …" */
static void
add_counts (FusDatasetGroup *self)
{
  static const char *const titles[N_LABELS]
      = { N_ ("Expressions"), N_ ("Angles"), N_ ("Sexes"), N_ ("Parts") };
  const FusFrameList *frames = self->chosen->frames;

  for (Label label = 0; label < N_LABELS; label++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint counts[FUS_N_EXPRESSIONS] = { 0 };

      for (guint i = 0; i < frames->n_frames; i++)
        if (label_of (&frames->frames[i], label) >= 0)
          counts[label_of (&frames->frames[i], label)]++;
      for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
        if (counts[i] > 0)
          g_string_append_printf (text, "%s%s %u", text->len > 0 ? " · " : "",
                                  label_word (label, i), counts[i]);
      if (text->len > 0)
        add_found (self, _ (titles[label]), text->str);
    }
}

static void
show_found (FusDatasetGroup *self)
{
  for (guint i = 0; i < self->found_rows->len; i++)
    adw_expander_row_remove (self->found_row, g_ptr_array_index (self->found_rows, i));
  g_ptr_array_set_size (self->found_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->found_row), self->chosen != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->crop_row), self->chosen != NULL);
  if (self->chosen == NULL)
    return;

  const FusFrameList *frames = self->chosen->frames;
  const guint n_missing = g_strv_length (self->chosen->missing);
  g_autofree char *n_frames
      = g_strdup_printf (ngettext ("%u frame", "%u frames", frames->n_frames), frames->n_frames);
  g_autofree char *n_people
      = g_strdup_printf (ngettext ("%u person", "%u people", frames->n_people), frames->n_people);
  g_autofree char *title
      = frames->n_people > 0
            ? g_strdup_printf ("%s: %s, %s", fus_dataset_kind_title (self->chosen->kind), n_frames,
                               n_people)
            : g_strdup_printf ("%s: %s", fus_dataset_kind_title (self->chosen->kind), n_frames);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->found_row), title);

  add_counts (self);
  for (char **note = self->chosen->notes; *note != NULL; note++)
    add_found (self, *note, NULL);
  if (n_missing > 0)
    {
      g_autofree char *names = g_strjoinv (", ", self->chosen->missing);
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u frame is missing: %s", "%u frames are missing: %s", n_missing), n_missing,
          names);
      add_found (self, text, NULL);
    }
  adw_expander_row_set_subtitle (self->found_row, *self->chosen->notes == NULL && n_missing == 0
                                                      ? _ ("Complete, as far as the names tell")
                                                      : _ ("Things to know about this copy"));
  adw_expander_row_set_enable_expansion (self->found_row, self->found_rows->len > 0);
}

static void
show_crop (FusDatasetGroup *self)
{
  g_autofree char *used = NULL, *text = NULL;

  if (self->chosen == NULL)
    return;
  used = self->crop_drawn ? g_strdup (_ ("the square drawn here"))
                          : fus_crop_describe (&self->chosen->crop);
  /* Translators: what of a frame: "the largest square in the middle". */
  text = g_strdup_printf (_ ("What the networks see of each frame: %s"), used);
  adw_expander_row_set_subtitle (self->crop_row, text);
}

static void
choose_frames (FusDatasetGroup *self)
{
  const FusDatasetChoice choice = {
    .max_per_person = (guint) gtk_spin_button_get_value_as_int (self->most),
    .fer_test = (FusFerTest) adw_combo_row_get_selected (self->test_row),
  };

  if (self->filling)
    return;
  g_clear_pointer (&self->chosen, fus_dataset_unref);
  if (self->whole != NULL)
    self->chosen = fus_dataset_choose (self->whole, &choice);
  show_found (self);
  show_crop (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_error (FusDatasetGroup *self, const char *message)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_row), message != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->error_row),
                                 message != NULL ? message : "");
}

static void
use_dataset (FusDatasetGroup *self, FusDataset *dataset)
{
  g_clear_pointer (&self->whole, fus_dataset_unref);
  self->whole = dataset;
  self->crop_drawn = FALSE;
  self->filling = TRUE;
  gtk_spin_button_set_value (self->most, 0);
  adw_combo_row_set_selected (self->test_row, FUS_FER_TEST_BOTH);
  adw_expander_row_set_expanded (self->crop_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->most_row),
                          dataset != NULL && dataset->frames->n_people > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->test_row),
                          dataset != NULL && fus_dataset_has_two_tests (dataset));
  self->filling = FALSE;
  choose_frames (self);
}

static gboolean
check_cancellable (gpointer data)
{
  return !g_cancellable_is_cancelled (data);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const FusPoll poll = { check_cancellable, cancellable };
  GError *error = NULL;
  FusDataset *dataset = fus_dataset_open_polled (data, &poll, NULL, &error);

  if (dataset != NULL)
    g_task_return_pointer (task, dataset, (GDestroyNotify) fus_dataset_unref);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_error_if_cancelled (task);
}

static void
open_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FusDatasetGroup *self = FUS_DATASET_GROUP (source);
  g_autoptr (GError) error = NULL;
  FusDataset *dataset = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  gtk_spinner_stop (self->spinner);
  show_error (self, error != NULL ? error->message : NULL);
  use_dataset (self, dataset);
}

void
fus_dataset_group_set_folder (FusDatasetGroup *self, const char *folder)
{
  g_return_if_fail (FUS_IS_DATASET_GROUP (self));

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  gtk_spinner_stop (self->spinner);
  g_free (self->folder);
  self->folder = g_strdup (folder);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), self->optional && folder != NULL);
  show_error (self, NULL);
  if (folder != NULL)
    {
      g_autofree char *shown = g_filename_display_name (folder);

      adw_action_row_set_subtitle (self->folder_row, shown);
      gtk_spinner_start (self->spinner);
      self->opening = g_cancellable_new ();
    }
  else
    adw_action_row_set_subtitle (self->folder_row, _ ("None chosen"));
  use_dataset (self, NULL);
  if (folder == NULL)
    return;
  g_autoptr (GTask) task = g_task_new (self, self->opening, open_done_cb, NULL);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_run_in_thread (task, open_thread);
}

static void
folder_chosen_cb (FusDatasetGroup *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    fus_dataset_group_set_folder (self, path);
}

static void
choose_folder_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FusDatasetGroup *self = FUS_DATASET_GROUP (widget);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
      _ ("Folder with Faces"), GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Select"), NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
clear_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fus_dataset_group_set_folder (FUS_DATASET_GROUP (widget), NULL);
}

static gboolean
drop_cb (FusDatasetGroup *self, const GValue *value)
{
  const GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autofree char *path = files != NULL ? g_file_get_path (files->data) : NULL;

  if (path != NULL)
    fus_dataset_group_set_folder (self, path);
  return path != NULL;
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FusDataset *dataset = data;
  GError *error = NULL;
  FusPicture *picture = NULL;

  const FusFrameList *frames = dataset->frames;
  guint first = 0;

  /* A straight face, where angles are known, tells most of what a crop cuts off. */
  while (first < frames->n_frames && frames->frames[first].angle != FUS_ANGLE_STRAIGHT)
    first++;
  first = first < frames->n_frames ? first : 0;
  /* The first that can be read: faults are not known yet. */
  for (guint i = first; i < MIN (frames->n_frames, first + 20) && picture == NULL; i++)
    {
      g_autofree char *path = fus_frame_full_path (dataset->root, &frames->frames[i]);

      g_clear_error (&error);
      picture = fus_picture_load (path, 0, &error);
    }
  if (picture != NULL)
    g_task_return_pointer (task, picture, (GDestroyNotify) fus_picture_unref);
  else
    g_task_return_error (task, error != NULL
                                   ? error
                                   : g_error_new_literal (FUS_FACES_ERROR, FUS_FACES_ERROR_DATASET,
                                                          _ ("The data set has no frames.")));
}

static void
load_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FusDatasetGroup *self = FUS_DATASET_GROUP (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusPicture) picture = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_task_data (G_TASK (result)) != self->chosen)
    return;
  if (picture == NULL)
    {
      show_error (self, error->message);
      return;
    }
  self->filling = TRUE;
  fus_crop_editor_set_picture (self->crop_editor, picture);
  if (!self->crop_drawn)
    fus_crop_editor_set_crop (self->crop_editor, &self->chosen->crop);
  self->filling = FALSE;
}

static void
crop_expanded_cb (FusDatasetGroup *self)
{
  if (!adw_expander_row_get_expanded (self->crop_row) || self->chosen == NULL)
    return;
  g_autoptr (GTask) task = g_task_new (self, NULL, load_done_cb, NULL);
  g_task_set_task_data (task, fus_dataset_ref (self->chosen), (GDestroyNotify) fus_dataset_unref);
  g_task_run_in_thread (task, load_thread);
}

static void
crop_changed_cb (FusDatasetGroup *self)
{
  if (self->filling)
    return;
  self->crop_drawn = TRUE;
  show_crop (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
fus_dataset_group_describe (FusDatasetGroup *self, const char *title, const char *description,
                            gboolean optional)
{
  g_return_if_fail (FUS_IS_DATASET_GROUP (self));

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), description);
  self->optional = optional;
}

FusDataset *
fus_dataset_group_dataset (FusDatasetGroup *self)
{
  g_return_val_if_fail (FUS_IS_DATASET_GROUP (self), NULL);
  return self->chosen;
}

gboolean
fus_dataset_group_unsettled (FusDatasetGroup *self)
{
  g_return_val_if_fail (FUS_IS_DATASET_GROUP (self), FALSE);
  return self->folder != NULL && self->chosen == NULL;
}

gboolean
fus_dataset_group_crop (FusDatasetGroup *self, FusCrop *crop)
{
  g_return_val_if_fail (FUS_IS_DATASET_GROUP (self), FALSE);

  if (self->crop_drawn)
    *crop = fus_crop_editor_crop (self->crop_editor);
  return self->crop_drawn;
}

static void
fus_dataset_group_dispose (GObject *object)
{
  FusDatasetGroup *self = FUS_DATASET_GROUP (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_DATASET_GROUP);
  G_OBJECT_CLASS (fus_dataset_group_parent_class)->dispose (object);
}

static void
fus_dataset_group_finalize (GObject *object)
{
  FusDatasetGroup *self = FUS_DATASET_GROUP (object);

  g_ptr_array_unref (self->found_rows);
  g_clear_pointer (&self->whole, fus_dataset_unref);
  g_clear_pointer (&self->chosen, fus_dataset_unref);
  g_free (self->folder);
  G_OBJECT_CLASS (fus_dataset_group_parent_class)->finalize (object);
}

#define BIND(name)                                                                                 \
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), FusDatasetGroup, name)

static void
fus_dataset_group_class_init (FusDatasetGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_dataset_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = fus_dataset_group_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "dataset.choose", NULL, choose_folder_cb);
  gtk_widget_class_install_action (widget_class, "dataset.clear", NULL, clear_cb);

  g_type_ensure (FUS_TYPE_CROP_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/dataset-group.ui");
  BIND (folder_row);
  BIND (spinner);
  BIND (clear_button);
  BIND (error_row);
  BIND (found_row);
  BIND (most_row);
  BIND (most);
  BIND (test_row);
  BIND (crop_row);
  BIND (crop_editor);
}

static void
fus_dataset_group_init (FusDatasetGroup *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->found_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->most, "value-changed", G_CALLBACK (choose_frames), self);
  g_signal_connect_swapped (self->test_row, "notify::selected", G_CALLBACK (choose_frames), self);
  g_signal_connect_swapped (self->crop_row, "notify::expanded", G_CALLBACK (crop_expanded_cb),
                            self);
  g_signal_connect_swapped (self->crop_editor, "changed", G_CALLBACK (crop_changed_cb), self);
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
