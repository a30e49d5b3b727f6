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
 * @resume: go on from the checkpoint where there is one, or else from the weights; otherwise
 *   training starts anew. A finished network is left alone when resumed, unless @epochs asks for
 *   more
 * @epochs: 0 = the protocol's
 * @poll: asked between layers
 *
 * Trains one network of a study, here and now (blocking; not on the main thread of a window). After
 * every epoch it writes, each to a temporary file and renamed: the checkpoint, the network, the
 * log, and after some the network as it is then (study/folder/kept-epochs.h). The same seed and
 * threads give the same bytes, however often the run was stopped, killed and resumed. Frames are
 * drawn in an order that the seed and the epoch decide.
 *
 * Training anew keeps the network that it replaces, in before/KIND of the study, until the last
 * epoch is written; when it is stopped or fails before its first epoch is, that network is put
 * back.
 */
FusTrainingEnd fus_train (FusStudy *study, FusNetworkKind kind, gboolean resume, guint epochs,
                          guint n_threads, const FusTrainingWatch *watch, const FusPoll *poll,
                          GError **error);

/* Whether the frames of the study have what the network learns: FUS_STUDY_ERROR_TRAINING names what
 * is not there, so that it can be told before anything is trained. Any thread. */
gboolean fus_training_is_possible (FusStudy *study, FusNetworkKind kind, GError **error);

/* Epochs that the checkpoint (or else the finished network) of @kind holds; 0 when there is none.
 */
guint fus_training_epochs_done (FusStudy *study, FusNetworkKind kind);

/* Whether the network is kept that the one in training has replaced, and its epochs: 0 where its
 * files cannot be read. Any thread. */
gboolean fus_training_has_before (FusStudy *study, FusNetworkKind kind);
guint fus_training_epochs_before (FusStudy *study, FusNetworkKind kind);
/* Puts that network back in place of the new one; FUS_STUDY_ERROR_BUSY in training. Any thread. */
gboolean fus_training_bring_back (FusStudy *study, FusNetworkKind kind, GError **error);

G_END_DECLS
