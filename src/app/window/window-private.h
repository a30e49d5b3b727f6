/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/study-notice.h"
#include "app/window/welcome-page.h"
#include "app/window/window.h"

G_BEGIN_DECLS

/* What a person asked for that ends training. */
typedef enum
{
  FUS_AFTER_TRAINING_NOTHING,
  FUS_AFTER_TRAINING_CLOSE_WINDOW,
  FUS_AFTER_TRAINING_CLOSE_STUDY,
  FUS_AFTER_TRAINING_SHOW, /* another study */
} FusAfterTraining;

struct _FusWindow
{
  AdwApplicationWindow parent_instance;

  /* template widgets */
  GtkWidget *header;
  AdwToastOverlay *toasts;
  AdwViewSwitcher *switcher;
  GtkStack *title_stack;
  GtkWidget *study_button;
  GtkLabel *study_title;
  GtkWidget *indicator;
  GtkStack *stack;
  FusWelcomePage *welcome;
  FusStudyNotice *notice;
  GtkWidget *drop_hint;
  GtkProgressBar *drawing_bar;
  GMenu *recent_menu;

  /* borrowed */
  FusStudyView *view;   /* child of stack, or NULL */
  GtkWidget *presenter; /* likewise, while presenting */

  /* owned */
  GSettings *settings;
  FusViewOptions *options;
  FusJob *demo_job;
  FusJob *drawing; /* of demo faces, beside everything else */
  GCancellable *opening;

  /* Unit that the study being opened is to show. */
  gboolean has_unit;
  FusUnitAddress unit;

  gboolean was_fullscreen; /* before presenting */
  guint inhibited;         /* the screen's sleep, while presenting; 0 for not */

  /* What waits for training to stop */
  FusAfterTraining after;
  FusStudy *next; /* owned; for FUS_AFTER_TRAINING_SHOW */
};

/* Stops drawing demo faces in the background. window-study.c */
void fus_window_stop_drawing (FusWindow *window);
/* The study is another one from now on. window-study.c */
void fus_window_show_study (FusWindow *window, FusStudy *study);
/* Copy, save, zoom, own picture: what acts on the page's stage. window-stage.c */
void fus_window_install_stage_actions (GtkWidgetClass *widget_class);
void fus_window_update_stage_actions (FusWindow *window);
/* Opening and closing of studies. window-study.c */
void fus_window_install_study_actions (GtkWidgetClass *widget_class);
void fus_window_close_study (FusWindow *window);
/* A dialog that says what went wrong. */
void fus_window_show_problem (FusWindow *window, const char *heading, const char *message);
/* Closing what is open, now or once training has stopped. window-close.c
 * Returns: whether @after has to wait, for an answer or for the batch in hand */
gboolean fus_window_ask_to_stop (FusWindow *window, FusAfterTraining after, FusStudy *next);

/* Presenting. window-present.c */
void fus_window_install_present_action (GtkWidgetClass *widget_class);
void fus_window_stop_presenting (FusWindow *window);

G_END_DECLS
