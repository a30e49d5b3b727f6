/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/new-study-dialog.h"

#include "app/window/dataset-group.h"
#include "tests/study/fixture.h"
#include <string.h>

typedef struct
{
  char *folder;
  char *faces;
  FusStudy *created;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = fixture_folder_new ();
  f->faces = fixture_faces (f->folder, 8);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->created != NULL)
    fixture_wait_dropped (f->created);
  fixture_settle ();
  fixture_folder_free (f->folder);
  g_free (f->faces);
}

static void
created_cb (Fixture *f, FusStudy *study)
{
  f->created = g_object_ref (study);
}

static gboolean
is_created (gpointer data)
{
  return ((Fixture *) data)->created != NULL;
}

/* The first widget of a type, at or below @widget, whose property holds the text. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *property, const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      g_autofree char *value = NULL;

      g_object_get (widget, property, &value, NULL);
      if (value != NULL && strstr (value, text) != NULL)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, property, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_people (gpointer dialog)
{
  return find (dialog, ADW_TYPE_EXPANDER_ROW, "title", "8 people") != NULL;
}

static gboolean
shows_error (gpointer dialog)
{
  return find (dialog, GTK_TYPE_LABEL, "label", "no data set") != NULL;
}

static gboolean
shows_preview (gpointer dialog)
{
  GtkWidget *row = find (dialog, ADW_TYPE_PREFERENCES_ROW, "title", "Preview");
  GtkWidget *picture = find (dialog, GTK_TYPE_PICTURE, "alternative-text", "The frame as it is");

  return row != NULL && gtk_widget_get_visible (row)
         && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

static void
test_create (Fixture *f, gconstpointer data)
{
  FusNewStudyDialog *dialog = fus_new_study_dialog_new (NULL, f->faces, 1);
  GtkWidget *name;

  g_signal_connect_swapped (dialog, "created", G_CALLBACK (created_cb), f);
  gtk_window_present (GTK_WINDOW (dialog));
  fixture_wait (shows_people, dialog, 20);
  name = find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, "title", "Name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "KDEF study");
  gtk_editable_set_text (GTK_EDITABLE (name), "mine");

  /* The preset changes frames: it is shown how. */
  fixture_wait (shows_preview, dialog, 20);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "study.create", NULL));
  fixture_wait (is_created, f, 20);
  g_assert_true (g_str_has_suffix (fus_study_path (f->created), "/mine"));
  g_assert_cmpint (fus_study_protocol (f->created)->preset, ==, FUS_PRESET_QUICK);
  g_assert_true (fus_study_faults_checked (f->created));
}

/* A table as FER-2013's: @each rows of every expression in each of the three parts. */
static char *
write_fer (Fixture *f, guint each)
{
  static const char *const usages[] = { "Training", "PublicTest", "PrivateTest" };
  g_autoptr (GString) table = g_string_new ("emotion,pixels,Usage\n");
  char *path = g_build_filename (f->folder, "fer", NULL);
  g_autofree char *file = g_build_filename (path, "fer2013.csv", NULL);

  for (guint u = 0; u < G_N_ELEMENTS (usages); u++)
    for (guint i = 0; i < 7 * each; i++)
      {
        g_string_append_printf (table, "%u,", i % 7);
        for (guint p = 0; p < 48 * 48; p++)
          g_string_append_printf (table, "%s%u", p > 0 ? " " : "", (p * (i + 1) + 50 * u) % 256);
        g_string_append_printf (table, ",%s\n", usages[u]);
      }
  g_assert_cmpint (g_mkdir_with_parents (path, 0777), ==, 0);
  g_assert_true (g_file_set_contents (file, table->str, -1, NULL));
  return path;
}

static GtkWidget *
group_titled (GtkWidget *dialog, const char *title)
{
  GtkWidget *found = find (dialog, FUS_TYPE_DATASET_GROUP, "title", title);

  g_assert_nonnull (found);
  return found;
}

static gboolean
shows_table (gpointer dialog)
{
  return find (dialog, ADW_TYPE_EXPANDER_ROW, "title", "FER-2013: 42 frames") != NULL;
}

static gboolean
shows_one_test (gpointer dialog)
{
  return find (dialog, ADW_TYPE_EXPANDER_ROW, "title", "FER-2013: 28 frames") != NULL;
}

/* Identity from one folder, expression from another, with less of each than there is. */
static void
test_two_folders (Fixture *f, gconstpointer data)
{
  g_autofree char *fer = write_fer (f, 2);
  FusNewStudyDialog *dialog = fus_new_study_dialog_new (NULL, f->faces, 1);
  FusDatasetGroup *first = FUS_DATASET_GROUP (group_titled (GTK_WIDGET (dialog), "Faces"));
  FusDatasetGroup *second
      = FUS_DATASET_GROUP (group_titled (GTK_WIDGET (dialog), "Expressions from a Second"));
  GtkWidget *most, *test, *name;
  guint n[2] = { 0 };

  g_signal_connect_swapped (dialog, "created", G_CALLBACK (created_cb), f);
  gtk_window_present (GTK_WINDOW (dialog));
  fixture_wait (shows_people, dialog, 20);
  /* What was recognised is told label by label. */
  g_assert_nonnull (find (GTK_WIDGET (first), ADW_TYPE_ACTION_ROW, "subtitle", "happy 16"));
  most = find (GTK_WIDGET (first), ADW_TYPE_ACTION_ROW, "title", "Most frames");
  most = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (most));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (most), 6);
  g_assert_cmpuint (fus_dataset_group_dataset (first)->frames->n_frames, ==, 48);

  fus_dataset_group_set_folder (second, fer);
  g_assert_true (fus_dataset_group_unsettled (second));
  fixture_wait (shows_table, dialog, 20);
  g_assert_false (fus_dataset_group_unsettled (second));
  test = find (GTK_WIDGET (second), ADW_TYPE_COMBO_ROW, "title", "Test on");
  g_assert_true (gtk_widget_get_visible (test));
  adw_combo_row_set_selected (ADW_COMBO_ROW (test), FUS_FER_TEST_PRIVATE);
  g_assert_true (shows_one_test (dialog));

  name = find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, "title", "Name");
  gtk_editable_set_text (GTK_EDITABLE (name), "both");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "study.create", NULL));
  fixture_wait (is_created, f, 30);
  g_assert_cmpuint (fus_study_n_datasets (f->created), ==, 2);
  for (guint i = 0; i < fus_study_frames (f->created)->n_frames; i++)
    n[fus_study_frames (f->created)->frames[i].dataset]++;
  g_assert_cmpuint (n[0], ==, 48);
  g_assert_cmpuint (n[1], ==, 28);
}

static void
test_not_a_dataset (Fixture *f, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (f->folder, "empty", NULL);
  FusNewStudyDialog *dialog;

  g_assert_cmpint (g_mkdir_with_parents (empty, 0777), ==, 0);
  dialog = fus_new_study_dialog_new (NULL, empty, 1);
  gtk_window_present (GTK_WINDOW (dialog));
  fixture_wait (shows_error, dialog, 20);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What a folder is called is no markup. */
static void
test_name_like_markup (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "R&D <b>", NULL);
  FusNewStudyDialog *dialog;
  GtkWidget *label;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  dialog = fus_new_study_dialog_new (NULL, folder, 1);
  gtk_window_present (GTK_WINDOW (dialog));
  fixture_wait (shows_error, dialog, 20);
  label = find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "label", "R&D <b>");
  g_assert_nonnull (label);
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (label)), "R&D <b>"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static int
protocol_value (FusNewStudyDialog *dialog, const char *title)
{
  GtkWidget *row = find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "title", title);

  g_assert_nonnull (row);
  return gtk_spin_button_get_value_as_int (
      GTK_SPIN_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row))));
}

/* A setting of one's own is no preset any more, and one set back is the preset again. */
static void
test_own_settings (Fixture *f, gconstpointer data)
{
  FusNewStudyDialog *dialog = fus_new_study_dialog_new (NULL, NULL, 1);
  GtkWidget *preset = find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, "title", "Preset");
  GtkWidget *row = find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "title", "Epochs");
  GtkWidget *epochs;

  g_assert_nonnull (row);
  epochs = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (preset)), ==, FUS_PRESET_QUICK);
  adw_combo_row_set_selected (ADW_COMBO_ROW (preset), FUS_PRESET_PAPER);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (epochs)), ==, 250);
  g_assert_cmpint (protocol_value (dialog, "Seed"), ==, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (epochs), 12);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (preset)), ==, FUS_PRESET_OWN);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (epochs), 250);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (preset)), ==, FUS_PRESET_PAPER);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/new-study-dialog/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  char *home = fixture_folder_new ();
  int status;

  /* The dialog proposes the person's documents folder, or home; GLib asks for it only once. */
  g_setenv ("HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("create", test_create);
  ADD ("two-folders", test_two_folders);
  ADD ("not-a-dataset", test_not_a_dataset);
  ADD ("name-like-markup", test_name_like_markup);
  ADD ("own-settings", test_own_settings);
  status = g_test_run ();
  fixture_folder_free (home);
  return status;
}
