/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dropout.h"

void
fus_dropout_draw (guint8 *kept, float share, gsize size, FusRandom *random)
{
  for (gsize i = 0; i < size; i++)
    kept[i] = fus_random_uniform (random) >= share;
}

void
fus_dropout_apply (float *x, const guint8 *kept, float share, gsize size)
{
  float scale = 1 / (1 - share);

  /* Not x * kept: infinity times zero must not come back as NaN. */
  for (gsize i = 0; i < size; i++)
    x[i] = kept[i] ? x[i] * scale : 0;
}
