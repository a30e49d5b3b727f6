/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/maps/maps.h"

G_BEGIN_DECLS

/**
 * FusMeanOverlay:
 * @maps: per task [side, side], 1 where the joint network's mean map reaches the shared threshold
 * @threshold: shared by both maps, in the unit of the mean maps
 * @share: pixels where both reach it, as share of those where either does
 *
 * Where the joint network's two tasks look at the same place (paper, figure 2C).
 */
typedef struct
{
  guint side;
  float *maps[FUS_N_TASKS];
  float threshold;
  double share;
} FusMeanOverlay;

/* @share: the percentile, 0.95 in the paper. NULL unless the joint network has both maps. */
FusMeanOverlay *fus_mean_overlay_new (const FusStudyMaps *maps, double share);
void fus_mean_overlay_free (FusMeanOverlay *overlay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusMeanOverlay, fus_mean_overlay_free)

G_END_DECLS
