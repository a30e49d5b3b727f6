/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusInspector:
 *
 * What the chosen network says of the frame on the stage, and how its maps are shown.
 */
#define FUS_TYPE_INSPECTOR (fus_inspector_get_type ())
G_DECLARE_FINAL_TYPE (FusInspector, fus_inspector, FUS, INSPECTOR, GtkWidget)

void fus_inspector_set_workspace (FusInspector *inspector, FusWorkspace *workspace);
/* Looks again which networks there are. */
void fus_inspector_update_networks (FusInspector *inspector);
/* @explanation: (nullable): of the chosen network; NULL while pending */
void fus_inspector_set_explanation (FusInspector *inspector, FusExplanation *explanation);

G_END_DECLS
