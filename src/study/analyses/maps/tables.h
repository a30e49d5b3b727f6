/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/maps/maps.h"

G_BEGIN_DECLS

#define FUS_MAP_PIXELS_TABLE "map_pixels"
#define FUS_MAP_GROUPS_TABLE "map_groups"
#define FUS_MAP_OVERLAP_TABLE "map_overlap"

/**
 * fus_map_tables_save:
 *
 * Writes what follows from the maps, unless analysis/ holds it from the same networks and frames:
 * - map_pixels.csv: network,task,row,column,value: the mean maps;
 * - map_groups.csv: network,task,grouping,group,frames,without_evidence,mean,threshold,area: all
 *   frames, and each expression, person and angle; area = share of pixels (224 x 224) at or above
 *   threshold, which is the network's shared one of map_overlap.csv;
 * - map_overlap.csv: networks,threshold,identity_area,expression_area,overlap_area,jaccard: of the
 *   joint network, and of the two specialised ones;
 * - maps/<network>-<task>-by-<grouping>.npy: [groups, side, side], in the order of map_groups.csv;
 * - maps/difference-<task>.npy: joint minus specialised;
 * - its rows of tests.csv (figure 2B).
 * Any thread.
 *
 * Returns: FALSE with @error: no network is trained, or a file could not be written
 */
gboolean fus_map_tables_save (const FusStudyMaps *maps, FusStudy *study, GError **error);

G_END_DECLS
