/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/welcome-page.h"
#include "app/state/settings.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _FusWelcomePage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkStack *stack;
  AdwPreferencesGroup *recent;
  GtkLabel *job_title;
  GtkProgressBar *progress;

  /* owned */
  GSettings *settings;
  FusJob *job;
  GPtrArray *rows; /* borrowed widgets */
};

G_DEFINE_FINAL_TYPE (FusWelcomePage, fus_welcome_page, GTK_TYPE_WIDGET)

enum
{
  OPEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static const char *
row_path (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "path");
}

static void
on_row_activated (FusWelcomePage *self, GtkWidget *row)
{
  g_signal_emit (self, signals[OPEN], 0, row_path (row));
}

static void
on_remove_clicked (FusWelcomePage *self, GtkWidget *button)
{
  fus_recent_studies_remove (self->settings, row_path (button));
}

/* "~/Studies/demo" */
static char *
short_path (const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *shown = g_filename_display_name (path);

  if (g_str_has_prefix (path, home) && path[strlen (home)] == '/')
    return g_strconcat ("~", shown + strlen (home), NULL);
  return g_steal_pointer (&shown);
}

static GtkWidget *
recent_row (FusWelcomePage *self, const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *title = g_filename_display_basename (path);
  g_autofree char *subtitle = short_path (path);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (path), g_free);
  g_object_set_data_full (G_OBJECT (remove), "path", g_strdup (path), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_tooltip_text (remove, _ ("Take off this list; the study stays where it is"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  g_signal_connect_swapped (row, "activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove_clicked), self);
  return row;
}

static void
update_recent (FusWelcomePage *self)
{
  g_auto (GStrv) paths = fus_recent_studies (self->settings);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->recent, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      GtkWidget *row = recent_row (self, paths[i]);
      adw_preferences_group_add (self->recent, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent), self->rows->len > 0);
}

static void
on_progress (FusWelcomePage *self)
{
  gtk_progress_bar_set_fraction (self->progress, fus_job_get_progress (self->job));
}

static void
on_cancel (FusWelcomePage *self)
{
  if (self->job != NULL)
    fus_job_cancel (self->job);
}

static void
fus_welcome_page_dispose (GObject *object)
{
  FusWelcomePage *self = FUS_WELCOME_PAGE (object);

  g_clear_object (&self->job);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_WELCOME_PAGE);
  G_OBJECT_CLASS (fus_welcome_page_parent_class)->dispose (object);
}

static void
fus_welcome_page_class_init (FusWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_welcome_page_dispose;
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FusWelcomePage, content);
  gtk_widget_class_bind_template_child (widget_class, FusWelcomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, FusWelcomePage, recent);
  gtk_widget_class_bind_template_child (widget_class, FusWelcomePage, job_title);
  gtk_widget_class_bind_template_child (widget_class, FusWelcomePage, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_welcome_page_init (FusWelcomePage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_welcome_page_set_settings (FusWelcomePage *self, GSettings *settings)
{
  g_return_if_fail (FUS_IS_WELCOME_PAGE (self));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::recent-studies", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  update_recent (self);
}

void
fus_welcome_page_set_job (FusWelcomePage *self, FusJob *job)
{
  g_return_if_fail (FUS_IS_WELCOME_PAGE (self));

  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_set_object (&self->job, job);
  if (job != NULL)
    {
      gtk_label_set_label (self->job_title, fus_job_get_title (job));
      g_signal_connect_object (job, "notify::progress", G_CALLBACK (on_progress), self,
                               G_CONNECT_SWAPPED);
      on_progress (self);
    }
  gtk_stack_set_visible_child_name (self->stack, job != NULL ? "job" : "choices");
}
