/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/team.h"

G_BEGIN_DECLS

/* 3x3 convolution with stride 1 and a border of one zero; maps are square.
 * x: [n, in, side, side]   y: [n, out, side, side]   w: [out, in, 3, 3]   b: [out] */

/* y = x * w + b */
void fus_conv_forward (float *y, const float *x, const float *w, const float *b, gsize n, gsize in,
                       gsize out, gsize side, FusTeam *team);

/* dx += dL/dx */
void fus_conv_backward_data (float *dx, const float *dy, const float *w, gsize n, gsize in,
                             gsize out, gsize side, FusTeam *team);

/* dw += dL/dw, db += dL/db */
void fus_conv_backward_weights (float *dw, float *db, const float *x, const float *dy, gsize n,
                                gsize in, gsize out, gsize side, FusTeam *team);

G_END_DECLS
