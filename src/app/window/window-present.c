/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/presenter.h"
#include "app/window/window-private.h"

#include <glib/gi18n-lib.h>

static void
start (FusWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  self->presenter = fus_presenter_new (fus_study_view_workspace (self->view));
  gtk_stack_add_child (self->stack, self->presenter);
  gtk_stack_set_visible_child (self->stack, self->presenter);
  gtk_widget_set_visible (self->header, FALSE);
  self->was_fullscreen = gtk_window_is_fullscreen (GTK_WINDOW (self));
  gtk_window_fullscreen (GTK_WINDOW (self));
  if (application != NULL)
    self->inhibited = gtk_application_inhibit (application, GTK_WINDOW (self),
                                               GTK_APPLICATION_INHIBIT_IDLE, _ ("Presenting"));
  gtk_widget_grab_focus (self->presenter);
}

void
fus_window_stop_presenting (FusWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GtkWidget *presenter = self->presenter;

  if (presenter == NULL)
    return;
  self->presenter = NULL;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->view));
  gtk_stack_remove (self->stack, presenter);
  gtk_widget_set_visible (self->header, TRUE);
  if (!self->was_fullscreen)
    gtk_window_unfullscreen (GTK_WINDOW (self));
  if (application != NULL && self->inhibited != 0)
    gtk_application_uninhibit (application, self->inhibited);
  self->inhibited = 0;
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
present (GtkWidget *widget, const char *name, GVariant *parameter)
{
  FusWindow *self = FUS_WINDOW (widget);

  if (self->presenter != NULL)
    fus_window_stop_presenting (self);
  else if (self->view != NULL)
    start (self);
}

void
fus_window_install_present_action (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.present", NULL, present);
}
