/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"

G_BEGIN_DECLS

/*
 * 3x3 convolutions of blocked maps by Winograd's minimal filtering F(4x4, 3x3) (Lavin & Gray 2016,
 * algorithm 1), shared out among a team. Results do not depend on how many threads there are.
 */

/* Floats of the transformed weights that lead from n_in to n_out channels: [panel][36][in][32]. */
gsize fus_winograd_weights_size (guint n_out, guint n_in);

/* u = G g Gᵀ of w [n_out, n_in, 3, 3]; flipped: for backward-data, which leads from n_out to n_in
 * channels (size fus_winograd_weights_size (n_in, n_out)). */
void fus_winograd_load_weights (FusTeam *team, const FusKernels *kernels, float *u, const float *w,
                                guint n_out, guint n_in, gboolean flipped);

/* Forward, or with flipped weights backward-data, of n frames. */
void fus_winograd_convolve (FusTeam *team, const FusKernels *kernels, const FusOutput *output,
                            const FusTiles *input, const float *u, guint n);

/* Backward-weights of n frames: the gradient of weights [n_out, n_in, 3, 3] and biases [n_out] from
 * the gradient of the layer's output before its ReLU, and their update. */
void fus_winograd_update (FusTeam *team, const FusKernels *kernels, const FusUpdate *weight,
                          const FusUpdate *bias, const FusTiles *gradient, const FusTiles *input,
                          guint n);

/* Bytes of the team's memory that fus_winograd_update() uses, whatever the number of frames. */
gsize fus_winograd_update_bytes (guint n_out, guint n_in);

G_END_DECLS
