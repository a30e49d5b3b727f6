/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-overlap.h"
#include "analysis/statistics.h"
#include "study/analyses/maps/maps.h"

G_BEGIN_DECLS

/* Which map: of one network, for one task. */
typedef struct
{
  FusNetworkKind network;
  FusTask task;
} FusMapSource;

/* The maps of figures 2A and 2B, in the paper's order: joint expression, expression, joint
 * identity, identity. */
#define FUS_N_MAP_SOURCES 4
extern const FusMapSource fus_map_sources[FUS_N_MAP_SOURCES];
/* "Joint network, identity", translated. (transfer full) */
char *fus_map_source_title (const FusMapSource *source);

/**
 * FusMapLevel:
 * @FUS_MAP_LEVEL_PIXELS: pixels of the mean map, enlarged to FUS_MAP_PIXELS_SIDE: as in the paper.
 *   Neighbours are not independent, so that p says more about the number of pixels than about maps
 * @FUS_MAP_LEVEL_CELLS: values of the mean map as the network makes it, before it is enlarged
 * @FUS_MAP_LEVEL_FRAMES: the mean of each frame's scaled map
 * @FUS_MAP_LEVEL_PEOPLE: the mean of these over the frames of each person
 *
 * What counts as one observation in a test of two maps.
 */
typedef enum
{
  FUS_MAP_LEVEL_PIXELS,
  FUS_MAP_LEVEL_CELLS,
  FUS_MAP_LEVEL_FRAMES,
  FUS_MAP_LEVEL_PEOPLE,
  FUS_N_MAP_LEVELS,
} FusMapLevel;
const char *fus_map_level_name (FusMapLevel level);  /* "pixels", …; as in the tables */
const char *fus_map_level_title (FusMapLevel level); /* translated */

/**
 * fus_map_values:
 * @n: (out)
 *
 * The observations of one map: what the boxes of figure 2B show. Any thread.
 *
 * Returns: (transfer full) (nullable) (array length=n): free with g_free(); NULL where the study
 * has no such map, or no observations
 */
double *fus_map_values (const FusStudyMaps *maps, const FusMapSource *source, FusMapLevel level,
                        gsize *n);

/* fus_mann_whitney() of the observations of two maps; n = {0, 0} where either is missing. Any
 * thread. */
FusTest fus_map_test (const FusStudyMaps *maps, const FusMapSource *first,
                      const FusMapSource *second, FusMapLevel level);

G_END_DECLS
