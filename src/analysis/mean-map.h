/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "analysis/map-method.h"
#include "analysis/map.h"

G_BEGIN_DECLS

/**
 * FusMeanMap:
 * @side: of the map (conv8's, before pooling)
 * @map: [side, side], mean over frames of the min-max scaled map of the top predicted class
 * @n_frames: frames averaged, those without positive evidence among them (they add 0)
 * @n_empty: frames whose map had no positive evidence
 * @n_unreadable: frames that could not be read and are not in the mean
 */
typedef struct
{
  guint side;
  float *map;
  guint n_frames;
  guint n_empty;
  guint n_unreadable;
} FusMeanMap;

/**
 * fus_mean_map:
 * @frames: [n], indices of the frames
 *
 * Averages Grad-CAM over frames (paper, section 2.3 and figure 2A). Sums in double, in the order of
 * the frames: the same bytes for any batch size.
 *
 * Returns: (transfer full): NULL when @poll cancelled
 */
FusMeanMap *fus_mean_map (FusPass *pass, FusTask task, FusFeeder *feeder, const guint32 *frames,
                          gsize n, const FusPoll *poll, const FusProgress *progress);
void fus_mean_map_free (FusMeanMap *map);

/**
 * FusMeanSum:
 *
 * A mean in the making: maps are added one by one, in double.
 */
typedef struct _FusMeanSum FusMeanSum;
FusMeanSum *fus_mean_sum_new (guint side);
/* @map: [side, side], scaled; not looked at unless @state is FUS_MAP_FOUND. */
void fus_mean_sum_add (FusMeanSum *sum, const float *map, FusMapState state);
/* (transfer full): all 0 where nothing was added. */
FusMeanMap *fus_mean_sum_finish (const FusMeanSum *sum);
void fus_mean_sum_free (FusMeanSum *sum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusMeanSum, fus_mean_sum_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusMeanMap, fus_mean_map_free)

G_END_DECLS
