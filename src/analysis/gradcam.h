/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pass.h"

G_BEGIN_DECLS

/**
 * fus_gradcam:
 * @pass: a FUS_PASS_EXPLAIN pass that has just run fus_pass_forward() to FUS_LAYER_HEADS on @n
 * frames
 * @task: the head whose logit is explained; the network must have it
 * @classes: (nullable): [n], the class per frame; NULL explains each frame's top predicted class
 * @maps: (out): [n, side, side] of conv8 before pooling, raw: >= 0, not scaled
 *
 * Grad-CAM (Selvaraju et al. 2017; paper, section 2.3) at the last conv layer: channel weights are
 * the spatial mean of the gradient of the class's logit with respect to the channel after ReLU; the
 * map is the ReLU of the weighted sum of the channels.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_gradcam (FusPass *pass, FusTask task, const gint32 *classes, guint n, float *maps,
                      const FusPoll *poll);

/**
 * fus_map_scale:
 *
 * Min-max scales a raw map to 0 … 1 in place.
 *
 * Returns: FALSE for a map that is 0 everywhere: there is no positive evidence for the class, and
 *   the map is left alone (nothing is divided by 0)
 */
gboolean fus_map_scale (float *map, gsize n);

/* Linear-interpolated percentile (NumPy's default), @share 0 … 1, of n values; n > 0. */
float fus_percentile (const float *values, gsize n, double share);

/**
 * fus_overlap:
 * @a, @b: maps at the size at which they are compared, [n]
 * @share: 0.95 in the paper (figure 2C)
 * @mask: (out): [n], 1 where both maps reach the threshold
 *
 * One shared threshold = the smaller of the two percentiles; the mask is map >= threshold in both.
 * A pixel with value 0 in either map is never in the mask.
 *
 * Returns: the threshold
 */
float fus_overlap (guint8 *mask, const float *a, const float *b, gsize n, double share);

G_END_DECLS
