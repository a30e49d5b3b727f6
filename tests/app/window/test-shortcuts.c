/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/application.h"
#include "app/state/settings.h"
#include "app/widgets/shortcuts.h"
#include "app/window/help-overlay.h"
#include "app/window/pages.h"
#include "app/window/presenter.h"
#include "app/window/window.h"
#include "tests/app/widgets.h"

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
  GtkWidget *overlay = GTK_WIDGET (fus_help_overlay_new ());

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

static GType
type_of_page (const char *name)
{
  guint n;
  const FusPageRow *pages = fus_pages (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (pages[i].name, name))
      return pages[i].type ();
  g_assert_not_reached ();
}

static GType
type_of_owner (FusKeyOwner owner)
{
  switch (owner)
    {
    case FUS_KEYS_OF_PROGRAM:
    case FUS_KEYS_OF_WINDOW:
      return FUS_TYPE_WINDOW;
    case FUS_KEYS_OF_FRAMES:
      return type_of_page ("frames");
    case FUS_KEYS_OF_AVERAGE:
      return type_of_page ("average");
    case FUS_KEYS_OF_LAYERS:
      return type_of_page ("layers");
    case FUS_KEYS_OF_FILTERS:
      return type_of_page ("filters");
    case FUS_KEYS_OF_PRESENTER:
      return FUS_TYPE_PRESENTER;
    case FUS_KEYS_OF_GTK:
      break;
    }
  g_assert_not_reached ();
}

static gboolean
class_has_action (GType type, const char *name, const GVariantType *target)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  const char *found, *property;
  const GVariantType *parameter;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_CLASS (klass), i, &owner, &found,
                                                   &parameter, &property);
       i++)
    if (g_str_equal (found, name))
      return parameter == NULL ? target == NULL
                               : target != NULL && g_variant_type_equal (parameter, target);
  return FALSE;
}

static gboolean
group_has_action (GActionGroup *group, const char *name, const GVariantType *target)
{
  const GVariantType *parameter;

  if (!g_action_group_query_action (group, name, NULL, &parameter, NULL, NULL, NULL))
    return FALSE;
  return parameter == NULL ? target == NULL
                           : target != NULL && g_variant_type_equal (parameter, target);
}

/* Whether the action is there for who has the key, and takes the target it is given. */
static gboolean
action_exists (Fixture *f, GType owner, const char *detailed)
{
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_action_parse_detailed_name (detailed, &name, &target, &error);
  g_assert_no_error (error);
  if (target != NULL)
    g_variant_ref_sink (target);
  const GVariantType *type = target != NULL ? g_variant_get_type (target) : NULL;
  const char *bare = strchr (name, '.') + 1;

  if (g_str_has_prefix (name, "view."))
    return group_has_action (fus_view_options_actions (options), bare, type);
  if (g_str_has_prefix (name, "app."))
    return group_has_action (G_ACTION_GROUP (f->application), bare, type);
  return class_has_action (owner, name, type) || class_has_action (FUS_TYPE_WINDOW, name, type)
         || (g_str_has_prefix (name, "win.")
             && group_has_action (G_ACTION_GROUP (f->window), bare, type));
}

/* A key that a person is told of does something. */
static void
test_actions_exist (Fixture *f, gconstpointer data)
{
  guint n, n_without = 0;
  const FusShortcut *rows = fus_shortcuts (&n);

  for (guint i = 0; i < n; i++)
    if (rows[i].owner == FUS_KEYS_OF_GTK)
      n_without++;
    else if (!action_exists (f, type_of_owner (rows[i].owner), rows[i].action))
      g_error ("there is no action %s", rows[i].action);
  /* The main menu's F10, which a GtkMenuButton binds. */
  g_assert_cmpuint (n_without, ==, 1);
}

static void
assert_bound (GtkWidget *widget, const char *detailed, const char *keys)
{
  g_auto (GStrv) split = g_strsplit (keys != NULL ? keys : "", " ", -1);
  g_autofree char *wanted = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (detailed, &wanted, &target, NULL));
  if (target != NULL)
    g_variant_ref_sink (target);
  for (guint k = 0; split[k] != NULL; k++)
    {
      guint key;
      GdkModifierType modifiers;

      g_assert_true (gtk_accelerator_parse (split[k], &key, &modifiers));
      g_autofree char *action = bound_action (widget, key, modifiers);
      if (g_strcmp0 (action, wanted) != 0)
        g_error ("%s runs %s in a %s, not %s", split[k], action != NULL ? action : "nothing",
                 G_OBJECT_TYPE_NAME (widget), wanted);
    }
}

/* The keys of a page are with the page, those of the window with the window. */
static void
test_keys_are_bound (Fixture *f, gconstpointer data)
{
  guint n;
  const FusShortcut *rows = fus_shortcuts (&n);

  for (guint i = 0; i < n; i++)
    {
      if (rows[i].owner == FUS_KEYS_OF_GTK || rows[i].owner == FUS_KEYS_OF_PROGRAM)
        continue;
      const gboolean of_window = rows[i].owner == FUS_KEYS_OF_WINDOW;
      GtkWidget *widget = of_window ? g_object_ref (GTK_WIDGET (f->window))
                                    : g_object_new (type_of_owner (rows[i].owner), NULL);

      if (!of_window)
        g_object_ref_sink (widget);
      assert_bound (widget, rows[i].action, rows[i].keys);
      assert_bound (widget, rows[i].action, rows[i].also);
      g_object_unref (widget);
    }
}

/* No page is without a key, and the key is told. */
static void
test_pages (Fixture *f, gconstpointer data)
{
  guint n;

  fus_pages (&n);
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *action = fus_page_action (i);
      g_autofree char *key = fus_page_key (i);
      g_auto (GStrv) keys
          = gtk_application_get_accels_for_action (GTK_APPLICATION (f->application), action);

      g_assert_cmpstr (keys[0], ==, key);
      g_assert_true (is_told (f, key));
      g_assert_true (action_exists (f, FUS_TYPE_WINDOW, action));
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
  ADD ("actions-exist", test_actions_exist);
  ADD ("keys-are-bound", test_keys_are_bound);
  ADD ("pages", test_pages);
  const int result = g_test_run ();
  g_object_unref (the_application);
  return result;
}
