/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"
#include "engine/kernels/lanes.h"

/* One vector of weights at w, their momentum at m. As PyTorch's SGD without dampening. */
static ALWAYS_INLINE void
update_lanes (float *w, float *m, const FusStep *step, Lanes gradient)
{
  Lanes weight = load (w);
  Lanes momentum = step->momentum * load (m) + (gradient + step->weight_decay * weight);

  store (m, momentum);
  store (w, weight - step->learning_rate * momentum);
}

static ALWAYS_INLINE void
update_one (float *w, float *m, const FusStep *step, float gradient)
{
  *m = step->momentum * *m + (gradient + step->weight_decay * *w);
  *w -= step->learning_rate * *m;
}

/* n parameters from the one at offset of the update's tensor. */
static ALWAYS_INLINE void
update_span (const FusUpdate *update, gsize offset, const float *gradient, gsize n)
{
  if (update->gradient != NULL)
    memcpy (update->gradient + offset, gradient, n * sizeof *gradient);
  if (update->step == NULL)
    return;

  const FusStep step = *update->step;
  float *w = update->weight + offset, *m = update->momentum + offset;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    update_lanes (w + i, m + i, &step, load (gradient + i));
  for (; i < n; i++)
    update_one (w + i, m + i, &step, gradient[i]);
}
