/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/view-options.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusOverlayKey:
 *
 * The key of the overlays that are shown: which colour is which value of which task.
 */
#define FUS_TYPE_OVERLAY_KEY (fus_overlay_key_get_type ())
G_DECLARE_FINAL_TYPE (FusOverlayKey, fus_overlay_key, FUS, OVERLAY_KEY, GtkWidget)

void fus_overlay_key_set_options (FusOverlayKey *key, FusViewOptions *options);

G_END_DECLS
