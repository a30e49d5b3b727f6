/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusEpoch:
 * @epoch: 1 …
 * @loss, @accuracy: [part][task], means over the part's labelled frames; NaN where there are none.
 *   Train: during the epoch, with dropout; test: after it, without
 * @frames_per_second: of training, without evaluation
 * @seconds: since the start of this network's training, pauses not counted, across resumes
 *
 * One row of training/joint.csv per part.
 */
typedef struct
{
  guint epoch;
  double loss[2][FUS_N_TASKS];
  double accuracy[2][FUS_N_TASKS];
  double frames_per_second;
  double seconds;
} FusEpoch;

/* All rows of training/<kind>.csv; an empty array when there is none. (transfer full, FusEpoch) */
GArray *fus_training_log_load (FusStudy *study, FusNetworkKind kind, GError **error);

/**
 * FusTrainingWatch:
 *
 * Called by the training thread.
 * @epoch: an epoch is done, its checkpoint and log are on disk
 * @step: a batch is done: @share of the epoch, running training loss summed over tasks
 * @fault: a frame was skipped (it is skipped once and for all in this run)
 */
typedef struct
{
  void (*epoch) (gpointer data, const FusEpoch *epoch);
  void (*step) (gpointer data, guint epoch, double share, double loss, double frames_per_second);
  void (*fault) (gpointer data, const char *message);
  gpointer data;
} FusTrainingWatch;

typedef enum
{
  FUS_TRAINING_DONE,    /* all epochs are trained; networks/<kind>.safetensors is final */
  FUS_TRAINING_STOPPED, /* @poll cancelled; the checkpoint of the last whole epoch stands */
  FUS_TRAINING_FAILED,  /* @error; the checkpoint of the last whole epoch stands */
} FusTrainingEnd;

/**
 * fus_train:
 * @resume: go on from the checkpoint where there is one; otherwise training starts anew, replacing
 *   it. A finished network is left alone when resumed, unless @epochs asks for more
 * @epochs: 0 = the protocol's
 * @poll: asked between layers
 *
 * Trains one network of a study, here and now (blocking; not on the main thread of a window). After
 * every epoch it writes, each to a temporary file and renamed: the checkpoint, the network, the
 * log. The same seed and threads give the same bytes, however often the run was stopped, killed and
 * resumed. Frames are drawn in an order that the seed and the epoch decide.
 */
FusTrainingEnd fus_train (FusStudy *study, FusNetworkKind kind, gboolean resume, guint epochs,
                          guint n_threads, const FusTrainingWatch *watch, const FusPoll *poll,
                          GError **error);

/* Epochs that the checkpoint (or else the finished network) of @kind holds; 0 when there is none.
 */
guint fus_training_epochs_done (FusStudy *study, FusNetworkKind kind);

G_END_DECLS
