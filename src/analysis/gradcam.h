/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map.h"
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

/* Index of the largest of @k values, the first of equals: the predicted class of one frame. */
gint32 fus_top_class (const float *logits, guint k);

G_END_DECLS
