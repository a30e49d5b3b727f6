/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/pane.h"

G_BEGIN_DECLS

/* Most panes a stage shows: the mean maps of three networks and the overlap. */
#define FUS_STAGE_MAX_PANES 5

/**
 * FusStage:
 *
 * One or more panes, arranged so that the pictures are as large as can be, zoomed and panned
 * together: scroll or pinch zooms at the pointer, a drag pans, a double click toggles. A menu
 * (right click, Menu key) copies or exports, by the window's actions.
 *
 * Property "zoom" (double, 1 = fitted). Actions: stage.zoom-in, stage.zoom-out, stage.zoom-fit.
 */
#define FUS_TYPE_STAGE (fus_stage_get_type ())
G_DECLARE_FINAL_TYPE (FusStage, fus_stage, FUS, STAGE, GtkWidget)

void fus_stage_set_n_panes (FusStage *stage, guint n_panes);
guint fus_stage_n_panes (FusStage *stage);
/* How many panes stand in a row; 0, as at first, makes the pictures as large as can be. */
void fus_stage_set_columns (FusStage *stage, guint columns);
/* How many stand in a row as they were last laid out. */
guint fus_stage_columns (FusStage *stage);
/* (transfer none) */
FusPane *fus_stage_pane (FusStage *stage, guint index);

double fus_stage_zoom (FusStage *stage);
/* Clamped to 1 … 16. */
void fus_stage_set_zoom (FusStage *stage, double zoom);

G_END_DECLS
