/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/math.h"

G_BEGIN_DECLS

/**
 * fus_demo_truth_mask:
 * @mask: (out): [height / over, width / over], 0 … 255
 * @a, @b: [height, width], two drawings of a frame, linear RGB
 *
 * Where and how much two drawings differ; see FusDemoTruth.
 */
void fus_demo_truth_mask (guint8 *mask, const FusVec *a, const FusVec *b, int width, int height,
                          int over);

G_END_DECLS
