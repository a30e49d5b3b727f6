/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/application.h"
#include "figures/colormap.h"
#include "app/window/preferences-window.h"
#include "app/state/settings.h"
#include "app/widgets/shortcuts.h"
#include "app/window/pages.h"
#include "app/window/window.h"

#include <glib/gi18n-lib.h>

struct _FusApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (FusApplication, fus_application, ADW_TYPE_APPLICATION)

static FusWindow *
ensure_window (FusApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* A dialog may be the active one. */
  while (window != NULL && !FUS_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window == NULL)
    window = GTK_WINDOW (fus_window_new (GTK_APPLICATION (self), self->settings));
  gtk_window_present (window);
  return FUS_WINDOW (window);
}

static void
fus_application_activate (GApplication *application)
{
  FusApplication *self = FUS_APPLICATION (application);

  if (self->settings != NULL)
    ensure_window (self);
}

static void
fus_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  FusApplication *self = FUS_APPLICATION (application);
  g_autofree char *path = g_file_get_path (files[0]);

  if (self->settings == NULL)
    return;
  FusWindow *window = ensure_window (self);
  if (path != NULL)
    fus_window_open_path (window, path);
  else
    fus_window_toast (window, _ ("Only what is on this machine can be opened."));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (data));
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about, "transient-for", parent, "modal", TRUE, "application-name", _ ("Fusiform"),
                "application-icon", FUS_APP_ID, "version", FUS_VERSION, "license-type",
                GTK_LICENSE_GPL_3_0, "developer-name", _ ("The Fusiform maintainers"), "comments",
                _ ("How a network comes to tell who a face is from what it expresses. Trains on "
                   "this machine; nothing leaves it."),
                NULL);
  adw_about_window_add_legal_section (
      ADW_ABOUT_WINDOW (about), _ ("Data sets"), NULL, GTK_LICENSE_CUSTOM,
      _ ("KDEF, FER-2013 and VoxCeleb are not part of Fusiform; each has terms of its own."));
  gtk_window_present (GTK_WINDOW (about));
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FusApplication *self = FUS_APPLICATION (data);

  gtk_window_present (GTK_WINDOW (fus_preferences_window_new (
      gtk_application_get_active_window (GTK_APPLICATION (self)), self->settings)));
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  /* Closing the window asks about training; quitting must not go around that. */
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (G_APPLICATION (data));
}

static const GActionEntry actions[] = {
  { .name = "about", .activate = show_about },
  { .name = "preferences", .activate = show_preferences },
  { .name = "quit", .activate = quit },
};

/* Each page has a key of its own beside those of the table. */
static void
set_accelerators (GtkApplication *application)
{
  guint n;

  fus_shortcuts_set_accels (application);
  fus_pages (&n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *action = fus_page_action (i);
      g_autofree char *key = fus_page_key (i);

      gtk_application_set_accels_for_action (application, action, (const char *[]){ key, NULL });
    }
}

/* The tasks' colours come from one place, so that views, plots and files agree. */
static void
load_task_colors (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autoptr (GString) css = g_string_new (NULL);

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusColor *color = &fus_color_task[task];
      g_string_append_printf (css, "@define-color fus_%s rgb(%d,%d,%d);", fus_task_name (task),
                              (int) (color->red * 255 + 0.5), (int) (color->green * 255 + 0.5),
                              (int) (color->blue * 255 + 0.5));
    }
  gtk_css_provider_load_from_data (provider, css->str, (gssize) css->len);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* Studies opened from now on keep to it. */
static void
set_cache_limit (FusApplication *self)
{
  fus_budget_set_limit (fus_budget_get_default (),
                        (gsize) g_settings_get_uint (self->settings, "cache-limit-mb") << 20);
}

static void
fus_application_startup (GApplication *application)
{
  FusApplication *self = FUS_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (fus_application_parent_class)->startup (application);
  self->settings = fus_settings_new (&error);
  if (self->settings == NULL)
    {
      g_printerr ("fusiform: %s\n", error->message);
      return;
    }
  g_signal_connect_object (self->settings, "changed::cache-limit-mb", G_CALLBACK (set_cache_limit),
                           self, G_CONNECT_SWAPPED);
  set_cache_limit (self);
  load_task_colors ();
  gtk_window_set_default_icon_name (FUS_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accelerators (GTK_APPLICATION (self));
}

static int
fus_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Fusiform %s\n", FUS_VERSION);
      return 0;
    }
  return -1;
}

static void
fus_application_finalize (GObject *object)
{
  g_clear_object (&FUS_APPLICATION (object)->settings);
  G_OBJECT_CLASS (fus_application_parent_class)->finalize (object);
}

static void
fus_application_class_init (FusApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fus_application_finalize;
  application_class->activate = fus_application_activate;
  application_class->open = fus_application_open;
  application_class->startup = fus_application_startup;
  application_class->handle_local_options = fus_application_handle_local_options;
}

static void
fus_application_init (FusApplication *self)
{
  const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL },
  };
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application,
                                                     _ ("[STUDY[#UNIT] | FOLDER | PICTURE]"));
  g_application_set_option_context_summary (
      application,
      _ ("Opens a study, at a unit as in my-study#joint:conv8:137, starts a new one from a "
         "folder of faces, or explains a picture."));
}

FusApplication *
fus_application_new (GApplicationFlags flags)
{
  return g_object_new (FUS_TYPE_APPLICATION, "application-id", FUS_APP_ID, "flags",
                       flags | G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/org/fusiform/Fusiform", NULL);
}
