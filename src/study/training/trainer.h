/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/training/training.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_TRAINER_IDLE,
  FUS_TRAINER_RUNNING,
  FUS_TRAINER_PAUSED,
  FUS_TRAINER_STOPPING, /* asked to stop; the batch in hand ends */
} FusTrainerState;

/**
 * FusTrainer:
 *
 * Trains networks of a study one after another in its own thread. Main thread only.
 *
 * Properties: "state" (FusTrainerState as int), "progress" (double, 0 … 1 over all queued
 * networks), "status" (string, translated, one line: "Joint network: epoch 3 of 30 · 410
 * frames/s").
 *
 * Signals: "step" () at most ten times a second; "epoch" (guint kind, pointer FusEpoch);
 * "fault" (string message); "finished" (guint kind, guint FusTrainingEnd, string message or NULL).
 */
#define FUS_TYPE_TRAINER (fus_trainer_get_type ())
G_DECLARE_FINAL_TYPE (FusTrainer, fus_trainer, FUS, TRAINER, GObject)

FusTrainer *fus_trainer_new (FusStudy *study);

/* @kinds: bit mask (1 << FusNetworkKind), trained in the order identity, expression, joint.
 * @n_threads: 0 = all processors. */
void fus_trainer_start (FusTrainer *trainer, guint kinds, gboolean resume, guint epochs,
                        guint n_threads);
void fus_trainer_pause (FusTrainer *trainer);
void fus_trainer_resume (FusTrainer *trainer);
/* The last whole epoch's checkpoint stands, and start with resume goes on from it. */
void fus_trainer_stop (FusTrainer *trainer);
/* Stops and blocks until the thread has ended (at most a batch); for closing. */
void fus_trainer_stop_and_wait (FusTrainer *trainer);

FusTrainerState fus_trainer_state (FusTrainer *trainer);
double fus_trainer_progress (FusTrainer *trainer);
const char *fus_trainer_status (FusTrainer *trainer);
/* Seconds left for all queued networks, NaN while unknown. */
double fus_trainer_seconds_left (FusTrainer *trainer);
double fus_trainer_frames_per_second (FusTrainer *trainer);
/* The network in training, or -1. */
int fus_trainer_current (FusTrainer *trainer);
guint fus_trainer_queued (FusTrainer *trainer); /* bit mask, the current one among them */
/* Epoch in training (1 …) and epochs in all. */
guint fus_trainer_epoch (FusTrainer *trainer, guint *n_epochs);
/* All fault messages of this run, newest last. (transfer none) */
GPtrArray *fus_trainer_faults (FusTrainer *trainer);

G_END_DECLS
