/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/team.h"

G_BEGIN_DECLS

/* Fully connected layer. x: [n, in]   y: [n, out]   w: [out, in]   b: [out] */

/* y = x · wᵀ + b */
void fus_linear_forward (float *y, const float *x, const float *w, const float *b, gsize n,
                         gsize in, gsize out, FusTeam *team);

/* dx += dL/dx */
void fus_linear_backward_data (float *dx, const float *dy, const float *w, gsize n, gsize in,
                               gsize out, FusTeam *team);

/* dw += dL/dw, db += dL/db */
void fus_linear_backward_weights (float *dw, float *db, const float *x, const float *dy, gsize n,
                                  gsize in, gsize out, FusTeam *team);

G_END_DECLS
