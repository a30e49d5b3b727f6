/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job.h"
#include "mean-map.h"
#include "study.h"

G_BEGIN_DECLS

/**
 * FusStudyMaps:
 * @average_face: colour mean of the straight frames, cropped as the networks see it
 * @map: [network][task], NULL where the network is not trained or has no such head
 *
 * Mean maps of a study over the test frames of each task's set. Reference counted, immutable.
 */
typedef struct
{
  FusPicture *average_face;
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
 * Computes mean maps and average face, or reads those in analysis/maps whose network, frames and
 * settings are unchanged; writes what it computed (maps/<network>-<task>.npy, average-face.png, a
 * JSON of origin). Any thread.
 */
FusStudyMaps *fus_study_maps_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                      const FusProgress *progress, GError **error);

/* The same as a job whose result is a FusStudyMaps. */
FusJob *fus_study_maps_start (FusStudy *study, guint n_threads,
                              void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

/* Whether a network's weights are no longer those the maps were made with. */
gboolean fus_study_maps_outdated (FusStudyMaps *maps, FusStudy *study, FusNetworkKind kind);

G_END_DECLS
