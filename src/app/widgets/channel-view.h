/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/channel-grid.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusChannelView:
 *
 * All channels of a layer of one network, filling the room there is, drawn at the screen's own
 * pixels; the chosen one has a frame around it. Units that have names (the classes of the heads)
 * show them where they fit.
 *
 * Signals: "chosen" (guint unit): a channel was clicked. "brushed" (guint unit, gboolean first):
 * the pointer was pressed on a channel or dragged over it, where the view is brushed. "rendered"
 * (): a large grid has been drawn, and waits for fus_channel_view_show_rendered().
 */
#define FUS_TYPE_CHANNEL_VIEW (fus_channel_view_get_type ())
G_DECLARE_FINAL_TYPE (FusChannelView, fus_channel_view, FUS, CHANNEL_VIEW, GtkWidget)

GtkWidget *fus_channel_view_new (void);

/**
 * fus_channel_view_set_grid:
 * @grid: (nullable): copied, with its order; features are kept by reference. NULL: nothing
 * @title: what a tooltip calls a unit: "joint:conv8", to which its number is added
 * @names: (nullable): [n_units], copied
 */
void fus_channel_view_set_grid (FusChannelView *view, const FusChannelGrid *grid, const char *title,
                                const char *const *names);
/* (transfer none) (nullable) */
const FusChannelGrid *fus_channel_view_grid (FusChannelView *view);

/* Whether the grid is what is seen: a large one is drawn off the main thread, and what was there
 * stays until it is shown, so that views side by side can change at once. */
gboolean fus_channel_view_is_drawn (FusChannelView *view);
/* Whether a drawing is under way. */
gboolean fus_channel_view_is_rendering (FusChannelView *view);
/* Shows what has been drawn. */
void fus_channel_view_show_rendered (FusChannelView *view);

/* The unit with the frame around it; -1 for none. */
void fus_channel_view_set_unit (FusChannelView *view, gint64 unit);
/* Whether dragging over channels brushes them. */
void fus_channel_view_set_brushing (FusChannelView *view, gboolean brushing);
/* @removed: (nullable): [n_units of the grid], 1 for each that is crossed out; copied. A new grid
 * has none. */
void fus_channel_view_set_removed (FusChannelView *view, const guint8 *removed);
/* The unit drawn at a point, or -1. */
gint64 fus_channel_view_unit_at (FusChannelView *view, double x, double y);
/* The unit that lies @columns to the right and @rows below @unit, or -1 where the grid ends. */
gint64 fus_channel_view_neighbor (FusChannelView *view, guint unit, int columns, int rows);

G_END_DECLS
