/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/units/unit-entry.h"

#include <glib/gi18n-lib.h>

struct _FusUnitEntry
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *content; /* bound so that dispose takes it away */
  GtkEntry *entry;
  GtkLabel *problem;

  /* owned */
  FusWorkspace *workspace;

  FusUnitAddress address;
  gboolean has_address;
};

G_DEFINE_FINAL_TYPE (FusUnitEntry, fus_unit_entry, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
on_edited (FusUnitEntry *self)
{
  fus_unit_entry_say (self, NULL);
}

static void
on_typed (FusUnitEntry *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;
  FusUnitAddress address;

  if (!fus_unit_address_parse (text, &address, &error))
    fus_unit_entry_say (self, error->message);
  else if (fus_unit_entry_check (self, &address))
    g_signal_emit (self, signals[CHOSEN], 0, &address);
}

static gboolean
fus_unit_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FUS_UNIT_ENTRY (widget)->entry));
}

static void
fus_unit_entry_dispose (GObject *object)
{
  FusUnitEntry *self = FUS_UNIT_ENTRY (object);

  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_UNIT_ENTRY);
  G_OBJECT_CLASS (fus_unit_entry_parent_class)->dispose (object);
}

static void
fus_unit_entry_class_init (FusUnitEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_unit_entry_dispose;
  widget_class->grab_focus = fus_unit_entry_grab_focus;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/unit-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, FusUnitEntry, content);
  gtk_widget_class_bind_template_child (widget_class, FusUnitEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, FusUnitEntry, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, fus_unit_entry_copy);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "unitentry");
}

static void
fus_unit_entry_init (FusUnitEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_unit_entry_set_workspace (FusUnitEntry *self, FusWorkspace *workspace)
{
  g_return_if_fail (FUS_IS_UNIT_ENTRY (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
}

void
fus_unit_entry_set_address (FusUnitEntry *self, const FusUnitAddress *address)
{
  g_return_if_fail (FUS_IS_UNIT_ENTRY (self));
  g_autofree char *text = address != NULL ? fus_unit_address_format (address) : g_strdup ("");

  self->has_address = address != NULL;
  if (address != NULL)
    self->address = *address;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_entry_set_icon_sensitive (self->entry, GTK_ENTRY_ICON_SECONDARY, self->has_address);
  fus_unit_entry_say (self, NULL);
}

void
fus_unit_entry_say (FusUnitEntry *self, const char *problem)
{
  g_return_if_fail (FUS_IS_UNIT_ENTRY (self));

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

gboolean
fus_unit_entry_check (FusUnitEntry *self, const FusUnitAddress *address)
{
  g_return_val_if_fail (FUS_IS_UNIT_ENTRY (self), FALSE);
  g_return_val_if_fail (self->workspace != NULL, FALSE);
  const FusArchitecture arch
      = fus_study_architecture (fus_workspace_study (self->workspace), address->network);
  g_autoptr (GError) error = NULL;

  if ((fus_workspace_networks (self->workspace) & (1u << address->network)) == 0)
    fus_unit_entry_say (self, _ ("That network is not trained yet."));
  else if (!fus_unit_address_check (address, &arch, &error))
    fus_unit_entry_say (self, error->message);
  else
    return TRUE;
  return FALSE;
}

void
fus_unit_entry_copy (FusUnitEntry *self)
{
  g_return_if_fail (FUS_IS_UNIT_ENTRY (self));

  if (!self->has_address)
    return;
  g_autofree char *text = fus_unit_address_format (&self->address);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}
