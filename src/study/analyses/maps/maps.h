/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include "analysis/frame-maps.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusStudyMaps:
 * @average_face: colour mean of the straight frames, cropped as the networks see it
 * @frame_list: the study's frames when the maps were made
 * @frames: [task]: (element-type guint32): test frames of the task's set, indices into @frame_list
 * @frame_maps: [network][task], of each of @frames, for the class that the network predicts; NULL
 *   where the network is not trained or has no such head
 * @map: [network][task], the mean of @frame_maps over all frames; NULL likewise
 *
 * Maps of a study over the test frames of each task's set. Reference counted, immutable.
 */
typedef struct
{
  FusPicture *average_face;
  FusFrameList *frame_list;
  GArray *frames[FUS_N_TASKS];
  FusMaps *frame_maps[FUS_N_NETWORKS][FUS_N_TASKS];
  FusMeanMap *map[FUS_N_NETWORKS][FUS_N_TASKS];
  char *network_hash[FUS_N_NETWORKS];
  guint64 network_serial[FUS_N_NETWORKS]; /* for fus_study_maps_outdated() */
  gatomicrefcount refs;
} FusStudyMaps;

FusStudyMaps *fus_study_maps_ref (FusStudyMaps *maps);
void fus_study_maps_unref (FusStudyMaps *maps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyMaps, fus_study_maps_unref)

/**
 * fus_study_maps_compute:
 *
 * Computes maps and average face, or reads those in analysis/maps whose network, frames and
 * settings are unchanged; writes what it computed: maps/<network>-<task>.npy, the mean;
 * <network>-<task>-raw.npy and -scaled.npy, of each frame, [frames, side, side];
 * <network>-<task>.csv, a row for each frame with its path, the class that the map explains, and
 * how the map came out; average-face.png; each with a JSON of origin. Any thread.
 */
FusStudyMaps *fus_study_maps_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                      const FusProgress *progress, GError **error);

/* The same as a job whose result is a FusStudyMaps. */
FusJob *fus_study_maps_start (FusStudy *study, guint n_threads,
                              void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

/* Whether a network's weights are no longer those the maps were made with. */
gboolean fus_study_maps_outdated (FusStudyMaps *maps, FusStudy *study, FusNetworkKind kind);

G_END_DECLS
