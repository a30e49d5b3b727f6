/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/jobs/job.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* How a network's head answers a frame. */
typedef enum
{
  FUS_ANSWER_RIGHT,
  FUS_ANSWER_WRONG,
  FUS_ANSWER_NONE, /* of no class that the network knows, faulty, or not to be read */
  FUS_N_ANSWERS,
} FusAnswer;

/**
 * FusAnswers:
 * @kind: the network that was asked
 * @network_hash: of its weights
 * @frames: the frames that the arrays go with
 * @answer: [task]: [frames], FusAnswer of the head's most likely class; NULL where the network has
 *   no such head
 *
 * What one network says of every frame of a study, train and test alike. Immutable, reference
 * counted (atomically).
 */
typedef struct
{
  FusNetworkKind kind;
  char *network_hash;
  guint64 network_serial; /* for fus_answers_outdated() */
  FusFrameList *frames;
  guint8 *answer[FUS_N_TASKS];
  gatomicrefcount refs;
} FusAnswers;

FusAnswers *fus_answers_ref (FusAnswers *answers);
void fus_answers_unref (FusAnswers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusAnswers, fus_answers_unref)

/**
 * fus_answers_compute:
 * @n_threads: 0 = all processors
 *
 * Asks a network for every frame whose class it knows, or reads what analysis/ holds where weights
 * and frames are unchanged, and writes analysis/answers-<network>.csv (task, path, part, truth,
 * predicted) with a JSON note of origin. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error, as when the network is not
 * trained
 */
FusAnswers *fus_answers_compute (FusStudy *study, FusNetworkKind kind, guint n_threads,
                                 const FusPoll *poll, const FusProgress *progress, GError **error);

/* The same as a job whose result is a FusAnswers. */
FusJob *fus_answers_start (FusStudy *study, FusNetworkKind kind, guint n_threads,
                           void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

/* Whether weights or frames are no longer those it was computed with. */
gboolean fus_answers_outdated (const FusAnswers *answers, FusStudy *study);

G_END_DECLS
