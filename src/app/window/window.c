/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/window-private.h"
#include "app/state/settings.h"
#include "app/training/training-indicator.h"
#include "app/widgets/shortcuts.h"
#include "app/window/help-overlay.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (FusWindow, fus_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_PAGE,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, FusWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  gtk_widget_set_visible (self->drop_hint, FALSE);
  if (files == NULL)
    return FALSE;
  g_autofree char *path = g_file_get_path (files->data);
  if (path == NULL)
    {
      fus_window_toast (self, _ ("Only what is on this machine can be opened."));
      return FALSE;
    }
  fus_window_open_path (self, path);
  return TRUE;
}

static GdkDragAction
on_drop_enter (GtkDropTarget *target, double x, double y, FusWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, TRUE);
  return GDK_ACTION_COPY;
}

static void
on_drop_leave (GtkDropTarget *target, FusWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, FALSE);
}

static void
toast (GtkWidget *widget, const char *name, GVariant *parameter)
{
  fus_window_toast (FUS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_notice_failed (FusWindow *self, const char *heading, const char *message)
{
  fus_window_show_problem (self, heading, message);
}

/* A drive may have come or gone while another window was in front. */
static void
on_active (FusWindow *self)
{
  if (self->view != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    fus_study_notice_check (self->notice);
}

static void
update_recent_menu (FusWindow *self)
{
  g_auto (GStrv) paths = fus_recent_studies (self->settings);

  g_menu_remove_all (self->recent_menu);
  for (guint i = 0; paths[i] != NULL && i < 6; i++)
    {
      g_autofree char *title = g_filename_display_basename (paths[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);
      g_menu_item_set_action_and_target (item, "win.open-path", "s", paths[i]);
      g_menu_append_item (self->recent_menu, item);
    }
}

static gboolean
fus_window_close_request (GtkWindow *window)
{
  FusWindow *self = FUS_WINDOW (window);

  if (fus_window_ask_to_stop (self, FUS_AFTER_TRAINING_CLOSE_WINDOW, NULL))
    return GDK_EVENT_STOP;
  fus_window_close_study (self);
  return GTK_WINDOW_CLASS (fus_window_parent_class)->close_request (window);
}

static void
fus_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FusWindow *self = FUS_WINDOW (object);

  if (id == PROP_PAGE)
    g_value_set_string (value, self->view == NULL ? "welcome"
                                                  : adw_view_stack_get_visible_child_name (
                                                      fus_study_view_pages (self->view)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fus_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FusWindow *self = FUS_WINDOW (object);

  if (id != PROP_PAGE)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (self->view != NULL && g_value_get_string (value) != NULL)
    fus_study_view_show (self->view, g_value_get_string (value));
}

static void
fus_window_dispose (GObject *object)
{
  FusWindow *self = FUS_WINDOW (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->demo_job != NULL)
    fus_job_cancel (self->demo_job);
  g_clear_object (&self->demo_job);
  fus_window_stop_drawing (self);
  if (self->view != NULL)
    fus_window_close_study (self);
  g_clear_object (&self->next);
  g_clear_object (&self->options);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_WINDOW);
  G_OBJECT_CLASS (fus_window_parent_class)->dispose (object);
}

static void
fus_window_class_init (FusWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = fus_window_get_property;
  object_class->set_property = fus_window_set_property;
  object_class->dispose = fus_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = fus_window_close_request;

  props[PROP_PAGE]
      = g_param_spec_string ("page", NULL, NULL, "welcome",
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  fus_window_install_study_actions (widget_class);
  fus_window_install_stage_actions (widget_class);
  fus_window_install_present_action (widget_class);
  gtk_widget_class_install_property_action (widget_class, "win.page", "page");
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast);
  fus_shortcuts_bind (widget_class, FUS_KEYS_OF_WINDOW);

  g_type_ensure (FUS_TYPE_STUDY_NOTICE);
  g_type_ensure (FUS_TYPE_WELCOME_PAGE);
  g_type_ensure (FUS_TYPE_TRAINING_INDICATOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fusiform/Fusiform/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, FusWindow, header);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, study_button);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, study_title);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, indicator);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, drop_hint);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, drawing_bar);
  gtk_widget_class_bind_template_child (widget_class, FusWindow, recent_menu);
  gtk_widget_class_bind_template_callback (widget_class, fus_window_open_path);
  gtk_widget_class_bind_template_callback (widget_class, on_notice_failed);
}

static void
fus_window_init (FusWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  g_signal_connect (drop, "enter", G_CALLBACK (on_drop_enter), self);
  g_signal_connect (drop, "leave", G_CALLBACK (on_drop_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active), NULL);
}

FusWindow *
fus_window_new (GtkApplication *application, GSettings *settings)
{
  FusWindow *self = g_object_new (FUS_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  self->options = fus_view_options_new (settings);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "view",
                                  fus_view_options_actions (self->options));
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::recent-studies", G_CALLBACK (update_recent_menu),
                           self, G_CONNECT_SWAPPED);
  update_recent_menu (self);
  fus_welcome_page_set_settings (self->welcome, settings);
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self), fus_help_overlay_new ());
  fus_window_update_stage_actions (self);
  return self;
}

FusStudyView *
fus_window_study_view (FusWindow *self)
{
  g_return_val_if_fail (FUS_IS_WINDOW (self), NULL);
  return self->view;
}

void
fus_window_toast (FusWindow *self, const char *message)
{
  g_return_if_fail (FUS_IS_WINDOW (self));
  /* A toast's title is markup, a message may hold anything. */
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}
