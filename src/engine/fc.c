/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/fc.h"

#include "engine/items.h"

#include <string.h>

/* Outputs that a thread claims at once in the forward pass. */
#define FORWARD_ROWS 64

typedef struct
{
  const FusKernels *kernels;
  float *y;
  const float *x, *w, *b;
  guint n;
  gsize in, out;
  FusItems items;
} Forward;

static void
forward_share (gpointer data, guint index, guint n)
{
  Forward *job = data;
  guint item;

  while (fus_items_claim (&job->items, &item))
    job->kernels->linear_forward (job->y, job->x, job->w, job->b, job->n, job->in, job->out,
                                  item * FORWARD_ROWS, MIN ((item + 1) * FORWARD_ROWS, job->out));
}

void
fus_fc_forward (FusTeam *team, const FusKernels *kernels, float *y, const float *x, const float *w,
                const float *b, guint n, gsize in, gsize out)
{
  Forward job = { kernels, y, x, w, b, n, in, out };

  job.items.n = (out + FORWARD_ROWS - 1) / FORWARD_ROWS;
  fus_team_run (team, forward_share, &job);
}

typedef struct
{
  FusTeam *team;
  const FusKernels *kernels;
  float *dx;
  const FusUpdate *weight;
  const float *dy; /* packed */
  const guint32 *rows;
  gsize n_rows;
  const float *x, *w;
  guint n;
  gsize in;
  gsize columns; /* of an item */
  FusItems items;
} Backward;

static void
backward_share (gpointer data, guint index, guint n)
{
  Backward *job = data;
  float *scratch = fus_team_scratch (job->team, index, 2 * (gsize) job->n * FUS_LINEAR_COLUMNS);
  guint item;

  while (fus_items_claim (&job->items, &item))
    job->kernels->linear_backward (job->dx, job->weight, job->dy, job->rows, job->n_rows, job->x,
                                   job->w, job->n, job->in, item * job->columns,
                                   MIN ((item + 1) * job->columns, job->in), scratch);
}

/* packed[n_rows / 4, rounded up][n][4] from dy [n, out]: the order in which the sweep reads it. */
static void
pack_rows (float *packed, const float *dy, const guint32 *rows, gsize n_rows, guint n, gsize out)
{
  for (gsize group = 0; group < n_rows; group += FUS_LINEAR_ROWS)
    for (guint f = 0; f < n; f++)
      for (gsize row = group; row < group + FUS_LINEAR_ROWS; row++)
        *packed++ = row < n_rows ? dy[f * out + (rows != NULL ? rows[row] : row)] : 0;
}

static void
run_backward (Backward *job, const float *dy, gsize out)
{
  gsize padded = (job->n_rows + FUS_LINEAR_ROWS - 1) / FUS_LINEAR_ROWS * FUS_LINEAR_ROWS;
  guint size = fus_team_size (job->team);
  float *packed = fus_team_scratch (job->team, size, padded * job->n);
  gsize share = (job->in + 4 * size - 1) / (4 * size);

  pack_rows (packed, dy, job->rows, job->n_rows, job->n, out);
  job->dy = packed;
  /* Four items a thread where there are few columns; neighbours meet at whole vectors. */
  job->columns = CLAMP ((share + 63) / 64 * 64, 64, FUS_LINEAR_COLUMNS);
  job->items.n = (job->in + job->columns - 1) / job->columns;
  fus_team_run (job->team, backward_share, job);
}

void
fus_fc_backward (FusTeam *team, const FusKernels *kernels, float *dx, const float *dy,
                 const float *w, guint n, gsize in, gsize out)
{
  g_autofree guint32 *rows = g_new (guint32, out);
  Backward job = { team, kernels, dx, NULL, .w = w, .rows = rows, .n = n, .in = in };

  for (gsize row = 0; row < out; row++)
    {
      gboolean zero = TRUE;

      for (guint f = 0; f < n && zero; f++)
        zero = dy[f * out + row] == 0;
      if (!zero)
        rows[job.n_rows++] = row;
    }
  if (job.n_rows == 0)
    memset (dx, 0, n * in * sizeof *dx);
  else
    run_backward (&job, dy, out);
}

void
fus_fc_update (FusTeam *team, const FusKernels *kernels, float *dx, const FusUpdate *weight,
               const FusUpdate *bias, const float *dy, const float *x, guint n, gsize in, gsize out)
{
  Backward job
      = { team, kernels, dx, weight, .n_rows = out, .x = x, .w = weight->weight, .n = n, .in = in };

  run_backward (&job, dy, out);

  float *sum = fus_team_scratch (team, fus_team_size (team), out);

  memset (sum, 0, out * sizeof *sum);
  for (guint f = 0; f < n; f++)
    for (gsize row = 0; row < out; row++)
      sum[row] += dy[f * out + row];
  kernels->update (bias, sum, out);
}
