/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Who has a key. */
typedef enum
{
  FUS_KEYS_OF_PROGRAM, /* wherever the focus is, even in a text entry */
  FUS_KEYS_OF_WINDOW,  /* unless a widget with the focus takes it */
  FUS_KEYS_OF_FRAMES,  /* while the page is shown, likewise */
  FUS_KEYS_OF_AVERAGE,
  FUS_KEYS_OF_LAYERS,
  FUS_KEYS_OF_FILTERS,
  FUS_KEYS_OF_PRESENTER,
  FUS_KEYS_OF_GTK, /* bound by GTK itself */
} FusKeyOwner;

/* The groups of the shortcuts window, in its order. */
typedef enum
{
  FUS_SHORTCUTS_OVERLAYS,
  FUS_SHORTCUTS_FRAMES,
  FUS_SHORTCUTS_FILTERS,
  FUS_SHORTCUTS_PICTURE,
  FUS_SHORTCUTS_LAYERS,
  FUS_SHORTCUTS_PAGES, /* its rows come from the pages */
  FUS_SHORTCUTS_PRESENTING,
  FUS_SHORTCUTS_STUDIES,
  FUS_SHORTCUTS_PROGRAM,
} FusShortcutGroup;
#define FUS_N_SHORTCUT_GROUPS 9

/**
 * FusShortcut:
 * @owner: who has the keys
 * @action: with its target: "filters.step-layer(1)"; NULL for what GTK does itself
 * @keys: (nullable): those a person is told of, separated by spaces: "F5 F11"
 * @also: (nullable): further ones that do the same, told nowhere
 * @title: (nullable): translatable; NULL where the row before speaks for this one, too, or there is
 *   nothing to tell
 */
typedef struct
{
  FusShortcutGroup group;
  FusKeyOwner owner;
  const char *action;
  const char *keys;
  const char *also;
  const char *title;
} FusShortcut;

/* Every key of the program but those within one small widget. (transfer none) */
const FusShortcut *fus_shortcuts (guint *n);

/* "Overlays", translated. */
const char *fus_shortcut_group_title (FusShortcutGroup group);

/* Binds the keys of @owner, bubbling: in class_init of the widget that has the actions. */
void fus_shortcuts_bind (GtkWidgetClass *widget_class, FusKeyOwner owner);

/* Gives @application its accelerators: the keys of FUS_KEYS_OF_PROGRAM. */
void fus_shortcuts_set_accels (GtkApplication *application);

G_END_DECLS
