/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/* Places along the way from gray to the frame at which the gradient is taken. */
#define FUS_INTEGRATION_STEPS 32

/**
 * fus_integrated_gradients:
 * @image: [3, s, s], normalised
 * @attribution: (out): [3, s, s], signed
 *
 * Integrated gradients (Sundararajan et al. 2017) of one class's logit for one frame, from a gray
 * frame (the network's input 0), by the midpoint rule: attribution = x times the mean of the
 * gradient at (k + 1/2) / 32 x, k = 0 … 31. Their sum is near the difference of the two frames'
 * logits. The thread that owns @pass, which then holds what it ran last.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_integrated_gradients (FusPass *pass, const float *image, FusTask task,
                                   gint32 class_index, float *attribution, const FusPoll *poll);

/**
 * fus_guided_gradients:
 * @pass: has just run @n frames to FUS_LAYER_HEADS; it is left so
 * @classes: [n]
 * @gradients: (out): [n, 3, s, s], signed
 *
 * Guided backpropagation (Springenberg et al. 2015): the gradient of the classes' logits with
 * respect to the frames, of which each ReLU on the way passes only what is positive.
 */
gboolean fus_guided_gradients (FusPass *pass, FusTask task, const gint32 *classes, guint n,
                               float *gradients, const FusPoll *poll);

G_END_DECLS
