/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/alignment.h"
#include "study/analyses/analysis.h"

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
 * @result: what it was made from
 * @network: NULL where the network is not trained
 * @n_train, @n_test: frames of each task that the decoders learn from and are tested on
 * @n_aligned: frames that the alignment is measured on: test frames with both labels
 * @chance: per task 1 / classes
 *
 * What each layer tells of either task, from its activations averaged over the places of a map.
 */
typedef struct
{
  FusResult result;
  FusNetworkLayers *network[FUS_N_NETWORKS];
  guint n_train[FUS_N_TASKS];
  guint n_test[FUS_N_TASKS];
  guint n_aligned;
  double chance[FUS_N_TASKS];
} FusStudyLayers;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyLayers, fus_result_unref)

/**
 * fus_layers_analysis:
 *
 * Per layer of each network: decoding accuracy of both tasks (fus_decode(), from 700 training
 * frames at most and on 490 test frames at most, of each class as many), and the alignment of
 * identity and expression (fus_align(), with the angle taken out) on those test frames that have
 * both labels.
 *
 * Tables: layers.csv (network, layer, task, accuracy, low, high) and alignment.csv (network, layer,
 * congruence, low, high, shuffled). Its result is a FusStudyLayers.
 */
extern const FusAnalysis fus_layers_analysis;

G_END_DECLS
