/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * fus_scorecam:
 * @image: [3, s, s], normalised
 * @activation: [units, side, side] of conv layer @layer for that frame, after ReLU, before its pool
 * @map: (out): [side, side], >= 0
 *
 * Score-CAM (Wang et al. 2020) of one frame: each channel, enlarged to the frame and scaled to 0 …
 * 1, masks the frame; the channel's weight is the softmax over channels of the class's logit for
 * that masked frame less that for a gray one. A channel of one value throughout cannot be scaled,
 * has no weight and is left out. The thread that owns @pass, which then holds what it ran last.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_scorecam (FusPass *pass, FusLayer layer, const float *image, const float *activation,
                       FusTask task, gint32 class_index, float *map, const FusPoll *poll);

G_END_DECLS
