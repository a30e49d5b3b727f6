/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/reference/sgd.h"

#include "engine/share.h"

typedef struct
{
  float *w;
  float *momentum;
  const float *gradient;
  FusStep step;
  gsize size;
} Update;

static void
update_share (gpointer data, guint index, guint n)
{
  const Update *u = data;
  FusStep step = u->step;
  float *restrict w = u->w;
  float *restrict momentum = u->momentum;
  const float *restrict gradient = u->gradient;
  gsize begin, end;

  fus_share (u->size, 16, index, n, &begin, &end);
  for (gsize i = begin; i < end; i++)
    {
      float m = step.momentum * momentum[i] + (gradient[i] + step.weight_decay * w[i]);

      momentum[i] = m;
      w[i] -= step.learning_rate * m;
    }
}

void
fus_sgd_update (float *w, float *momentum, const float *gradient, const FusStep *step, gsize size,
                FusTeam *team)
{
  Update update = { w, momentum, gradient, *step, size };

  fus_team_run (team, update_share, &update);
}
