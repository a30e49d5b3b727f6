/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/* What stands for the prediction of a frame that could not be read. */
#define FUS_NOT_PREDICTED (-1)

/**
 * fus_predict_frames:
 * @pass: of any purpose; its network must have a head for @task
 * @frames: [n], indices of the frames
 * @predicted: (out): [n], the class of the largest logit, or FUS_NOT_PREDICTED
 *
 * The thread that owns @pass.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_predict_frames (FusPass *pass, FusTask task, FusFeeder *feeder, const guint32 *frames,
                             gsize n, gint32 *predicted, const FusPoll *poll,
                             const FusProgress *progress);

/**
 * fus_predictions_right:
 * @truth: [n], -1 where a frame's true class is unknown
 * @predicted: [n]
 * @right: (out): [n], 1 where they agree, else 0, for the frames that have both
 * @kept: (out): [n], which frame each entry of @right belongs to
 *
 * Returns: number of entries; what fus_bootstrap() and fus_mcnemar() take is then made from @right
 */
gsize fus_predictions_right (const gint32 *truth, const gint32 *predicted, gsize n, guint8 *right,
                             gsize *kept);

/**
 * fus_confusion:
 * @counts: (out): [k, k], frames of true class (row) that were predicted as (column)
 * @truth, @predicted: [n]; frames with -1 in either are left out
 *
 * Returns: number of frames counted
 */
gsize fus_confusion (guint32 *counts, const gint32 *truth, const gint32 *predicted, gsize n,
                     guint k);

G_END_DECLS
