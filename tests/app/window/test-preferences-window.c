/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/preferences-window.h"

#include "faces/budget.h"
#include "figures/colormap.h"
#include "app/state/settings.h"
#include "tests/app/widgets.h"
#include "tests/study/fixture.h"

typedef struct
{
  GSettings *settings;
  FusPreferencesWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->settings = fus_settings_new (&error);
  g_assert_no_error (error);
  g_settings_set_uint (f->settings, "threads", 3);
  g_settings_set_uint (f->settings, "cache-limit-mb", 256);
  g_settings_set_string (f->settings, "colormap", fus_colormap_name (FUS_COLORMAP_JET));
  f->window = fus_preferences_window_new (NULL, f->settings);
  gtk_window_present (GTK_WINDOW (f->window));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_settings_reset (f->settings, "threads");
  g_settings_reset (f->settings, "cache-limit-mb");
  g_settings_reset (f->settings, "colormap");
  g_object_unref (f->settings);
}

typedef struct
{
  GtkSpinButton *spins[4];
  guint n;
} Spins;

static void
gather_spin (GtkWidget *widget, gpointer data)
{
  Spins *spins = data;

  if (GTK_IS_SPIN_BUTTON (widget))
    spins->spins[spins->n++] = GTK_SPIN_BUTTON (widget);
}

static void
test_numbers (Fixture *f, gconstpointer data)
{
  Spins spins = { 0 };

  widgets_each (GTK_WIDGET (f->window), gather_spin, &spins);
  g_assert_cmpuint (spins.n, ==, 2);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (spins.spins[0]), ==, 3);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (spins.spins[1]), ==, 256);
  gtk_spin_button_set_value (spins.spins[0], 2);
  gtk_spin_button_set_value (spins.spins[1], 512);
  g_assert_cmpuint (g_settings_get_uint (f->settings, "threads"), ==, 2);
  g_assert_cmpuint (g_settings_get_uint (f->settings, "cache-limit-mb"), ==, 512);
}

/* The row of the limit says how much is kept, as it changes. */
static gboolean
says (gpointer data)
{
  return widgets_find_text (data, "7 in use now") != NULL;
}

static void
test_used (Fixture *f, gconstpointer data)
{
  FusShelf *shelf = fus_shelf_new (fus_budget_get_default (), NULL, NULL, NULL,
                                   (GBoxedCopyFunc) g_ref_string_acquire,
                                   (GDestroyNotify) g_ref_string_release);
  char *value = g_ref_string_new ("kept");

  g_assert_false (says (f->window));
  fus_shelf_put (shelf, NULL, value, (gsize) 7 << 20);
  g_ref_string_release (value);
  fixture_wait (says, f->window, 60);
  fus_shelf_free (shelf);
}

static void
test_colormap (Fixture *f, gconstpointer data)
{
  AdwComboRow *row = ADW_COMBO_ROW (widgets_find (GTK_WIDGET (f->window), ADW_TYPE_COMBO_ROW));
  g_autofree char *name = NULL;

  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, FUS_COLORMAP_JET);
  adw_combo_row_set_selected (row, FUS_COLORMAP_VIRIDIS);
  name = g_settings_get_string (f->settings, "colormap");
  g_assert_cmpstr (name, ==, fus_colormap_name (FUS_COLORMAP_VIRIDIS));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/preferences-window/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("numbers", test_numbers);
  ADD ("used", test_used);
  ADD ("colormap", test_colormap);
  return g_test_run ();
}
