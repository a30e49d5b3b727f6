/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/help-overlay.h"
#include "app/widgets/shortcuts.h"
#include "app/window/pages.h"

#include <glib/gi18n-lib.h>

/* GTK 4.8 takes groups and shortcuts from a description only. */

static void
describe_row (GString *ui, const char *keys, const char *title)
{
  g_autofree char *row = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsShortcut'><property name='accelerator'>%s</property>"
      "<property name='title'>%s</property></object></child>",
      keys, title);

  g_string_append (ui, row);
}

static void
describe_pages (GString *ui)
{
  guint n;
  const FusPageRow *pages = fus_pages (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = fus_page_key (i);

      describe_row (ui, key, _ (pages[i].title));
    }
}

static void
describe_shortcuts (GString *ui, FusShortcutGroup group)
{
  guint n;
  const FusShortcut *rows = fus_shortcuts (&n);
  const char *title = NULL;
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (rows[i].group != group || rows[i].keys == NULL)
        continue;
      if (rows[i].title != NULL && title != NULL)
        {
          describe_row (ui, keys->str, title);
          g_string_truncate (keys, 0);
        }
      if (rows[i].title != NULL)
        title = _ (rows[i].title);
      g_string_append_printf (keys, "%s%s", keys->len > 0 ? " " : "", rows[i].keys);
    }
  if (title != NULL)
    describe_row (ui, keys->str, title);
}

GtkShortcutsWindow *
fus_help_overlay_new (void)
{
  g_autoptr (GString) ui = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='help_overlay'>"
      "<property name='modal'>1</property><child><object class='GtkShortcutsSection'>"
      "<property name='section-name'>shortcuts</property><property "
      "name='max-height'>12</property>");

  for (FusShortcutGroup group = 0; group < FUS_N_SHORTCUT_GROUPS; group++)
    {
      g_autofree char *begin = g_markup_printf_escaped (
          "<child><object class='GtkShortcutsGroup'><property name='title'>%s</property>",
          fus_shortcut_group_title (group));

      g_string_append (ui, begin);
      if (group == FUS_SHORTCUTS_PAGES)
        describe_pages (ui);
      else
        describe_shortcuts (ui, group);
      g_string_append (ui, "</object></child>");
    }
  g_string_append (ui, "</object></child></object></interface>");

  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_string (ui->str, (gssize) ui->len);

  return GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
}
