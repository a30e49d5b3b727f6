/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/frame-maps.h"
#include "analysis/map-method.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/**
 * FusStudyMaps:
 * @result: what it was made from
 * @spec: the kind of map
 * @average_face: colour mean of the straight frames, cropped as the networks see it
 * @frame_list: the study's frames when the maps were made
 * @frames: [task]: (element-type guint32): test frames of the task's set, indices into @frame_list
 * @frame_maps: [network][task], of each of @frames, for the class that the network predicts; NULL
 *   where the network is not trained or has no such head
 * @map: [network][task], the mean of @frame_maps over all frames; NULL likewise
 *
 * Maps of a study over the test frames of each task's set.
 */
typedef struct
{
  FusResult result;
  FusMapSpec spec;
  FusPicture *average_face;
  FusFrameList *frame_list;
  GArray *frames[FUS_N_TASKS];
  FusMaps *frame_maps[FUS_N_NETWORKS][FUS_N_TASKS];
  FusMeanMap *map[FUS_N_NETWORKS][FUS_N_TASKS];
} FusStudyMaps;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyMaps, fus_result_unref)

/**
 * fus_maps_analysis:
 *
 * Explains every test frame, and averages: also before any network is trained, the average face.
 *
 * In analysis/maps: <network>-<task>.npy, the mean; <network>-<task>-raw.npy and -scaled.npy, of
 * each frame, [frames, side, side]; <network>-<task>.csv, a row for each frame with its path, the
 * class that the map explains, and how the map came out; average-face.png;
 * <network>-<task>-by-<grouping>.npy, [groups, side, side], in the order of map_groups.csv;
 * difference-<task>.npy, joint minus specialised; each with a JSON of origin.
 *
 * Tables: map_groups.csv (network, task, grouping, group, frames, without_evidence, mean,
 * threshold, area: all frames, and each expression, person and angle; area = share of pixels, 224 x
 * 224, at or above threshold, which is the network's shared one of map_overlap.csv),
 * map_overlap.csv (networks, threshold, identity_area, expression_area, overlap_area, jaccard: of
 * the joint network, and of the two specialised ones), map_pixels.csv (network, task, row, column,
 * value: the mean maps); rows of tests.csv (figure 2B). Its result is a FusStudyMaps.
 */
extern const FusAnalysis fus_maps_analysis;

/**
 * fus_maps_analysis_of:
 * @spec: a kind of map whose method is quick (fus_map_method_is_quick())
 *
 * The same of another kind of map, which is kept beside the paper's: all that fus_maps_analysis
 * leaves in analysis/ and analysis/maps, but for the average face and the -scaled.npy, is in
 * analysis/maps/<method>-<layer> (<method> where it has no layer); its rows of tests.csv are of
 * "maps-<method>-<layer>". Any thread.
 *
 * Returns: (transfer none): fus_maps_analysis for the paper's; the same row whenever it is asked
 *   for
 */
const FusAnalysis *fus_maps_analysis_of (const FusMapSpec *spec);
/* The kind of map of such a row. */
FusMapSpec fus_maps_analysis_spec (const FusAnalysis *analysis);

G_END_DECLS
