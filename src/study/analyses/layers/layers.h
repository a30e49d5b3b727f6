/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/alignment.h"
#include "study/jobs/job.h"
#include "study/analyses/network-set.h"

G_BEGIN_DECLS

/**
 * FusLayerScore:
 * @accuracy: of a linear support vector machine on test frames, NaN where there was nothing to
 *   learn from
 * @low, @high: 2.5 to 97.5 percentile of 100 bootstraps over test frames
 */
typedef struct
{
  double accuracy;
  double low, high;
} FusLayerScore;

typedef struct
{
  FusLayerScore decoding[FUS_LAYER_HEADS][FUS_N_TASKS];
  FusAlignment alignment[FUS_LAYER_HEADS];
} FusNetworkLayers;

/**
 * FusStudyLayers:
 * @network: NULL where the network is not trained
 * @n_train, @n_test: frames of each task that the decoders learn from and are tested on
 * @n_aligned: frames that the alignment is measured on: test frames with both labels
 * @chance: per task 1 / classes
 *
 * What each layer tells of either task, from its activations averaged over the places of a map.
 * Immutable, reference counted (atomically).
 */
typedef struct
{
  FusNetworkLayers *network[FUS_N_NETWORKS];
  guint n_train[FUS_N_TASKS];
  guint n_test[FUS_N_TASKS];
  guint n_aligned;
  double chance[FUS_N_TASKS];
  FusNetworkSet set;
  gatomicrefcount refs;
} FusStudyLayers;

FusStudyLayers *fus_study_layers_ref (FusStudyLayers *layers);
void fus_study_layers_unref (FusStudyLayers *layers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyLayers, fus_study_layers_unref)

/**
 * fus_study_layers_compute:
 *
 * Per layer of each network: decoding accuracy of both tasks (fus_decode(), from 700 training
 * frames at most and on 490 test frames at most, of each class as many), and the alignment of
 * identity and expression (fus_align(), with the angle taken out) on those test frames that have
 * both labels. Or reads what analysis/ holds of it where networks, frames and settings are
 * unchanged.
 *
 * Writes analysis/layers.csv (network, layer, task, accuracy, low, high) and
 * analysis/alignment.csv (network, layer, congruence, low, high, shuffled) with a JSON note of
 * origin. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error, as when no network is
 * trained
 */
FusStudyLayers *fus_study_layers_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                          const FusProgress *progress, GError **error);

/* What analysis/ holds of it and is still true; networks of which it holds nothing are NULL. NULL
 * where it holds nothing at all. Any thread. */
FusStudyLayers *fus_study_layers_load (FusStudy *study);
/* Whether a network has been trained further, or anew, since. */
gboolean fus_study_layers_outdated (const FusStudyLayers *layers, FusStudy *study);
/* The same as a job whose result is a FusStudyLayers. */
FusJob *fus_study_layers_start (FusStudy *study, guint n_threads,
                                void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

G_END_DECLS
