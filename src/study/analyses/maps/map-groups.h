/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/maps/maps.h"

G_BEGIN_DECLS

/* What test frames can be grouped by. */
typedef enum
{
  FUS_MAP_GROUPING_EXPRESSION,
  FUS_MAP_GROUPING_PERSON,
  FUS_MAP_GROUPING_ANGLE,
  FUS_N_MAP_GROUPINGS,
} FusMapGrouping;
/* "expression", "person", "angle"; as in the tables. */
const char *fus_map_grouping_name (FusMapGrouping grouping);

/**
 * FusMapGroup:
 * @name: the word of frames.csv ("happy", "half-left"), or a person's name
 * @title: the same, as a person reads it; translated
 * @map: [network][task]: mean of the scaled maps of the group's test frames; NULL where there are
 * no maps, or no such frames in the task's set
 *
 * Mean maps of some of the test frames.
 */
typedef struct
{
  char *name;
  char *title;
  FusMeanMap *map[FUS_N_NETWORKS][FUS_N_TASKS];
} FusMapGroup;

/**
 * fus_map_groups:
 *
 * Means per expression, person or angle; groups without a test frame are left out. In no time, from
 * maps that were computed. Any thread.
 *
 * Returns: (transfer full) (element-type FusMapGroup): in the order of expressions, names or angles
 */
GPtrArray *fus_map_groups (const FusStudyMaps *maps, FusMapGrouping grouping);

/**
 * fus_map_difference:
 * @joint, @specialised: (nullable): mean maps of the same task
 *
 * Joint minus specialised, -1 … 1: where the joint network finds more evidence.
 *
 * Returns: (transfer full) (nullable): [side, side], free with g_free(); NULL where either is
 *   missing, or they are of different size
 */
float *fus_map_difference (const FusMeanMap *joint, const FusMeanMap *specialised);

G_END_DECLS
