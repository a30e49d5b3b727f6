/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-method.h"
#include "analysis/map.h"

G_BEGIN_DECLS

/**
 * fus_gradcam:
 * @pass: a FUS_PASS_EXPLAIN pass that has just run fus_pass_forward() to FUS_LAYER_HEADS on @n
 * frames
 * @layer: any conv layer; the paper's is conv8 (section 2.3)
 * @images: not looked at, and may be NULL: the pass holds what they became
 * @task: the head whose logit is explained; the network must have it
 * @classes: (nullable): [n], the class per frame; NULL explains each frame's top predicted class
 * @maps: (out): [n, side, side] of the layer before pooling, raw: >= 0, not scaled
 *
 * Grad-CAM and its kin weigh the values of a layer's channels, after ReLU, by the gradient of the
 * class's logit with respect to them: the map is the ReLU of the weighted sum of the channels. How
 * each weighs them is told at FusMapMethod.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_gradcam (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                      const gint32 *classes, guint n, float *maps, const FusPoll *poll);
gboolean fus_gradcam_plus_plus (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                                const gint32 *classes, guint n, float *maps, const FusPoll *poll);
gboolean fus_hirescam (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                       const gint32 *classes, guint n, float *maps, const FusPoll *poll);
gboolean fus_layercam (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                       const gint32 *classes, guint n, float *maps, const FusPoll *poll);

G_END_DECLS
