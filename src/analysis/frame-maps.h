/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/mean-map.h"

G_BEGIN_DECLS

/**
 * FusMaps:
 * @n: frames
 * @side: of each map (conv8's, before pooling, for the paper's)
 * @raw: [n, side, side], as fus_explain_maps() gives them
 * @scaled: [n, side, side], each min-max scaled to 0 … 1; 0 everywhere unless found
 * @state: [n], FusMapState
 * @predicted: [n], the class each map explains: the top predicted one, -1 where unreadable
 *
 * Maps of many frames.
 */
typedef struct
{
  gsize n;
  guint side;
  float *raw;
  float *scaled;
  guint8 *state;
  gint32 *predicted;
} FusMaps;

/**
 * fus_maps:
 * @pass: FUS_PASS_EXPLAIN
 * @spec: FUS_MAP_SPEC_PAPER for the paper's
 * @frames: [n], indices of the frames
 *
 * Explains each frame's top predicted class (paper, section 2.3). The thread that owns @pass.
 *
 * Returns: (transfer full): NULL when @poll cancelled
 */
FusMaps *fus_maps (FusPass *pass, const FusMapSpec *spec, FusTask task, FusFeeder *feeder,
                   const guint32 *frames, gsize n, const FusPoll *poll,
                   const FusProgress *progress);
void fus_maps_free (FusMaps *maps);

/**
 * fus_maps_mean:
 * @groups: (nullable): [n], the group (expression, person, angle) of each frame
 * @group: which group to average; without @groups all frames are
 *
 * The mean of the scaled maps, the same as fus_mean_map() gives for just those frames. Any thread.
 *
 * Returns: (transfer full): all 0, with n_frames 0, for a group without readable frames
 */
FusMeanMap *fus_maps_mean (const FusMaps *maps, const gint32 *groups, gint32 group);

/**
 * FusMapSummary:
 *
 * What one number says of a map: its mean value (0 … 1, how widely evidence is spread) or the share
 * of its pixels that reach a threshold.
 */
typedef enum
{
  FUS_MAP_SUMMARY_MEAN,
  FUS_MAP_SUMMARY_AREA,
} FusMapSummary;

/* One number per frame from its scaled map, for image-level tests; NaN where unreadable.
 * @threshold: for AREA. @values: (out): [n]. */
void fus_maps_summarize (const FusMaps *maps, FusMapSummary summary, double threshold,
                         double *values);

/* Mean of n pixels. */
double fus_map_mean (const float *map, gsize n);

/* Share of n pixels that are above 0 and at or above @threshold. */
double fus_map_area_above (const float *map, gsize n, double threshold);

/* out = a - b, as of two mean maps; -1 … 1 where they are scaled. out may be a or b. */
void fus_map_subtract (float *out, const float *a, const float *b, gsize n);

/**
 * fus_group_means:
 * @values: [n]; NaN is left out
 * @groups: [n], >= 0; frames with -1 are left out
 * @n_groups: (out): groups that have a value
 *
 * Mean per group, in rising order of the group's number: from image level to person level.
 *
 * Returns: (transfer full) (array length=n_groups): free with g_free()
 */
double *fus_group_means (const double *values, const gint32 *groups, gsize n, gsize *n_groups);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusMaps, fus_maps_free)

G_END_DECLS
