/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/lesions.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* Shares of a layer's units that are removed; the first stands for the intact network. */
#define FUS_N_LESION_SHARES 7
extern const double fus_lesion_shares[FUS_N_LESION_SHARES];

/* In the place of a layer: the same share of every layer is removed at once. */
#define FUS_LESION_ALL_LAYERS FUS_LAYER_HEADS
#define FUS_N_LESION_PLACES (FUS_LAYER_HEADS + 1)

/* Which units are removed: those that matter most to a task, or any. */
typedef enum
{
  FUS_LESION_BY_IDENTITY = FUS_TASK_IDENTITY,
  FUS_LESION_BY_EXPRESSION = FUS_TASK_EXPRESSION,
  FUS_LESION_RANDOM,
  FUS_N_LESION_CHOICES,
} FusLesionChoice;

#define FUS_LESION_DRAWS 10

/**
 * FusLesionCurve:
 * @accuracy: per share; of random removals the mean of the draws; NaN throughout where it was not
 *   measured: the network has no head for the task, or none for the one the units are ranked by
 * @low, @high: of random removals the worst and the best of the draws, NaN otherwise
 *
 * Accuracy of one task on test frames.
 */
typedef struct
{
  double accuracy[FUS_N_LESION_SHARES];
  double low[FUS_N_LESION_SHARES];
  double high[FUS_N_LESION_SHARES];
} FusLesionCurve;

/**
 * FusLayerLesions:
 * @n_units: of the layer
 * @increase: per task [n_units], how much the mean cross-entropy on training frames rises without
 *   each unit; NULL where the network has no head for the task
 * @rank: per task [n_units], 1 for the unit that is missed most
 * @index: [n_units], fus_lesion_specificity(); NULL where the network has one head only
 * @distance: how far the two tasks' damage is apart, fus_lesion_distance(): the layer's
 *   specificity, NaN where the network has one head only
 * @between: the same between one half of the frames for one task and the other half for the other
 * @within: the same between the two halves for the same task: what chance in the choice of frames
 *   alone would come to
 */
typedef struct
{
  guint n_units;
  double *increase[FUS_N_TASKS];
  guint *rank[FUS_N_TASKS];
  double *index;
  double distance;
  double between;
  double within;
} FusLayerLesions;

typedef struct
{
  FusLayerLesions layer[FUS_LAYER_HEADS];
  FusLesionCurve curve[FUS_N_LESION_PLACES][FUS_N_LESION_CHOICES][FUS_N_TASKS];
} FusNetworkLesions;

/**
 * FusStudyLesions:
 * @result: what it was made from
 * @network: what is lost without units, NULL where the network is not trained
 * @n_train, @n_test: frames of each task
 * @chance: per task 1 / classes
 *
 * What each network loses without single units, and without many.
 */
typedef struct
{
  FusResult result;
  FusNetworkLesions *network[FUS_N_NETWORKS];
  guint n_train[FUS_N_TASKS];
  guint n_test[FUS_N_TASKS];
  double chance[FUS_N_TASKS];
} FusStudyLesions;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyLesions, fus_result_unref)

/**
 * fus_lesions_analysis:
 *
 * Removes the units of each network one by one on training frames; ranks them; then removes the
 * first 1, 2, 5, 10, 20 and 50 per cent of each layer, and of all layers at once, by each task's
 * ranks and ten times at random, on test frames. fus_frame_choice_default() tells on how many.
 *
 * Tables: lesions.csv (network, layer, unit, loss_identity, loss_expression, rank_identity,
 * rank_expression, index: loss is the rise of the mean cross-entropy), lesion_curves.csv and
 * lesion_layers.csv. Its result is a FusStudyLesions.
 */
extern const FusAnalysis fus_lesions_analysis;

/* Units that a share of a layer comes to: one at least; none for share 0. */
guint fus_lesion_count (double share, guint n_units);

G_END_DECLS
