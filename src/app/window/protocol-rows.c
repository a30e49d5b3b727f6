/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/protocol-rows.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _FusProtocolRows
{
  void (*changed) (gpointer data);
  gpointer data;
  GtkWidget
      *value[FUS_N_PROTOCOL_SETTINGS]; /* what is set: a GtkSpinButton, GtkSwitch, AdwComboRow */
  gboolean showing;                    /* the rows follow a protocol */
};

FusProtocolRows *
fus_protocol_rows_new (void (*changed) (gpointer data), gpointer data)
{
  FusProtocolRows *rows = g_new0 (FusProtocolRows, 1);

  rows->changed = changed;
  rows->data = data;
  return rows;
}

void
fus_protocol_rows_free (FusProtocolRows *rows)
{
  g_free (rows);
}

static void
changed_cb (FusProtocolRows *rows)
{
  if (!rows->showing)
    rows->changed (rows->data);
}

/* What a spin button can show: values below its last digit would be shown as 0. */
static GtkWidget *
spin_button_new (const FusProtocolSetting *setting)
{
  const double least = pow (10, -(double) setting->digits);
  GtkAdjustment *adjustment = gtk_adjustment_new (
      setting->low, setting->low > 0 ? MAX (setting->low, least) : setting->low,
      MIN (setting->high, 999999999), setting->step, 10 * setting->step, 0);
  GtkWidget *spin = gtk_spin_button_new (adjustment, 0, setting->digits);

  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  /* Sizes of images go in steps; other whole numbers are one's own. */
  gtk_spin_button_set_snap_to_ticks (GTK_SPIN_BUTTON (spin),
                                     setting->type == FUS_SETTING_COUNT && setting->step > 1);
  return spin;
}

static GtkWidget *
combo_row_new (const FusProtocolSetting *setting)
{
  GtkStringList *titles = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  for (guint i = 0; i < setting->choices->n; i++)
    gtk_string_list_append (titles, _ (setting->choice_titles[i]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  g_object_unref (titles);
  return row;
}

static GtkWidget *
row_new (const FusProtocolSetting *setting, GtkWidget **value, const char **signal)
{
  GtkWidget *row
      = setting->type == FUS_SETTING_CHOICE ? combo_row_new (setting) : adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (setting->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (setting->help));
  switch (setting->type)
    {
    case FUS_SETTING_CHOICE:
      *value = row;
      *signal = "notify::selected";
      return row;
    case FUS_SETTING_SWITCH:
      *value = gtk_switch_new ();
      *signal = "notify::active";
      break;
    case FUS_SETTING_COUNT:
    case FUS_SETTING_NUMBER:
    case FUS_SETTING_SEED:
      *value = spin_button_new (setting);
      *signal = "value-changed";
      break;
    }
  gtk_widget_set_valign (*value, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), *value);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), *value);
  return row;
}

void
fus_protocol_rows_add_to (FusProtocolRows *rows, FusSettingsGroup group, AdwExpanderRow *expander)
{
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    if (fus_protocol_settings[i].group == group)
      {
        const char *signal = NULL;
        GtkWidget *row = row_new (&fus_protocol_settings[i], &rows->value[i], &signal);

        adw_expander_row_add_row (expander, row);
        g_signal_connect_swapped (rows->value[i], signal, G_CALLBACK (changed_cb), rows);
      }
}

static void
show_value (GtkWidget *widget, const FusProtocolSetting *setting, double value)
{
  switch (setting->type)
    {
    case FUS_SETTING_CHOICE:
      adw_combo_row_set_selected (ADW_COMBO_ROW (widget), (guint) value);
      return;
    case FUS_SETTING_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (widget), value != 0);
      return;
    case FUS_SETTING_COUNT:
    case FUS_SETTING_NUMBER:
    case FUS_SETTING_SEED:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget), value);
      return;
    }
}

void
fus_protocol_rows_show (FusProtocolRows *rows, const FusProtocol *protocol)
{
  rows->showing = TRUE;
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    show_value (rows->value[i], &fus_protocol_settings[i],
                fus_protocol_get (protocol, &fus_protocol_settings[i]));
  rows->showing = FALSE;
}

void
fus_protocol_rows_read (FusProtocolRows *rows, FusProtocol *protocol)
{
  for (guint i = 0; i < FUS_N_PROTOCOL_SETTINGS; i++)
    {
      const FusProtocolSetting *setting = &fus_protocol_settings[i];
      GtkWidget *widget = rows->value[i];
      double value = 0;

      switch (setting->type)
        {
        case FUS_SETTING_CHOICE:
          value = adw_combo_row_get_selected (ADW_COMBO_ROW (widget));
          break;
        case FUS_SETTING_SWITCH:
          value = gtk_switch_get_active (GTK_SWITCH (widget));
          break;
        case FUS_SETTING_COUNT:
        case FUS_SETTING_NUMBER:
        case FUS_SETTING_SEED:
          value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (widget));
          break;
        }
      fus_protocol_set (protocol, setting, value);
    }
}
