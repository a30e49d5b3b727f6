/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/conv1.h"

#include "engine/items.h"

#include <string.h>

#define CHANNELS 3
#define TAPS (CHANNELS * 9)

/* Pooled rows of one frame whose weight gradient is one partial sum. */
#define GRADIENT_ROWS 16

gsize
fus_conv1_weights_size (guint n_out)
{
  return (gsize) TAPS * fus_grid (n_out, 1).blocks * FUS_BLOCK;
}

void
fus_conv1_load_weights (float *packed, const float *w, guint n_out)
{
  gsize stride = fus_grid (n_out, 1).blocks * FUS_BLOCK;

  memset (packed, 0, TAPS * stride * sizeof *packed);
  for (guint o = 0; o < n_out; o++)
    for (guint tap = 0; tap < TAPS; tap++)
      packed[tap * stride + o] = w[o * TAPS + tap];
}

typedef struct
{
  const FusKernels *kernels;
  const FusOutput *output;
  const float *images;
  guint side;
  const float *packed;
  FusItems items; /* frames x pooled rows */
} Forward;

static void
forward_share (gpointer data, guint index, guint n)
{
  Forward *job = data;
  guint rows = job->side / 2, item;

  while (fus_items_claim (&job->items, &item))
    {
      guint frame = item / rows;

      job->kernels->conv1_forward (job->output,
                                   job->images + (gsize) frame * CHANNELS * job->side * job->side,
                                   job->packed, job->side, frame, item % rows);
    }
}

void
fus_conv1_forward (FusTeam *team, const FusKernels *kernels, const FusOutput *output,
                   const float *images, guint side, const float *packed, guint n)
{
  Forward job = { kernels, output, images, side, packed, { 0, n * side / 2 } };

  fus_team_run (team, forward_share, &job);
}

typedef struct
{
  const FusKernels *kernels;
  const FusTiles *gradient;
  const float *images;
  guint side;
  gsize channels; /* of whole blocks */
  float *sums;    /* [frame][part][27 + 1][channels]: weights, then biases */
  guint parts;
  FusItems items; /* frames x parts */
} Gradient;

static void
gradient_share (gpointer data, guint index, guint n)
{
  Gradient *job = data;
  guint item;

  while (fus_items_claim (&job->items, &item))
    {
      guint frame = item / job->parts, rows = job->side / 2, y = item % job->parts * GRADIENT_ROWS;
      float *dw = job->sums + item * (TAPS + 1) * job->channels;

      memset (dw, 0, (TAPS + 1) * job->channels * sizeof *dw);
      job->kernels->conv1_gradient (dw, dw + TAPS * job->channels, job->gradient,
                                    job->images + (gsize) frame * CHANNELS * job->side * job->side,
                                    job->side, frame, y, MIN (y + GRADIENT_ROWS, rows));
    }
}

void
fus_conv1_update (FusTeam *team, const FusKernels *kernels, const FusUpdate *weight,
                  const FusUpdate *bias, const FusTiles *gradient, const float *images, guint side,
                  guint n)
{
  guint n_out = gradient->grid.channels, parts = (side / 2 + GRADIENT_ROWS - 1) / GRADIENT_ROWS;
  gsize channels = gradient->grid.blocks * FUS_BLOCK, size = (TAPS + 1) * channels;
  float *sums = fus_team_scratch (team, fus_team_size (team), (n * parts + 1) * size);
  float *packed = sums + n * parts * size;
  Gradient job = { kernels, gradient, images, side, channels, sums, parts, { 0, n * parts } };

  fus_team_run (team, gradient_share, &job);
  for (guint part = 1; part < n * parts; part++)
    for (gsize i = 0; i < size; i++)
      sums[i] += sums[part * size + i];
  for (guint o = 0; o < n_out; o++)
    for (guint tap = 0; tap < TAPS; tap++)
      packed[o * TAPS + tap] = sums[tap * channels + o];
  kernels->update (weight, packed, (gsize) n_out * TAPS);
  kernels->update (bias, sums + TAPS * channels, n_out);
}
