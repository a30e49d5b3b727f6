/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/team.h"

G_BEGIN_DECLS

/**
 * fus_redirect_backward:
 * @dy: [n, size], the gradient of what is to grow; becomes that before the ReLU
 * @y: [n, size], the ReLU's output
 *
 * Redirected ReLU (Lucid; Olah et al. 2017): a frame whose gradient the ReLU would stop altogether
 * keeps what would raise the inputs that are below zero, so that gradient ascent finds a start. The
 * gradient of any other frame is that of ReLU.
 */
void fus_redirect_backward (float *dy, const float *y, guint n, gsize size, FusTeam *team);

G_END_DECLS
