/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/team.h"

G_BEGIN_DECLS

/* 2x2 max pool with stride 2. x: [planes, side, side], side even   y: [planes, side/2, side/2] */

/* y = the largest of four, the first in reading order where several are; NaN wins. index
 * (nullable): as y, which of the four: 0 … 3 in reading order. */
void fus_pool_forward (float *y, guint8 *index, const float *x, gsize planes, gsize side,
                       FusTeam *team);

/* dx += dL/dx */
void fus_pool_backward (float *dx, const float *dy, const guint8 *index, gsize planes, gsize side,
                        FusTeam *team);

G_END_DECLS
