/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/units/units.h"
#include "app/state/page.h"
#include "app/units/filters-page.h"

#include "app/units/unit-column.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "study/jobs/gate.h"
#include <adwaita.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusWorkspace *workspace;
  FusFiltersPage *page;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  g_autoptr (FusStudy) study = fixture_study (f->folder, 8, &protocol);
  if (data != NULL)
    {
      fixture_train (study, FUS_NETWORK_JOINT);
      fixture_settle ();
    }
  f->workspace = fus_workspace_new (study, options, 1);
  f->page = g_object_new (FUS_TYPE_FILTERS_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 1000, 600);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_page_set_workspace (FUS_PAGE (f->page), f->workspace);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  fus_workspace_close (f->workspace);
  /* What was cancelled still has to find out. */
  fixture_wait_dropped (f->workspace);
  fixture_folder_free (f->folder);
}

static GtkWidget *
find (GtkWidget *widget, gboolean (*is_it) (GtkWidget *widget, const char *text), const char *text)
{
  if (is_it (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, is_it, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_status (GtkWidget *widget, const char *text)
{
  return ADW_IS_STATUS_PAGE (widget) && gtk_widget_get_mapped (widget);
}

static gboolean
shows_status (gpointer data)
{
  return find (GTK_WIDGET (((Fixture *) data)->page), is_status, NULL) != NULL;
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  fixture_wait (shows_status, f, 10);
}

static gboolean
has_pictures (gpointer data)
{
  Fixture *f = data;

  /* conv8 of so narrow a network has 26 units. */
  for (guint unit = 0; unit < 26; unit++)
    {
      FusStimulusSettings settings = { FUS_STIMULUS_CLEAR, 1, 512, 0 };
      g_autofree char *path = fus_stimulus_store_path (
          fus_workspace_study (f->workspace), FUS_NETWORK_JOINT, FUS_LAYER_CONV8, unit, &settings);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_units (gpointer data)
{
  return find (GTK_WIDGET (((Fixture *) data)->page), says, "of the test frames") != NULL;
}

static gboolean
counts_three (gpointer data)
{
  return find (GTK_WIDGET (((Fixture *) data)->page), says, "3 units") != NULL;
}

static gboolean
is_entry (GtkWidget *widget, const char *text)
{
  return GTK_IS_ENTRY (widget);
}

static GtkEditable *
address_of (Fixture *f)
{
  return GTK_EDITABLE (find (GTK_WIDGET (f->page), is_entry, NULL));
}

/* All of the layer is made without anybody asking, and a chosen unit is told about. */
static void
test_makes (Fixture *f, gconstpointer data)
{
  const FusUnitAddress address = { FUS_NETWORK_JOINT, FUS_LAYER_CONV1, 1 };

  fixture_wait (has_pictures, f, 100);
  fus_filters_page_show_unit (f->page, &address);
  fixture_wait (has_units, f, 30);
  g_assert_cmpstr (gtk_editable_get_text (address_of (f)), ==, "joint:conv1:1");
  fixture_wait (counts_three, f, 10);
}

static gboolean
is_column (GtkWidget *widget, const char *text)
{
  return FUS_IS_UNIT_COLUMN (widget)
         && g_str_equal (fus_network_kind_name (fus_unit_column_kind (FUS_UNIT_COLUMN (widget))),
                         text);
}

/* Stopped, nothing more is made until it is continued or something else is asked for; and layers
 * are stepped through by key. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  GtkWidget *column = find (GTK_WIDGET (f->page), is_column, "joint");

  g_assert_nonnull (column);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->page), "filters.stop", NULL));
  /* Whoever was making some has left the gate by the time that all others may go in. */
  fus_gate_enter (fus_gate_get_default (), FUS_GATE_TRAINING);
  fus_gate_leave (fus_gate_get_default (), FUS_GATE_TRAINING);
  fixture_settle ();
  g_assert_false (has_pictures (f));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->page), "filters.step-layer", "i", -7));
  fixture_wait (counts_three, f, 10);
  /* There is nothing before conv1. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->page), "filters.step-layer", "i", -1));
  widgets_drawn (GTK_WIDGET (f->page));
  g_assert_true (counts_three (f));
  g_assert_false (gtk_widget_get_visible (find (GTK_WIDGET (f->page), is_column, "expression")));
}

static void
type (Fixture *f, const char *text)
{
  gtk_editable_set_text (address_of (f), text);
  g_signal_emit_by_name (address_of (f), "activate");
}

static gboolean
is_wrong (Fixture *f)
{
  return gtk_widget_has_css_class (GTK_WIDGET (address_of (f)), "error");
}

/* A unit is chosen by its address; what is wrong with one is said, and the chosen one stays. */
static void
test_address (Fixture *f, gconstpointer data)
{
  FusUnitColumn *joint = FUS_UNIT_COLUMN (find (GTK_WIDGET (f->page), is_column, "joint"));

  g_assert_cmpstr (gtk_editable_get_text (address_of (f)), ==, "");
  type (f, " joint:conv6:3 ");
  g_assert_cmpuint (fus_unit_column_unit (joint), ==, 3);
  g_assert_cmpstr (gtk_editable_get_text (address_of (f)), ==, "joint:conv6:3");
  const char *wrong[] = { "joint:conv6:4000", "joint:conv9:1", "expression:conv6:3", "nonsense" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      type (f, wrong[i]);
      g_assert_true (is_wrong (f));
      g_assert_cmpuint (fus_unit_column_unit (joint), ==, 3);
    }
  type (f, "joint:conv6:4");
  g_assert_false (is_wrong (f));
  g_assert_cmpuint (fus_unit_column_unit (joint), ==, 4);
  /* Another layer begins without a chosen unit. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->page), "filters.step-layer", "i", 1));
  g_assert_cmpstr (gtk_editable_get_text (address_of (f)), ==, "");
}

static gboolean
is_sorted (gpointer data)
{
  FusUnitColumn *joint
      = FUS_UNIT_COLUMN (find (GTK_WIDGET (((Fixture *) data)->page), is_column, "joint"));

  for (guint i = 0; i < 26; i++)
    if (fus_unit_column_unit_at (joint, i) != i)
      return TRUE;
  return FALSE;
}

/* The most active come first, as soon as that is known, and the chosen one stays chosen. */
static void
test_by_activation (Fixture *f, gconstpointer data)
{
  FusUnitColumn *joint = FUS_UNIT_COLUMN (find (GTK_WIDGET (f->page), is_column, "joint"));

  type (f, "joint:conv8:7");
  g_assert_false (is_sorted (f));
  g_object_set (f->page, "by-activation", TRUE, NULL);
  fixture_wait (is_sorted, f, 60);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyUnits) units = fus_analysis_compute (
      &fus_units_analysis, fus_workspace_study (f->workspace), 1, NULL, NULL, &error);
  g_assert_no_error (error);
  const FusUnit *facts = units->units[FUS_NETWORK_JOINT]->units[FUS_LAYER_CONV8];
  for (guint i = 1; i < 26; i++)
    g_assert_cmpfloat (facts[fus_unit_column_unit_at (joint, i - 1)].mean, >=,
                       facts[fus_unit_column_unit_at (joint, i)].mean);
  g_assert_cmpuint (fus_unit_column_unit_at (joint, 26), ==, GTK_INVALID_LIST_POSITION);
  g_assert_cmpuint (fus_unit_column_unit (joint), ==, 7);
  g_assert_cmpstr (gtk_editable_get_text (address_of (f)), ==, "joint:conv8:7");
  g_object_set (f->page, "by-activation", FALSE, NULL);
  g_assert_false (is_sorted (f));
  g_assert_cmpuint (fus_unit_column_unit (joint), ==, 7);
}

#define ADD(path, trained, function)                                                               \
  g_test_add (path, Fixture, GINT_TO_POINTER (trained), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/filters-page/untrained", FALSE, test_untrained);
  ADD ("/filters-page/makes", TRUE, test_makes);
  ADD ("/filters-page/address", TRUE, test_address);
  ADD ("/filters-page/by-activation", TRUE, test_by_activation);
  ADD ("/filters-page/stop", TRUE, test_stop);
  return g_test_run ();
}
