/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/view-options.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusOverlayControls:
 *
 * Which overlays are shown and how: toggles per task, opacity, threshold, colours, and the key.
 * Properties: "where" (boolean, default TRUE): offers the choice between frame and average face;
 * "averages" (boolean, default FALSE): the maps are means over many frames, so that methods that
 * are not quick cannot be chosen.
 */
#define FUS_TYPE_OVERLAY_CONTROLS (fus_overlay_controls_get_type ())
G_DECLARE_FINAL_TYPE (FusOverlayControls, fus_overlay_controls, FUS, OVERLAY_CONTROLS, GtkWidget)

void fus_overlay_controls_set_options (FusOverlayControls *controls, FusViewOptions *options);

G_END_DECLS
