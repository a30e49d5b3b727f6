/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/bootstrap.h"
#include "analysis/decoding.h"
#include "study/jobs/job.h"
#include "analysis/statistics.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusTaskSpecialization:
 * @frames: (element-type guint32): test frames of the task's set that have a class; the order of
 *   every array below
 * @class_names: (array zero-terminated=1): the task's classes, as fus_study_classes() has them
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
 * @confusion: [network]: [n_classes, n_classes], true by predicted, NULL likewise
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
 *
 * How far each network has specialised (paper, sections 2.2 and 3.1). Immutable, reference counted
 * (atomically).
 */
typedef struct
{
  FusTaskSpecialization task[FUS_N_TASKS];
  char *network_hash[FUS_N_NETWORKS];     /* NULL: not trained */
  guint64 network_serial[FUS_N_NETWORKS]; /* for fus_specialization_outdated() */
  gatomicrefcount refs;
} FusSpecialization;

FusSpecialization *fus_specialization_ref (FusSpecialization *specialization);
void fus_specialization_unref (FusSpecialization *specialization);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusSpecialization, fus_specialization_unref)

/**
 * fus_specialization_compute:
 *
 * Computes the above, or reads what analysis/ holds of it where networks, frames and settings are
 * unchanged, and writes analysis/decoding.csv (network, task, accuracy, low, high, by-person low
 * and high, chance, majority, n, C), analysis/accuracy.csv, analysis/predictions.csv (a row per
 * network, task and test frame: path, truth, predicted by the head, decoded by the SVM) and its
 * rows of analysis/tests.csv, each with a JSON note of origin. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error, as when no network is
 * trained
 */
FusSpecialization *fus_specialization_compute (FusStudy *study, guint n_threads,
                                               const FusPoll *poll, const FusProgress *progress,
                                               GError **error);

/* What analysis/ holds of it, if that is of all networks as they are now; NULL otherwise. Any
 * thread. */
FusSpecialization *fus_specialization_load (FusStudy *study);

/* The same as a job whose result is a FusSpecialization. */
FusJob *fus_specialization_start (FusStudy *study, guint n_threads,
                                  void (*done) (FusJob *job, gpointer user_data),
                                  gpointer user_data);

/* Whether any network's weights are no longer those it was computed with. */
gboolean fus_specialization_outdated (FusSpecialization *specialization, FusStudy *study);

G_END_DECLS
