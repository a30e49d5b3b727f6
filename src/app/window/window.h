/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/study-view.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusWindow:
 *
 * The window: a welcome page, or the pages of one study.
 *
 * Actions: win.page (string), win.open-study, win.open-path (string), win.open-demo,
 * win.close-study, win.show-folder, win.open-picture, win.copy-picture, win.save-picture,
 * win.present (and back),
 * win.zoom-in, win.zoom-out, win.zoom-fit; and those of FusViewOptions as view.*.
 */
#define FUS_TYPE_WINDOW (fus_window_get_type ())
G_DECLARE_FINAL_TYPE (FusWindow, fus_window, FUS, WINDOW, AdwApplicationWindow)

FusWindow *fus_window_new (GtkApplication *application, GSettings *settings);

/* A study, a unit of it ("my-study#joint:conv8:137"), a folder of faces (starts a new study), or a
 * picture to explain. */
void fus_window_open_path (FusWindow *window, const char *path);
/* What is open, or NULL. */
FusStudyView *fus_window_study_view (FusWindow *window);
void fus_window_toast (FusWindow *window, const char *message);

G_END_DECLS
