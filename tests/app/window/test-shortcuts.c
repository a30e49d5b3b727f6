/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/application.h"
#include "app/state/settings.h"
#include "tests/app/widgets.h"
#include "app/window/window.h"

/* The keys that a person is told of, and those that there are. */

typedef struct
{
  FusApplication *application;
  FusWindow *window;
  GHashTable *told; /* of accelerator names as GTK writes them */
} Fixture;

/* A process has one. */
static FusApplication *the_application;

static char *
normal (guint key, GdkModifierType modifiers)
{
  /* Shift is in the character already: "?" and "Shift+?" are one key. */
  if (key < 0x80 && !g_ascii_isalnum (key))
    modifiers &= ~GDK_SHIFT_MASK;
  return gtk_accelerator_name (gdk_keyval_to_lower (key), modifiers);
}

static void
gather_told (GtkWidget *widget, gpointer data)
{
  Fixture *f = data;
  g_autofree char *accelerator = NULL;

  if (!GTK_IS_SHORTCUTS_SHORTCUT (widget))
    return;
  g_object_get (widget, "accelerator", &accelerator, NULL);
  g_auto (GStrv) keys = g_strsplit (accelerator, " ", -1);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      guint key;
      GdkModifierType modifiers;

      if (!gtk_accelerator_parse (keys[i], &key, &modifiers))
        g_error ("“%s” is no key", keys[i]);
      g_hash_table_add (f->told, normal (key, modifiers));
    }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = fus_settings_new (&error);
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/org/fusiform/Fusiform/gtk/help-overlay.ui");
  GtkWidget *overlay = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));

  g_assert_no_error (error);
  f->application = g_object_ref (the_application);
  f->window = fus_window_new (GTK_APPLICATION (f->application), settings);
  f->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  widgets_each (overlay, gather_told, f);
  gtk_window_destroy (GTK_WINDOW (overlay));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->application);
  g_hash_table_unref (f->told);
}

static gboolean
is_told (Fixture *f, const char *accelerator)
{
  guint key;
  GdkModifierType modifiers;

  g_assert_true (gtk_accelerator_parse (accelerator, &key, &modifiers));
  g_autofree char *name = normal (key, modifiers);
  return g_hash_table_contains (f->told, name);
}

/* Every action with a key of the whole program is in the shortcuts window, by one of its keys. */
static void
test_accelerators (Fixture *f, gconstpointer data)
{
  GtkApplication *application = GTK_APPLICATION (f->application);
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);

  g_assert_cmpuint (g_strv_length (actions), >, 5);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (application, actions[i]);
      gboolean told = keys[0] == NULL;

      for (guint k = 0; keys[k] != NULL; k++)
        told |= is_told (f, keys[k]);
      if (!told)
        g_error ("the key of %s (%s) is not in the shortcuts window", actions[i], keys[0]);
    }
}

/* The action that a widget's class binds a key to, NULL for none. */
static char *
bound_action (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr (GtkShortcutTrigger) wanted = gtk_keyval_trigger_new (key, modifiers);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);

          if (GTK_IS_NAMED_ACTION (action)
              && gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            return g_strdup (gtk_named_action_get_action_name (GTK_NAMED_ACTION (action)));
        }
    }
  return NULL;
}

static void
test_letters (Fixture *f, gconstpointer data)
{
  const struct
  {
    guint key;
    const char *action;
  } letters[] = {
    { GDK_KEY_i, "view.identity" },   { GDK_KEY_e, "view.expression" },
    { GDK_KEY_a, "view.on-average" }, { GDK_KEY_3, "view.three" },
    { GDK_KEY_w, "view.whole" },      { GDK_KEY_question, "win.show-help-overlay" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *action = bound_action (GTK_WIDGET (f->window), letters[i].key, 0);
      g_autofree char *name = gtk_accelerator_name (letters[i].key, 0);

      g_assert_cmpstr (action, ==, letters[i].action);
      if (!is_told (f, name))
        g_error ("%s is not in the shortcuts window", name);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/app/shortcuts/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  the_application = fus_application_new (G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (the_application), NULL, NULL));
  ADD ("accelerators", test_accelerators);
  ADD ("letters", test_letters);
  const int result = g_test_run ();
  g_object_unref (the_application);
  return result;
}
