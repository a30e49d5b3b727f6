/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "new-study-dialog.h"

#include "fixture.h"
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
  g_clear_object (&f->created);
  fixture_run_for (0.3);
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

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "study.create", NULL));
  fixture_wait (is_created, f, 20);
  g_assert_true (g_str_has_suffix (fus_study_path (f->created), "/mine"));
  g_assert_cmpint (fus_study_protocol (f->created)->preset, ==, FUS_PRESET_QUICK);
  g_assert_true (fus_study_faults_checked (f->created));
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

/* A setting of one's own is no preset any more. */
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
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (epochs), 12);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (preset)), ==, FUS_PRESET_OWN);
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
  ADD ("not-a-dataset", test_not_a_dataset);
  ADD ("own-settings", test_own_settings);
  status = g_test_run ();
  fixture_folder_free (home);
  return status;
}
