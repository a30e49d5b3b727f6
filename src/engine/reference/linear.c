/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/reference/linear.h"

#include "engine/blas.h"
#include "engine/share.h"

#include <string.h>

typedef struct
{
  float *to;
  float *db;
  const float *x;
  const float *dy;
  const float *w;
  const float *b;
  gsize n;
  gsize in;
  gsize out;
} Linear;

static void
forward_share (gpointer data, guint index, guint n_members)
{
  const Linear *l = data;
  gsize begin, end;

  fus_share (l->out, 16, index, n_members, &begin, &end);
  for (gsize f = 0; f < l->n; f++)
    memcpy (l->to + f * l->out + begin, l->b + begin, (end - begin) * sizeof (float));
  fus_blas_product (l->to + begin, l->out, l->x, l->in, FALSE, l->w + begin * l->in, l->in, TRUE, 1,
                    l->n, end - begin, l->in);
}

void
fus_linear_forward (float *y, const float *x, const float *w, const float *b, gsize n, gsize in,
                    gsize out, FusTeam *team)
{
  Linear linear = { .to = y, .x = x, .w = w, .b = b, .n = n, .in = in, .out = out };

  fus_team_run (team, forward_share, &linear);
}

static void
backward_data_share (gpointer data, guint index, guint n_members)
{
  const Linear *l = data;
  gsize begin, end;

  fus_share (l->in, 16, index, n_members, &begin, &end);
  fus_blas_product (l->to + begin, l->in, l->dy, l->out, FALSE, l->w + begin, l->in, FALSE, 1, l->n,
                    end - begin, l->out);
}

void
fus_linear_backward_data (float *dx, const float *dy, const float *w, gsize n, gsize in, gsize out,
                          FusTeam *team)
{
  Linear linear = { .to = dx, .dy = dy, .w = w, .n = n, .in = in, .out = out };

  fus_team_run (team, backward_data_share, &linear);
}

static void
backward_weights_share (gpointer data, guint index, guint n_members)
{
  const Linear *l = data;
  gsize begin, end;

  fus_share (l->out, 16, index, n_members, &begin, &end);
  fus_blas_product (l->to + begin * l->in, l->in, l->dy + begin, l->out, TRUE, l->x, l->in, FALSE,
                    1, end - begin, l->in, l->n);
  for (gsize f = 0; f < l->n; f++)
    for (gsize o = begin; o < end; o++)
      l->db[o] += l->dy[f * l->out + o];
}

void
fus_linear_backward_weights (float *dw, float *db, const float *x, const float *dy, gsize n,
                             gsize in, gsize out, FusTeam *team)
{
  Linear linear = { .to = dw, .db = db, .x = x, .dy = dy, .n = n, .in = in, .out = out };

  fus_team_run (team, backward_weights_share, &linear);
}
