/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusLayersPage:
 *
 * Every channel of a layer for the frame that is looked at, of one network or of the three in
 * lock-step, and the unit that is chosen (fus_workspace_unit()) enlarged, with its map over the
 * frame.
 *
 * Actions: layers.layer (string), layers.next-layer, layers.previous-layer, layers.next-frame,
 * layers.previous-frame, layers.pooled, layers.copy-address, layers.type-address,
 * layers.show-stimulus (on the Filters page), layers.menu, layers.move (ii: columns, rows),
 * layers.brush, layers.remove, layers.copy-figure, layers.export-figure (figure S2B of what is
 * shown). Properties: "layer" (string), "pooled" (boolean: maps after the
 * layer's pool), "brush" (boolean: channels are taken out by clicking and dragging, and what that
 * costs is shown).
 */
#define FUS_TYPE_LAYERS_PAGE (fus_layers_page_get_type ())
G_DECLARE_FINAL_TYPE (FusLayersPage, fus_layers_page, FUS, LAYERS_PAGE, GtkWidget)

G_END_DECLS
