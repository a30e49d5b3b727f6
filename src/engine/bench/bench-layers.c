/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/bench/bench-layers.h"

#include "engine/architecture.h"
#include "engine/reference/conv.h"
#include "engine/conv1.h"
#include "engine/reference/linear.h"
#include "engine/random.h"
#include "engine/fc.h"
#include "engine/winograd.h"

/* Both ways of computing one layer, on random numbers. */
typedef struct
{
  FusTeam *team;
  const FusKernels *kernels;
  guint n;
  gboolean first, pooled;
  gsize in, out, side;

  float *x, *y, *dx, *w, *b, *dw, *momentum; /* plain */

  /* Blocked */
  FusGrid in_grid, full_grid, out_grid;
  float *map, *output, *input_gradient, *u, *flipped;
  guint8 *index;
} Layer;

static float *
random_numbers (FusRandom *random, gsize n)
{
  float *x = g_aligned_alloc (n, sizeof (float), 64);

  for (gsize i = 0; i < n; i++)
    x[i] = (float) fus_random_uniform (random) - 0.5f;
  return x;
}

static void
layer_init (Layer *l, FusRandom *random, const FusArchitecture *arch, FusLayer layer)
{
  gboolean conv = layer <= FUS_LAYER_CONV8;

  l->first = layer == FUS_LAYER_CONV1;
  l->pooled = conv && fus_layer_is_pooled (layer);
  l->in = fus_architecture_inputs (arch, layer);
  l->out = layer == FUS_LAYER_HEADS ? arch->n_classes[FUS_TASK_IDENTITY]
                                    : fus_architecture_units (arch, layer);
  l->side = fus_architecture_side (arch, layer, FALSE);

  gsize pixels = l->side * l->side, n_w = l->in * l->out * (conv ? 9 : 1);

  l->x = random_numbers (random, l->n * l->in * pixels);
  l->dx = random_numbers (random, l->n * l->in * pixels);
  l->y = random_numbers (random, l->n * l->out * pixels);
  l->w = random_numbers (random, n_w);
  l->dw = random_numbers (random, n_w);
  l->momentum = random_numbers (random, n_w);
  /* Room for whole panels, a bias gradient and its momentum. */
  l->b = random_numbers (random, 3 * (l->out + FUS_PANEL));
  if (!conv)
    return;

  l->in_grid = fus_grid (l->in, l->side);
  l->full_grid = fus_grid (l->out, l->side);
  l->out_grid = l->pooled ? fus_grid (l->out, l->side / 2) : l->full_grid;
  l->map = g_new0 (float, l->n * l->in_grid.frame);
  l->input_gradient = g_new0 (float, l->n * l->in_grid.frame);
  l->output = g_new0 (float, l->n * l->out_grid.frame);
  l->index = l->pooled ? g_new0 (guint8, l->n * l->out_grid.frame) : NULL;
  fus_grid_from_plain (&l->in_grid, l->map, l->x, l->n);
  l->u = g_new (float,
                MAX (fus_winograd_weights_size (l->out, l->in), fus_conv1_weights_size (l->out)));
  l->flipped = g_new (float, fus_winograd_weights_size (l->in, l->out));
  if (l->first)
    fus_conv1_load_weights (l->u, l->w, l->out);
  else
    fus_winograd_load_weights (l->team, l->kernels, l->u, l->w, l->out, l->in, FALSE);
}

static void
layer_clear (Layer *l)
{
  float *aligned[] = { l->x, l->y, l->dx, l->w, l->b, l->dw, l->momentum };

  for (guint i = 0; i < G_N_ELEMENTS (aligned); i++)
    g_aligned_free (aligned[i]);
  g_free (l->map);
  g_free (l->output);
  g_free (l->input_gradient);
  g_free (l->u);
  g_free (l->flipped);
  g_free (l->index);
}

static gboolean
conv_forward (gpointer data)
{
  Layer *l = data;
  FusTiles input = { l->map, l->in_grid, NULL, l->in_grid.tiles };
  FusOutput output = { .map = l->output,
                       .grid = l->out_grid,
                       .index = l->index,
                       .tiles = l->full_grid.tiles,
                       .bias = l->b,
                       .pool = l->pooled };

  if (l->first)
    fus_conv1_forward (l->team, l->kernels, &output, l->x, l->side, l->u, l->n);
  else
    fus_winograd_convolve (l->team, l->kernels, &output, &input, l->u, l->n);
  return TRUE;
}

static gboolean
conv_backward_data (gpointer data)
{
  Layer *l = data;
  FusTiles gradient = { l->output, l->out_grid, l->index, l->full_grid.tiles };
  FusOutput output
      = { .map = l->input_gradient, .grid = l->in_grid, .tiles = l->in_grid.tiles, .mask = l->map };

  fus_winograd_load_weights (l->team, l->kernels, l->flipped, l->w, l->out, l->in, TRUE);
  fus_winograd_convolve (l->team, l->kernels, &output, &gradient, l->flipped, l->n);
  return TRUE;
}

/* So small a step that the weights stay what they are. */
static const FusStep tiny_step = { .learning_rate = 1e-12f, .momentum = 0.9f };

static gboolean
conv_backward_weights (gpointer data)
{
  Layer *l = data;
  FusTiles input = { l->map, l->in_grid, NULL, l->in_grid.tiles };
  FusTiles gradient = { l->output, l->out_grid, l->index, l->full_grid.tiles };
  FusUpdate weight = { &tiny_step, l->w, l->momentum, NULL };
  FusUpdate bias = { &tiny_step, l->b, l->b + l->out + FUS_PANEL, NULL };

  if (l->first)
    fus_conv1_update (l->team, l->kernels, &weight, &bias, &gradient, l->x, l->side, l->n);
  else
    fus_winograd_update (l->team, l->kernels, &weight, &bias, &gradient, &input, l->n);
  return TRUE;
}

static gboolean
linear_forward (gpointer data)
{
  Layer *l = data;

  fus_fc_forward (l->team, l->kernels, l->y, l->x, l->w, l->b, l->n, l->in, l->out);
  return TRUE;
}

static gboolean
linear_backward_data (gpointer data)
{
  Layer *l = data;

  fus_fc_backward (l->team, l->kernels, l->dx, l->y, l->w, l->n, l->in, l->out);
  return TRUE;
}

static gboolean
linear_update (gpointer data)
{
  Layer *l = data;
  FusUpdate weight = { &tiny_step, l->w, l->momentum, NULL };
  FusUpdate bias = { &tiny_step, l->b, l->b + l->out, NULL };

  fus_fc_update (l->team, l->kernels, l->dx, &weight, &bias, l->y, l->x, l->n, l->in, l->out);
  return TRUE;
}

static gboolean
blas_conv_forward (gpointer data)
{
  Layer *l = data;

  fus_conv_forward (l->y, l->x, l->w, l->b, l->n, l->in, l->out, l->side, l->team);
  return TRUE;
}

static gboolean
blas_conv_backward_data (gpointer data)
{
  Layer *l = data;

  fus_conv_backward_data (l->dx, l->y, l->w, l->n, l->in, l->out, l->side, l->team);
  return TRUE;
}

static gboolean
blas_conv_backward_weights (gpointer data)
{
  Layer *l = data;

  fus_conv_backward_weights (l->dw, l->b, l->x, l->y, l->n, l->in, l->out, l->side, l->team);
  return TRUE;
}

static gboolean
blas_linear_forward (gpointer data)
{
  Layer *l = data;

  fus_linear_forward (l->y, l->x, l->w, l->b, l->n, l->in, l->out, l->team);
  return TRUE;
}

static gboolean
blas_linear_backward_data (gpointer data)
{
  Layer *l = data;

  fus_linear_backward_data (l->dx, l->y, l->w, l->n, l->in, l->out, l->team);
  return TRUE;
}

static gboolean
blas_linear_backward_weights (gpointer data)
{
  Layer *l = data;

  fus_linear_backward_weights (l->dw, l->b, l->x, l->y, l->n, l->in, l->out, l->team);
  return TRUE;
}

static void
measure_layer (Layer *l, gboolean conv, guint repeats, FusBenchLayer *layer)
{
  static gboolean (*const runs[2][6]) (gpointer)
      = { { linear_forward, linear_backward_data, linear_update, blas_linear_forward,
            blas_linear_backward_data, blas_linear_backward_weights },
          { conv_forward, conv_backward_data, conv_backward_weights, blas_conv_forward,
            blas_conv_backward_data, blas_conv_backward_weights } };
  double *times[6] = { &layer->forward_ms, &layer->backward_data_ms, &layer->backward_weights_ms,
                       &layer->blas_ms[0], &layer->blas_ms[1],       &layer->blas_ms[2] };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    *times[i] = fus_bench_median_ms (runs[conv][i], l, repeats);
  layer->gflop = 2e-9 * l->n * l->in * l->out * l->side * l->side * (conv ? 9 : 1);
}

gboolean
fus_bench_layers (const FusBenchSettings *settings, FusBenchLayer layers[FUS_N_LAYERS],
                  const FusPoll *poll, GError **error)
{
  FusArchitecture arch = fus_bench_architecture (settings);

  if (!fus_architecture_check (&arch, error))
    return FALSE;

  g_autoptr (FusTeam) team = fus_team_new (settings->n_threads);
  FusRandom random;

  fus_random_seed (&random, 0, 0);
  for (FusLayer layer = FUS_LAYER_CONV1; layer < FUS_N_LAYERS; layer++)
    {
      Layer l = { .team = team, .kernels = fus_kernels (), .n = settings->batch };

      if (!fus_poll (poll))
        return FALSE;
      layer_init (&l, &random, &arch, layer);
      measure_layer (&l, layer <= FUS_LAYER_CONV8, settings->repeats, &layers[layer]);
      layer_clear (&l);
    }
  return TRUE;
}
