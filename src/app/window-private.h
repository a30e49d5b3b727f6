/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "welcome-page.h"
#include "window.h"

G_BEGIN_DECLS

struct _FusWindow
{
  AdwApplicationWindow parent_instance;

  /* template widgets */
  AdwToastOverlay *toasts;
  AdwViewSwitcher *switcher;
  GtkStack *title_stack;
  GtkWidget *study_button;
  GtkLabel *study_title;
  GtkWidget *indicator;
  GtkStack *stack;
  FusWelcomePage *welcome;
  GtkWidget *drop_hint;
  GMenu *recent_menu;

  /* borrowed */
  FusStudyView *view; /* child of stack, or NULL */

  /* owned */
  GSettings *settings;
  FusViewOptions *options;
  FusJob *demo_job;
  GCancellable *opening;

  /* Unit that the study being opened is to show. */
  gboolean has_unit;
  FusUnitAddress unit;

  gboolean closing; /* training is being stopped, then the window goes */
};

/* Copy, save, zoom, own picture: what acts on the page's stage. window-stage.c */
void fus_window_install_stage_actions (GtkWidgetClass *widget_class);
void fus_window_update_stage_actions (FusWindow *window);
/* Opening and closing of studies. window-study.c */
void fus_window_install_study_actions (GtkWidgetClass *widget_class);
/* Asks before training is stopped. Returns: whether closing has to wait. */
gboolean fus_window_ask_to_close (FusWindow *window);
void fus_window_close_study (FusWindow *window);

G_END_DECLS
