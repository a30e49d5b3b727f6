/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusRegionTable:
 *
 * How the maps of the frame on stage are shared out among the regions of the face, per task, with
 * the action units expected of the expression explained, and where a share is unlike the norm of
 * that expression in the study. For faces seen from the front; for others it says why it is empty.
 */
#define FUS_TYPE_REGION_TABLE (fus_region_table_get_type ())
G_DECLARE_FINAL_TYPE (FusRegionTable, fus_region_table, FUS, REGION_TABLE, GtkWidget)

/* Once. */
void fus_region_table_set_workspace (FusRegionTable *table, FusWorkspace *workspace);
/* @explanation: (nullable): of the network @kind; NULL while pending: the numbers stay */
void fus_region_table_set_explanation (FusRegionTable *table, FusNetworkKind kind,
                                       FusExplanation *explanation);

G_END_DECLS
