/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/bootstrap.h"
#include "analysis/decoding.h"
#include "analysis/statistics.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* Classes that a confusion matrix may have: of 10,000 it would take 400 MB for each network, and
 * nobody could read it. */
#define FUS_MOST_CONFUSED 1000

/**
 * FusTaskSpecialization:
 * @frames: (element-type guint32): test frames of the task's set that have a class; the order of
 *   every array below
 * @class_names: (array zero-terminated=1): the task's classes, as fus_study_classes() has them
 * @class_index: name → position + 1
 * @n_classes: their number
 * @truth: [frames], class of each
 * @chance: 1 / number of classes
 * @decoded: [network]: linear SVM on fc2; NULL where the network is not trained
 * @decoding: [network]: its accuracy with 100 bootstraps over frames (figure 1B), NULL likewise
 * @decoding_by_person: [network]: the same, drawing whole people; NULL also where the frames do not
 *   name them
 * @predicted: [network]: [frames], class of the network's own head, NULL where it has none
 * @accuracy: [network]: of the head, with 100 bootstraps (figure 1C), NULL likewise
 * @accuracy_by_person: [network]: the same, drawing whole people; NULL likewise
 * @confusion: [network]: [n_classes, n_classes], true by predicted, NULL likewise, and
 *   where there are more classes than FUS_MOST_CONFUSED
 * @decoding_t: identity network against expression network: paired t across bootstrap rounds, as in
 *   the paper; n = {0, 0} where either is missing, as in the three below
 * @decoding_mcnemar: the same two, exact McNemar on the same frames
 * @joint_t: joint network's head against the specialised one's: paired t across rounds
 * @joint_mcnemar: the same two, exact McNemar
 *
 * What is known of one task from every network.
 */
typedef struct
{
  GArray *frames;
  char **class_names;
  GHashTable *class_index;
  guint n_classes;
  gint32 *truth;
  double chance;
  FusDecoding *decoded[FUS_N_NETWORKS];
  FusBootstrap *decoding[FUS_N_NETWORKS];
  FusBootstrap *decoding_by_person[FUS_N_NETWORKS];
  gint32 *predicted[FUS_N_NETWORKS];
  FusBootstrap *accuracy[FUS_N_NETWORKS];
  FusBootstrap *accuracy_by_person[FUS_N_NETWORKS];
  guint32 *confusion[FUS_N_NETWORKS];
  FusTest decoding_t;
  FusTest decoding_mcnemar;
  FusTest joint_t;
  FusTest joint_mcnemar;
} FusTaskSpecialization;

/**
 * FusSpecialization:
 * @result: what it was made from
 *
 * How far each network has specialised (paper, sections 2.2 and 3.1).
 */
typedef struct
{
  FusResult result;
  FusTaskSpecialization task[FUS_N_TASKS];
} FusSpecialization;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusSpecialization, fus_result_unref)

/**
 * fus_decoding_analysis:
 *
 * Shows the labelled frames to every network, decodes both tasks from fc2, and takes down what the
 * heads say.
 *
 * Tables: decoding.csv (network, task, accuracy, low, high, by-person low and high, chance,
 * majority, n, C), accuracy.csv and predictions.csv (a row per network, task and test frame: path,
 * truth, predicted by the head, decoded by the SVM); rows of tests.csv. Its result is a
 * FusSpecialization.
 */
extern const FusAnalysis fus_decoding_analysis;

G_END_DECLS
