/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-method.h"
#include "analysis/map.h"

G_BEGIN_DECLS

/**
 * fus_gradcam:
 * @pass: a FUS_PASS_EXPLAIN pass that has just run fus_pass_forward() to FUS_LAYER_HEADS on @n
 * frames
 * @spec: Grad-CAM, Grad-CAM++, HiResCAM or LayerCAM, at any conv layer; FUS_MAP_SPEC_PAPER is the
 * paper's (section 2.3)
 * @task: the head whose logit is explained; the network must have it
 * @classes: (nullable): [n], the class per frame; NULL explains each frame's top predicted class
 * @maps: (out): [n, side, side] of the layer before pooling, raw: >= 0, not scaled
 *
 * The methods that weigh the values of a layer's channels, after ReLU, by the gradient of the
 * class's logit with respect to them: the map is the ReLU of the weighted sum of the channels.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_gradcam (FusPass *pass, const FusMapSpec *spec, FusTask task, const gint32 *classes,
                      guint n, float *maps, const FusPoll *poll);

G_END_DECLS
