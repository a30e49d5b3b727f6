/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/feeder.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * fus_activations:
 * @pass: of any purpose
 * @layer: FUS_LAYER_FC2, the paper's second-to-last layer, or any other: conv layers give the map
 *   after their pool, if they have one
 * @frames: [n], indices of the frames
 * @values: (out): [n, units x side x side], after ReLU and without dropout; NaN throughout for a
 *   frame that could not be read. For fc2 a row has fus_architecture_units() floats.
 *
 * What a layer says of each frame: the input of decoding (paper, section 2.4). The thread that owns
 * @pass.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_activations (FusPass *pass, FusLayer layer, FusFeeder *feeder, const guint32 *frames,
                          gsize n, float *values, const FusPoll *poll, const FusProgress *progress);

G_END_DECLS
