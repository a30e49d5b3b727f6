/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusPreferencesWindow:
 *
 * Processor, memory and colours; every change is kept at once.
 */
#define FUS_TYPE_PREFERENCES_WINDOW (fus_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (FusPreferencesWindow, fus_preferences_window, FUS, PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

FusPreferencesWindow *fus_preferences_window_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
