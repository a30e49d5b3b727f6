/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/frame-model.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusFrameGrid:
 *
 * Thumbnails of the frames that pass the filters. Property "frame" (uint): the one looked at,
 * GTK_INVALID_LIST_POSITION for none; it stays when the filters hide it.
 */
#define FUS_TYPE_FRAME_GRID (fus_frame_grid_get_type ())
G_DECLARE_FINAL_TYPE (FusFrameGrid, fus_frame_grid, FUS, FRAME_GRID, GtkWidget)

/* @model shows the frames of @study. */
void fus_frame_grid_set_study (FusFrameGrid *grid, FusStudy *study, FusFrameModel *model);

guint fus_frame_grid_frame (FusFrameGrid *grid);
void fus_frame_grid_set_frame (FusFrameGrid *grid, guint frame);

G_END_DECLS
