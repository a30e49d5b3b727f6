/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"

G_BEGIN_DECLS

/*
 * Fully connected layers for which each weight is fetched from memory once for the whole batch.
 * x: [n, in]   y: [n, out]   w: [out, in]   b: [out]
 */

/* y = x · wᵀ + b */
void fus_fc_forward (FusTeam *team, const FusKernels *kernels, float *y, const float *x,
                     const float *w, const float *b, guint n, gsize in, gsize out);

/* dx = dy · w. Weights of outputs whose gradient is 0 in every frame are not read: half of them for
 * one frame after a ReLU. */
void fus_fc_backward (FusTeam *team, const FusKernels *kernels, float *dx, const float *dy,
                      const float *w, guint n, gsize in, gsize out);

/* dx = dy · w with the weights as they were, the gradient dyᵀ · x, and the update of weights and
 * biases, in one sweep. */
void fus_fc_update (FusTeam *team, const FusKernels *kernels, float *dx, const FusUpdate *weight,
                    const FusUpdate *bias, const float *dy, const float *x, guint n, gsize in,
                    gsize out);

G_END_DECLS
