/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/engine/reference/pool.h"

#include "engine/share.h"

typedef struct
{
  float *y;
  guint8 *index;
  const float *x;
  float *dx;
  const float *dy;
  const guint8 *taken;
  gsize planes;
  gsize side;
} Pool;

static void
take_larger (float *largest, guint8 *which, float value, guint8 place)
{
  /* The second test lets NaN through, so that the loss shows it. */
  if (value > *largest || value != value)
    {
      *largest = value;
      *which = place;
    }
}

static void
pool_row (float *y, guint8 *index, const float *x, gsize side)
{
  for (gsize i = 0; i < side / 2; i++)
    {
      float largest = x[2 * i];
      guint8 which = 0;

      take_larger (&largest, &which, x[2 * i + 1], 1);
      take_larger (&largest, &which, x[side + 2 * i], 2);
      take_larger (&largest, &which, x[side + 2 * i + 1], 3);
      y[i] = largest;
      if (index != NULL)
        index[i] = which;
    }
}

static void
forward_share (gpointer data, guint member, guint n_members)
{
  const Pool *pool = data;
  gsize half = pool->side / 2;
  gsize begin, end;

  fus_share (pool->planes, 1, member, n_members, &begin, &end);
  for (gsize row = begin * half; row < end * half; row++)
    pool_row (pool->y + row * half, pool->index != NULL ? pool->index + row * half : NULL,
              pool->x + row * 2 * pool->side, pool->side);
}

void
fus_pool_forward (float *y, guint8 *index, const float *x, gsize planes, gsize side, FusTeam *team)
{
  Pool pool = { .y = y, .index = index, .x = x, .planes = planes, .side = side };

  fus_team_run (team, forward_share, &pool);
}

static void
backward_share (gpointer data, guint member, guint n_members)
{
  const Pool *pool = data;
  gsize half = pool->side / 2;
  gsize begin, end;

  fus_share (pool->planes, 1, member, n_members, &begin, &end);
  for (gsize row = begin * half; row < end * half; row++)
    for (gsize i = 0; i < half; i++)
      {
        guint8 which = pool->taken[row * half + i];

        pool->dx[(2 * row + which / 2) * pool->side + 2 * i + which % 2]
            += pool->dy[row * half + i];
      }
}

void
fus_pool_backward (float *dx, const float *dy, const guint8 *index, gsize planes, gsize side,
                   FusTeam *team)
{
  Pool pool = { .dx = dx, .dy = dy, .taken = index, .planes = planes, .side = side };

  fus_team_run (team, backward_share, &pool);
}
