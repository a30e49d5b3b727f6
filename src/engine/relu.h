/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/team.h"

G_BEGIN_DECLS

/* x = max (x, 0), in place; NaN stays. */
void fus_relu_forward (float *x, gsize size, FusTeam *team);

/* dy becomes dL/dx, in place: zero wherever y, the output of the forward pass, is. */
void fus_relu_backward (float *dy, const float *y, gsize size, FusTeam *team);

/* Guided backpropagation: as fus_relu_backward(), and zero wherever dy is below zero. */
void fus_relu_backward_guided (float *dy, const float *y, gsize size, FusTeam *team);

G_END_DECLS
