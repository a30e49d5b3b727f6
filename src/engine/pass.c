/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass-private.h"

#include "engine/architecture.h"
#include "engine/dropout.h"
#include "engine/conv1.h"
#include "engine/memory.h"
#include "engine/relu.h"
#include "engine/fc.h"
#include "engine/winograd.h"

#include <string.h>

static float *
floats_at (FusPass *pass, gsize offset)
{
  return (float *) (pass->memory + offset);
}

FusPass *
fus_pass_new (FusNetwork *network, FusPassPurpose purpose, guint max_batch, FusTeam *team)
{
  g_assert (max_batch > 0);

  FusPass *pass = g_new0 (FusPass, 1);
  const FusLayout *layout = &pass->layout;

  pass->network = fus_network_ref (network);
  pass->arch = fus_network_architecture (network);
  pass->purpose = purpose;
  pass->max_batch = max_batch;
  pass->team = team;
  pass->kernels = fus_kernels ();
  pass->before_pool_layer = FUS_LAYER_HEADS;
  for (guint t = 0; t < FUS_N_TASKS; t++)
    pass->task_weight[t] = 1;

  fus_layout (&pass->layout, pass->arch, purpose, max_batch);
  pass->memory = fus_memory_new (layout->total);
  if (pass->memory == NULL)
    g_error ("failed to allocate %" G_GSIZE_FORMAT " bytes", layout->total);
  for (guint i = 0; i < FUS_N_CONV_LAYERS; i++)
    {
      if (purpose != FUS_PASS_FORWARD && fus_layer_is_pooled (i))
        pass->index[i] = pass->memory + layout->index[i];
      pass->weights[i] = floats_at (pass, layout->weights[i]);
      pass->flipped[i] = floats_at (pass, layout->flipped[i]);
      pass->bias[i] = floats_at (pass, layout->bias[i]);
    }
  for (guint i = 0; i < FUS_LAYER_HEADS; i++)
    pass->output[i] = floats_at (pass, layout->output[i]);
  for (guint i = 0; i < 2; i++)
    {
      pass->kept[i] = pass->memory + layout->kept[i];
      pass->delta[i] = floats_at (pass, layout->delta[i]);
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      pass->logits[t] = floats_at (pass, layout->logits[t]);
      pass->d_logits[t] = floats_at (pass, layout->d_logits[t]);
    }
  pass->before_pool = floats_at (pass, layout->before_pool);
  pass->flat = floats_at (pass, layout->flat);
  pass->images = floats_at (pass, layout->images);
  return pass;
}

void
fus_pass_free (FusPass *pass)
{
  if (pass == NULL)
    return;
  fus_network_unref (pass->network);
  fus_memory_free (pass->memory, pass->layout.total);
  g_free (pass->all_gradients);
  g_free (pass);
}

void
fus_pass_network_changed (FusPass *pass)
{
  pass->n = 0;
  pass->gradient_kind = FUS_GRADIENT_NONE;
  memset (pass->weights_loaded, 0, sizeof pass->weights_loaded);
  memset (pass->flipped_loaded, 0, sizeof pass->flipped_loaded);
}

FusNetwork *
fus_pass_network (FusPass *pass)
{
  return pass->network;
}

guint
fus_pass_max_batch (const FusPass *pass)
{
  return pass->max_batch;
}

float *
fus_pass_weights (FusPass *pass, FusLayer layer)
{
  g_assert (layer < FUS_LAYER_HEADS);
  return fus_network_parameters (pass->network)
         + fus_network_tensor (pass->network, 2 * layer)->offset;
}

static const float *
biases (FusPass *pass, FusLayer layer)
{
  return fus_pass_weights (pass, layer) + fus_network_tensor (pass->network, 2 * layer)->size;
}

const FusTensor *
fus_pass_head (FusPass *pass, FusTask task)
{
  guint before = 0;

  if (pass->arch->n_classes[task] == 0)
    return NULL;
  for (guint t = 0; t < task; t++)
    before += pass->arch->n_classes[t] > 0;
  return fus_network_tensor (pass->network, 2 * (FUS_LAYER_HEADS + before));
}

gsize
fus_pass_numbers (FusPass *pass, FusLayer layer, gboolean pooled)
{
  gsize side = fus_architecture_side (pass->arch, layer, pooled);

  return fus_architecture_units (pass->arch, layer) * side * side;
}

static void
load_weights (FusPass *pass, FusLayer layer)
{
  guint units = fus_architecture_units (pass->arch, layer);
  guint in = fus_architecture_inputs (pass->arch, layer);
  const float *w = fus_pass_weights (pass, layer);

  if (pass->weights_loaded[layer])
    return;
  memcpy (pass->bias[layer], biases (pass, layer), units * sizeof (float));
  if (layer == FUS_LAYER_CONV1)
    fus_conv1_load_weights (pass->weights[layer], w, units);
  else
    fus_winograd_load_weights (pass->team, pass->kernels, pass->weights[layer], w, units, in,
                               FALSE);
  pass->weights_loaded[layer] = pass->purpose != FUS_PASS_TRAIN;
}

static void
compute_conv (FusPass *pass, FusLayer layer, const FusOutput *output, const float *images)
{
  load_weights (pass, layer);
  if (layer == FUS_LAYER_CONV1)
    {
      fus_conv1_forward (pass->team, pass->kernels, output, images, pass->arch->image_size,
                         pass->weights[layer], pass->n);
      return;
    }

  const FusGrid *grid = &pass->layout.grid[layer - 1];
  FusTiles input = { pass->output[layer - 1], *grid, NULL, grid->tiles };

  fus_winograd_convolve (pass->team, pass->kernels, output, &input, pass->weights[layer], pass->n);
}

/* Whether the maps before the layer's pool are kept as it is run: those that are known to be asked
 * for. */
static gboolean
keeps_before_pool (FusPass *pass, FusLayer layer)
{
  if (!fus_layer_is_pooled (layer) || pass->purpose == FUS_PASS_TRAIN)
    return FALSE;
  return layer == FUS_LAYER_CONV8 || (layer == pass->last && pass->purpose == FUS_PASS_EXPLAIN);
}

static FusOutput
conv_output (FusPass *pass, FusLayer layer)
{
  const FusLayout *layout = &pass->layout;

  return (FusOutput){ .grid = layout->grid[layer],
                      .full_grid = layout->whole[layer],
                      .tiles = layout->whole[layer].tiles,
                      .bias = pass->bias[layer],
                      .pool = fus_layer_is_pooled (layer) };
}

static void
run_conv (FusPass *pass, FusLayer layer, const float *images)
{
  FusOutput output = conv_output (pass, layer);

  output.map = pass->output[layer];
  output.index = pass->index[layer];
  if (keeps_before_pool (pass, layer))
    {
      output.full = pass->before_pool;
      pass->before_pool_layer = layer;
    }
  compute_conv (pass, layer, &output, images);
  if (layer == FUS_LAYER_CONV8)
    fus_grid_to_plain (&output.grid, pass->flat, output.map, pass->n);
}

const float *
fus_pass_before_pool (FusPass *pass, FusLayer layer)
{
  if (!fus_layer_is_pooled (layer))
    return pass->output[layer];
  if (pass->before_pool_layer != layer)
    {
      FusOutput output = conv_output (pass, layer);

      output.full = pass->before_pool;
      compute_conv (pass, layer, &output, pass->images);
      pass->before_pool_layer = layer;
    }
  return pass->before_pool;
}

static void
run_fc (FusPass *pass, FusLayer layer, const float *x, FusRandom *random)
{
  gsize units = fus_architecture_units (pass->arch, layer);
  float *y = pass->output[layer];

  fus_fc_forward (pass->team, pass->kernels, y, x, fus_pass_weights (pass, layer),
                  biases (pass, layer), pass->n, fus_architecture_inputs (pass->arch, layer),
                  units);
  fus_relu_forward (y, pass->n * units, pass->team);
  if (random != NULL && pass->arch->dropout > 0)
    {
      guint8 *kept = pass->kept[layer - FUS_LAYER_FC1];
      float share = (float) pass->arch->dropout;

      fus_dropout_draw (kept, share, pass->n * units, random);
      fus_dropout_apply (y, kept, share, pass->n * units);
    }
}

static void
run_heads (FusPass *pass, const float *x)
{
  gsize in = fus_architecture_units (pass->arch, FUS_LAYER_FC2);

  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTensor *head = fus_pass_head (pass, t);

      if (head == NULL)
        continue;

      const float *w = fus_network_parameters (pass->network) + head->offset;

      fus_fc_forward (pass->team, pass->kernels, pass->logits[t], x, w, w + head->size, pass->n, in,
                      pass->arch->n_classes[t]);
    }
}

static void
run_layer (FusPass *pass, FusLayer layer, const float *images, FusRandom *random)
{
  if (layer <= FUS_LAYER_CONV8)
    run_conv (pass, layer, images);
  else if (layer == FUS_LAYER_FC1)
    run_fc (pass, layer, pass->flat, random);
  else if (layer == FUS_LAYER_FC2)
    run_fc (pass, layer, pass->output[FUS_LAYER_FC1], random);
  else
    run_heads (pass, pass->output[FUS_LAYER_FC2]);
}

static gboolean
run_layers (FusPass *pass, const float *images, guint n, FusLayer first, FusLayer last,
            FusRandom *random, const FusPoll *poll)
{
  g_assert (n > 0 && n <= pass->max_batch);

  pass->n = n;
  pass->first = first;
  pass->last = last;
  pass->before_pool_layer = FUS_LAYER_HEADS;
  pass->gradient_kind = FUS_GRADIENT_NONE;
  for (FusLayer layer = first; layer <= last; layer++)
    {
      if (!fus_poll (poll))
        {
          pass->n = 0;
          return FALSE;
        }
      run_layer (pass, layer, images, random);
    }
  return TRUE;
}

gboolean
fus_pass_run (FusPass *pass, const float *images, guint n, FusLayer last, FusRandom *random,
              const FusPoll *poll)
{
  g_assert (n <= pass->max_batch);

  /* conv1's maps before its pool may be asked for later. */
  if (pass->purpose == FUS_PASS_EXPLAIN)
    memcpy (pass->images, images,
            (gsize) n * 3 * pass->arch->image_size * pass->arch->image_size * sizeof (float));
  return run_layers (pass, images, n, FUS_LAYER_CONV1, last, random, poll);
}

gboolean
fus_pass_forward (FusPass *pass, const float *images, guint n, FusLayer last, const FusPoll *poll)
{
  return fus_pass_run (pass, images, n, last, NULL, poll);
}

gboolean
fus_pass_forward_from (FusPass *pass, FusLayer from, const float *activation, guint n,
                       FusLayer last, const FusPoll *poll)
{
  g_assert (from < FUS_LAYER_HEADS && last > from);
  g_assert (n <= pass->max_batch);

  gsize bytes = n * fus_pass_numbers (pass, from, TRUE) * sizeof (float);

  if (from <= FUS_LAYER_CONV8)
    fus_grid_from_plain (&pass->layout.grid[from], pass->output[from], activation, n);
  else
    memcpy (pass->output[from], activation, bytes);
  if (from == FUS_LAYER_CONV8)
    memcpy (pass->flat, activation, bytes);
  return run_layers (pass, NULL, n, from + 1, last, NULL, poll);
}

const float *
fus_pass_logits (FusPass *pass, FusTask task)
{
  g_assert (pass->n > 0 && pass->last == FUS_LAYER_HEADS);
  g_assert (pass->arch->n_classes[task] > 0);
  return pass->logits[task];
}

void
fus_pass_get_activation (FusPass *pass, FusLayer layer, gboolean pooled, float *out)
{
  g_assert (layer < FUS_LAYER_HEADS);
  g_assert (pass->n > 0 && layer >= pass->first && layer <= pass->last);

  if (layer >= FUS_LAYER_FC1)
    {
      memcpy (out, pass->output[layer],
              pass->n * fus_pass_numbers (pass, layer, FALSE) * sizeof (float));
    }
  else if (pooled)
    {
      fus_grid_to_plain (&pass->layout.grid[layer], out, pass->output[layer], pass->n);
    }
  else
    {
      g_assert (pass->purpose == FUS_PASS_EXPLAIN || !fus_layer_is_pooled (layer)
                || (pass->purpose == FUS_PASS_FORWARD && layer == FUS_LAYER_CONV8));
      fus_grid_to_plain (&pass->layout.whole[layer], out, fus_pass_before_pool (pass, layer),
                         pass->n);
    }
}
