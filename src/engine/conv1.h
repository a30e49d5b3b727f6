/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"

G_BEGIN_DECLS

/*
 * conv1: 3 channels of plain images [n, 3, side, side] to a blocked and pooled map. Its gradient
 * with respect to the image is winograd.h's business.
 */

/* Floats of the packed weights: [27][16 x blocks]. */
gsize fus_conv1_weights_size (guint n_out);
void fus_conv1_load_weights (float *packed, const float *w, guint n_out);

void fus_conv1_forward (FusTeam *team, const FusKernels *kernels, const FusOutput *output,
                        const float *images, guint side, const float *packed, guint n);

/* The gradients of weights [n_out, 3, 3, 3] and biases from that of the pooled map, and their
 * update. */
void fus_conv1_update (FusTeam *team, const FusKernels *kernels, const FusUpdate *weight,
                       const FusUpdate *bias, const FusTiles *gradient, const float *images,
                       guint side, guint n);

G_END_DECLS
