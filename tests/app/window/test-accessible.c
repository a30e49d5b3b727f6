/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/crop-dialog.h"
#include "app/window/faults-window.h"
#include "tests/study/fixture.h"
#include "app/window/new-study-dialog.h"
#include "app/window/preferences-window.h"
#include "app/state/settings.h"
#include "tests/app/widgets.h"
#include "app/window/window.h"

#include <string.h>

/* Whatever can be pressed or set says what it is: by a label, a tooltip or an accessible name. */

static char *
place_of (GtkWidget *widget)
{
  g_autoptr (GString) place = g_string_new (NULL);

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      g_string_prepend (place, G_OBJECT_TYPE_NAME (widget));
      if (gtk_widget_get_parent (widget) != NULL)
        g_string_prepend (place, " > ");
    }
  return g_string_free (g_steal_pointer (&place), FALSE);
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_autoptr (GList) mnemonics = gtk_widget_list_mnemonic_labels (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
         || gtk_widget_get_tooltip_text (widget) != NULL || mnemonics != NULL;
}

static gboolean
has_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child) && has_text (child))
      return TRUE;
  return FALSE;
}

/* A part of a larger widget of GTK's own is named by that. */
static GtkWidget *
whole_of (GtkWidget *widget)
{
  const GType wholes[] = { GTK_TYPE_MENU_BUTTON, GTK_TYPE_DROP_DOWN,       GTK_TYPE_SPIN_BUTTON,
                           GTK_TYPE_INFO_BAR,    GTK_TYPE_WINDOW_CONTROLS, GTK_TYPE_SEARCH_ENTRY,
                           ADW_TYPE_ENTRY_ROW,   ADW_TYPE_EXPANDER_ROW,    ADW_TYPE_COMBO_ROW };

  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    {
      GtkWidget *whole = gtk_widget_get_ancestor (gtk_widget_get_parent (widget), wholes[i]);
      if (whole != NULL && (wholes[i] != GTK_TYPE_INFO_BAR || !GTK_IS_BUTTON (widget)))
        return whole;
    }
  return NULL;
}

/* A row of a preferences list names what stands at its end. */
static gboolean
is_named_by_row (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

  return row != NULL && adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) == widget;
}

static void
check (GtkWidget *widget, gpointer data)
{
  guint *n = data;
  const gboolean is_set = GTK_IS_RANGE (widget) || GTK_IS_SPIN_BUTTON (widget)
                          || GTK_IS_DROP_DOWN (widget) || GTK_IS_SWITCH (widget);
  const gboolean is_pressed = GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget);

  if (gtk_widget_get_parent (widget) == NULL || (!is_set && !is_pressed)
      || GTK_IS_SCROLLBAR (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLBAR) != NULL
      || whole_of (widget) != NULL)
    return;
  (*n)++;
  if (is_named (widget) || is_named_by_row (widget) || (is_pressed && has_text (widget)))
    return;
  g_autofree char *place = place_of (widget);
  g_error ("nameless: %s", place);
}

static void
check_window (gpointer window, guint at_least)
{
  guint n = 0;

  widgets_each (GTK_WIDGET (window), check, &n);
  g_assert_cmpuint (n, >=, at_least);
}

typedef struct
{
  char *folder;
  FusStudy *study;
  GSettings *settings;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->folder = fixture_folder_new ();
  f->study = widgets_study (f->folder, TRUE);
  f->settings = fus_settings_new (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_wait_dropped (f->study);
  g_object_unref (f->settings);
  fixture_folder_free (f->folder);
}

static gboolean
has_study (gpointer data)
{
  return fus_window_study_view (data) != NULL;
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  FusWindow *window = fus_window_new (NULL, f->settings);

  gtk_window_present (GTK_WINDOW (window));
  check_window (window, 5);
  fus_window_open_path (window, fus_study_path (f->study));
  fixture_wait (has_study, window, 20);

  AdwViewStack *pages = fus_study_view_pages (fus_window_study_view (window));
  g_autoptr (GtkSelectionModel) list = adw_view_stack_get_pages (pages);
  const guint n_pages = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_assert_cmpuint (n_pages, >=, 3);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_nonnull (adw_view_stack_page_get_title (page));
      g_assert_nonnull (adw_view_stack_page_get_icon_name (page));
      adw_view_stack_set_visible_child (pages, adw_view_stack_page_get_child (page));
      widgets_drawn (GTK_WIDGET (window));
      check_window (window, 10);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_dialogs (Fixture *f, gconstpointer data)
{
  gpointer windows[] = {
    fus_crop_dialog_new (NULL, f->study, 0),
    fus_faults_window_new (NULL, f->study, 1),
    fus_new_study_dialog_new (NULL, NULL, 1),
    fus_preferences_window_new (NULL, f->settings),
  };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      gtk_window_present (GTK_WINDOW (windows[i]));
      widgets_drawn (windows[i]);
      check_window (windows[i], 1);
      gtk_window_destroy (GTK_WINDOW (windows[i]));
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/accessible/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("pages", test_pages);
  ADD ("dialogs", test_dialogs);
  return g_test_run ();
}
