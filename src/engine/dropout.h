/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/random.h"

G_BEGIN_DECLS

/* kept: [size], 1 with probability 1 - share, else 0. One draw of @random per value. */
void fus_dropout_draw (guint8 *kept, float share, gsize size, FusRandom *random);

/* x, in place, becomes zero where not kept, and larger by 1 / (1 - share) elsewhere, so that its
 * expectation stays. The same for the gradient on the way back. */
void fus_dropout_apply (float *x, const guint8 *kept, float share, gsize size);

G_END_DECLS
