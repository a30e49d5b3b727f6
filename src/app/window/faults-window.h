/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusFaultsWindow:
 *
 * The frames of a study that cannot be used, each with the reason; and looking every frame over for
 * such, where that was not done or files have changed since.
 *
 * Signal "frame" (guint): a frame was chosen, to be looked at.
 */
#define FUS_TYPE_FAULTS_WINDOW (fus_faults_window_get_type ())
G_DECLARE_FINAL_TYPE (FusFaultsWindow, fus_faults_window, FUS, FAULTS_WINDOW, AdwWindow)

FusFaultsWindow *fus_faults_window_new (GtkWindow *parent, FusStudy *study, guint n_threads);

G_END_DECLS
