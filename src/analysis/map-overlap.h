/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/mean-map.h"

G_BEGIN_DECLS

/* Side at which mean maps are compared pixel by pixel: of VGG11's input, and of the paper's maps.
 */
#define FUS_MAP_PIXELS_SIDE 224
#define FUS_MAP_PIXELS ((gsize) FUS_MAP_PIXELS_SIDE * FUS_MAP_PIXELS_SIDE)

/* Of pixels that lie below the threshold of an overlap, in the paper (figure 2C). */
#define FUS_MAPS_SHARE 0.95

/* A mean map at that side: [FUS_MAP_PIXELS], (transfer full): free with g_free(). Any thread. */
float *fus_map_enlarge (const FusMeanMap *map);

/**
 * FusMapOverlap:
 * @map: [task]: [FUS_MAP_PIXELS_SIDE, FUS_MAP_PIXELS_SIDE], the mean maps, enlarged
 * @mask: the same size, 1 where both maps reach @threshold
 * @threshold: the smaller of the two 95th percentiles
 * @area: [task]: share of pixels at which the map reaches it
 * @both: share of pixels at which both do
 * @jaccard: both / either
 *
 * Where evidence for identity and for expression coincide (paper, figure 2C).
 */
typedef struct
{
  float *map[FUS_N_TASKS];
  guint8 *mask;
  float threshold;
  double area[FUS_N_TASKS];
  double both;
  double jaccard;
} FusMapOverlap;

/**
 * fus_map_overlap:
 * @identity, @expression: (nullable): mean maps of the two tasks
 * @share: 0.95 in the paper
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): NULL where either is missing
 */
FusMapOverlap *fus_map_overlap (const FusMeanMap *identity, const FusMeanMap *expression,
                                double share);
void fus_map_overlap_free (FusMapOverlap *overlap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusMapOverlap, fus_map_overlap_free)

G_END_DECLS
