/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* Finding one's way among widgets as a person would, by what they are and say. */

/* Calls @visit for @root and all below it, popovers and menus among them. */
void widgets_each (GtkWidget *root, void (*visit) (GtkWidget *widget, gpointer data),
                   gpointer data);
/* The first widget of a type below @root, or NULL. */
GtkWidget *widgets_find (GtkWidget *root, GType type);
/* As widgets_find(), after @n others of that type. */
GtkWidget *widgets_nth (GtkWidget *root, GType type, guint n);
/* The first label below @root that contains @text, or NULL; hidden ones do not count. */
GtkWidget *widgets_find_text (GtkWidget *root, const char *text);
/* The button below @root with this label or action name; fails the test without one. */
GtkWidget *widgets_button (GtkWidget *root, const char *label_or_action);

/* Waits until all that is to be laid out and drawn in the window of @widget has been. */
void widgets_drawn (GtkWidget *widget);

/* A study of eight people with a joint network of two epochs, at FOLDER/study. */
FusStudy *widgets_study (const char *folder, gboolean trained);
FusWorkspace *widgets_workspace (const char *folder, gboolean trained);

G_END_DECLS
