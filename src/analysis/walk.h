/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * FusWalkVisit:
 * @images: [n, 3, s, s], normalised, as the pass was given them
 * @first: index, among the frames walked, of the batch's first frame
 * @n: frames in the batch
 * @failed: [n], TRUE for a frame that could not be read: what the pass holds for it means nothing
 *
 * Called after each batch, with its results in @pass. Returns FALSE to stop the walk.
 */
typedef gboolean (*FusWalkVisit) (gpointer data, FusPass *pass, const float *images, gsize first,
                                  guint n, const gboolean *failed);

/**
 * fus_walk_frames:
 * @frames: [n], indices of the frames
 * @last: the layer to run to
 *
 * Runs frames through a network in the order given, in batches as large as @pass takes. The thread
 * that owns @pass.
 *
 * Returns: FALSE when @poll or @visit ended it
 */
gboolean fus_walk_frames (FusPass *pass, FusFeeder *feeder, const guint32 *frames, gsize n,
                          FusLayer last, FusWalkVisit visit, gpointer data, const FusPoll *poll,
                          const FusProgress *progress);

G_END_DECLS
