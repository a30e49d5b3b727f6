/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/preferences-window.h"

#include "faces/budget.h"
#include "figures/colormap.h"
#include <glib/gi18n-lib.h>

struct _FusPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* Template widgets. */
  GtkSpinButton *threads;
  GtkSpinButton *cache_limit;
  AdwActionRow *cache_limit_row;
  AdwComboRow *colormap_row;

  GSettings *settings; /* owned */
  guint tick;
};

G_DEFINE_FINAL_TYPE (FusPreferencesWindow, fus_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* The row's position in its list stands for the colour map. */
static gboolean
colormap_from_setting (GValue *value, GVariant *variant, gpointer user_data)
{
  FusColormap colormap = FUS_COLORMAP_TASK;

  fus_colormap_parse (g_variant_get_string (variant, NULL), &colormap);
  g_value_set_uint (value, colormap);
  return TRUE;
}

static GVariant *
colormap_to_setting (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_string (fus_colormap_name ((FusColormap) g_value_get_uint (value)));
}

static gboolean
tell_used (gpointer data)
{
  FusPreferencesWindow *self = data;
  const guint used = (guint) (fus_budget_used (fus_budget_get_default ()) >> 20);
  g_autofree char *subtitle
      = g_strdup_printf (_ ("Megabytes of decoded frames, thumbnails, maps and activations that "
                            "are kept, so that they "
                            "need not be read or computed again; %u in use now"),
                         used);

  if (g_strcmp0 (adw_action_row_get_subtitle (self->cache_limit_row), subtitle) != 0)
    adw_action_row_set_subtitle (self->cache_limit_row, subtitle);
  return G_SOURCE_CONTINUE;
}

static void
fus_preferences_window_dispose (GObject *object)
{
  FusPreferencesWindow *self = FUS_PREFERENCES_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_PREFERENCES_WINDOW);
  G_OBJECT_CLASS (fus_preferences_window_parent_class)->dispose (object);
}

static void
fus_preferences_window_class_init (FusPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FusPreferencesWindow, threads);
  gtk_widget_class_bind_template_child (widget_class, FusPreferencesWindow, cache_limit);
  gtk_widget_class_bind_template_child (widget_class, FusPreferencesWindow, cache_limit_row);
  gtk_widget_class_bind_template_child (widget_class, FusPreferencesWindow, colormap_row);
}

static void
fus_preferences_window_init (FusPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  for (FusColormap colormap = 0; colormap < FUS_N_COLORMAPS; colormap++)
    gtk_string_list_append (titles, fus_colormap_title (colormap));
  adw_combo_row_set_model (self->colormap_row, G_LIST_MODEL (titles));
  tell_used (self);
  self->tick = g_timeout_add_seconds (1, tell_used, self);
}

FusPreferencesWindow *
fus_preferences_window_new (GtkWindow *parent, GSettings *settings)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  FusPreferencesWindow *self
      = g_object_new (FUS_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "threads", self->threads, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "cache-limit-mb", self->cache_limit, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "colormap", self->colormap_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, colormap_from_setting, colormap_to_setting,
                                NULL, NULL);
  return self;
}
