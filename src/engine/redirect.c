/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/redirect.h"

#include "engine/items.h"

typedef struct
{
  float *dy;
  const float *y;
  gsize size;
  FusItems frames;
} FusRedirect;

static gboolean
is_stopped (const float *dy, const float *y, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (y[i] > 0 && dy[i] != 0)
      return FALSE;
  return TRUE;
}

static void
redirect_frames (gpointer data, guint index, guint n)
{
  FusRedirect *redirect = data;
  guint frame;

  while (fus_items_claim (&redirect->frames, &frame))
    {
      float *dy = redirect->dy + frame * redirect->size;
      const float *y = redirect->y + frame * redirect->size;

      if (is_stopped (dy, y, redirect->size))
        for (gsize i = 0; i < redirect->size; i++)
          dy[i] = y[i] > 0 || dy[i] > 0 ? dy[i] : 0;
      else
        for (gsize i = 0; i < redirect->size; i++)
          dy[i] = y[i] > 0 ? dy[i] : 0;
    }
}

void
fus_redirect_backward (float *dy, const float *y, guint n, gsize size, FusTeam *team)
{
  FusRedirect redirect = { .dy = dy, .y = y, .size = size, .frames = { .n = n } };

  fus_team_run (team, redirect_frames, &redirect);
}
