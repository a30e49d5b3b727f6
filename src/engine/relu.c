/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/relu.h"

#include "engine/share.h"

typedef struct
{
  float *x;
  const float *y;
  gsize size;
} Relu;

static void
forward_share (gpointer data, guint index, guint n)
{
  const Relu *relu = data;
  float *x = relu->x;
  gsize begin, end;

  fus_share (relu->size, 16, index, n, &begin, &end);
  for (gsize i = begin; i < end; i++)
    x[i] = x[i] < 0 ? 0 : x[i];
}

void
fus_relu_forward (float *x, gsize size, FusTeam *team)
{
  Relu relu = { .x = x, .size = size };

  fus_team_run (team, forward_share, &relu);
}

static void
backward_share (gpointer data, guint index, guint n)
{
  const Relu *relu = data;
  float *dy = relu->x;
  const float *y = relu->y;
  gsize begin, end;

  fus_share (relu->size, 16, index, n, &begin, &end);
  for (gsize i = begin; i < end; i++)
    dy[i] = y[i] > 0 ? dy[i] : 0;
}

void
fus_relu_backward (float *dy, const float *y, gsize size, FusTeam *team)
{
  Relu relu = { dy, y, size };

  fus_team_run (team, backward_share, &relu);
}

static void
guided_share (gpointer data, guint index, guint n)
{
  const Relu *relu = data;
  float *dy = relu->x;
  const float *y = relu->y;
  gsize begin, end;

  fus_share (relu->size, 16, index, n, &begin, &end);
  for (gsize i = begin; i < end; i++)
    dy[i] = y[i] > 0 && dy[i] > 0 ? dy[i] : 0;
}

void
fus_relu_backward_guided (float *dy, const float *y, gsize size, FusTeam *team)
{
  Relu relu = { dy, y, size };

  fus_team_run (team, guided_share, &relu);
}
