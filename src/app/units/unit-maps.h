/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/channel-grid.h"
#include "app/state/view-options.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusUnitMaps:
 *
 * One unit of a grid: its channel enlarged, the same laid over the frame, and how strongly it
 * answers.
 */
#define FUS_TYPE_UNIT_MAPS (fus_unit_maps_get_type ())
G_DECLARE_FINAL_TYPE (FusUnitMaps, fus_unit_maps, FUS, UNIT_MAPS, GtkWidget)

/* What the network was shown. (nullable) */
void fus_unit_maps_set_picture (FusUnitMaps *maps, FusPicture *picture);
/**
 * fus_unit_maps_show:
 * @grid: (nullable): that the unit is in; only its features' values and its colours are used
 * @name: (nullable): of the unit, where it has one: a class
 * @options: how the map lies over the frame
 */
void fus_unit_maps_show (FusUnitMaps *maps, const FusChannelGrid *grid, guint unit,
                         const char *name, FusViewOptions *options);

G_END_DECLS
