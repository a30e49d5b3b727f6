/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/training/training.h"

G_BEGIN_DECLS

/**
 * FusTrainingBatches:
 *
 * The frames of one network's training, batch by batch: of the set (or, for the joint network,
 * both sets) with the label of each task whose set the frame is in, decoded ahead. Frames that
 * cannot be read are reported once and left out from then on. One thread, which is inside the gate
 * and steps out of it while it waits for frames.
 */
typedef struct _FusTrainingBatches FusTrainingBatches;

/**
 * FusTrainingBatch:
 * @n: frames, 0 when none of them can be read
 * @images: [n, 3, image_size, image_size]
 * @labels: [task][n], -1 where the frame says nothing of the task
 */
typedef struct
{
  guint n;
  float *images;
  const gint32 *labels[FUS_N_TASKS];
} FusTrainingBatch;

/* NULL with FUS_STUDY_ERROR_DATA when the data set is gone or a part has no frames. */
FusTrainingBatches *fus_training_batches_new (FusStudy *study, FusNetworkKind kind,
                                              const FusTrainingWatch *watch, GError **error);
void fus_training_batches_free (FusTrainingBatches *batches);
void fus_training_batches_set_normalization (FusTrainingBatches *batches,
                                             const FusNormalization *normalization);

/* Draws the order of the training frames; always the same for the same state of @random. */
void fus_training_batches_shuffle (FusTrainingBatches *batches, FusRandom *random);
/* How training frames are changed depends on the study's seed, the network, the epoch (1 …) and the
 * frame alone: training that goes on after an interruption sees the same. */
void fus_training_batches_set_epoch (FusTrainingBatches *batches, guint epoch);
guint fus_training_batches_count (FusTrainingBatches *batches, FusPart part);

/* (transfer none): until the next call. NULL with FUS_STUDY_ERROR_DATA when the data set is gone or
 * no frame of the batch could be read. */
const FusTrainingBatch *fus_training_batches_get (FusTrainingBatches *batches, FusPart part,
                                                  guint index, GError **error);

G_END_DECLS
