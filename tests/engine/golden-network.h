/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"
#include "engine/random.h"

G_BEGIN_DECLS

/* golden.py's */
#define GOLDEN_SEED 2024

/* Numbers between -bound and bound, as golden.py draws them. */
float *golden_array (FusRandom *random, gsize n, double bound);

/* Three identities, four expressions, parameters as golden.py draws them: alive at any width. */
FusNetwork *golden_network (guint image_size, double width, double dropout, FusRandom *random);

G_END_DECLS
