/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/* g = gradient + decay w; momentum = factor momentum + g; w -= rate momentum. All: [size]. Zero
 * momentum before the first step gives PyTorch's SGD. */
void fus_sgd_update (float *w, float *momentum, const float *gradient, const FusStep *step,
                     gsize size, FusTeam *team);

G_END_DECLS
