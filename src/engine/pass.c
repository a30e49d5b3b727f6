/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pass-private.h"

#include "architecture.h"
#include "conv.h"
#include "dropout.h"
#include "layout.h"
#include "linear.h"
#include "pool.h"
#include "relu.h"

#include <string.h>

FusPass *
fus_pass_new (FusNetwork *network, FusPassPurpose purpose, guint max_batch, FusTeam *team)
{
  g_assert (max_batch > 0);

  FusPass *pass = g_new0 (FusPass, 1);
  FusLayout layout;

  pass->network = fus_network_ref (network);
  pass->arch = fus_network_architecture (network);
  pass->purpose = purpose;
  pass->max_batch = max_batch;
  pass->team = team;

  fus_layout (&layout, pass->arch, purpose, max_batch);
  pass->memory = g_aligned_alloc (layout.total, 1, 64);
  for (guint i = 0; i < FUS_N_CONV_LAYERS; i++)
    {
      pass->before_pool[i] = (float *) (pass->memory + layout.before_pool[i]);
      if (purpose != FUS_PASS_FORWARD)
        pass->index[i] = pass->memory + layout.index[i];
    }
  for (guint i = 0; i < FUS_LAYER_HEADS; i++)
    pass->output[i] = (float *) (pass->memory + layout.output[i]);
  for (guint i = 0; i < 2; i++)
    {
      pass->kept[i] = pass->memory + layout.kept[i];
      pass->delta[i] = (float *) (pass->memory + layout.delta[i]);
    }
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      pass->logits[t] = (float *) (pass->memory + layout.logits[t]);
      pass->d_logits[t] = (float *) (pass->memory + layout.d_logits[t]);
    }
  pass->parameter_gradient = (float *) (pass->memory + layout.parameter_gradient);
  return pass;
}

void
fus_pass_free (FusPass *pass)
{
  if (pass == NULL)
    return;
  fus_network_unref (pass->network);
  g_aligned_free (pass->memory);
  g_free (pass->all_gradients);
  g_free (pass);
}

void
fus_pass_network_changed (FusPass *pass)
{
  pass->n = 0;
  pass->gradient_kind = FUS_GRADIENT_NONE;
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

float *
fus_pass_biases (FusPass *pass, FusLayer layer)
{
  g_assert (layer < FUS_LAYER_HEADS);
  return fus_network_parameters (pass->network)
         + fus_network_tensor (pass->network, 2 * layer + 1)->offset;
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
run_conv (FusPass *pass, FusLayer layer, const float *x)
{
  gsize side = fus_architecture_side (pass->arch, layer, FALSE);
  gsize units = fus_architecture_units (pass->arch, layer);
  float *y = pass->before_pool[layer];

  fus_conv_forward (y, x, fus_pass_weights (pass, layer), fus_pass_biases (pass, layer), pass->n,
                    fus_architecture_inputs (pass->arch, layer), units, side, pass->team);
  fus_relu_forward (y, pass->n * units * side * side, pass->team);
  if (fus_layer_is_pooled (layer))
    fus_pool_forward (pass->output[layer], pass->index[layer], y, pass->n * units, side,
                      pass->team);
}

static void
run_fc (FusPass *pass, FusLayer layer, const float *x, FusRandom *random)
{
  gsize units = fus_architecture_units (pass->arch, layer);
  float *y = pass->output[layer];

  fus_linear_forward (y, x, fus_pass_weights (pass, layer), fus_pass_biases (pass, layer), pass->n,
                      fus_architecture_inputs (pass->arch, layer), units, pass->team);
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

      fus_linear_forward (pass->logits[t], x, w, w + head->size, pass->n, in,
                          pass->arch->n_classes[t], pass->team);
    }
}

static gboolean
run_layers (FusPass *pass, const float *x, guint n, FusLayer first, FusLayer last,
            FusRandom *random, const FusPoll *poll)
{
  g_assert (n > 0 && n <= pass->max_batch);

  pass->n = n;
  pass->first = first;
  pass->last = last;
  pass->gradient_kind = FUS_GRADIENT_NONE;
  for (FusLayer layer = first; layer <= last; layer++)
    {
      if (!fus_poll (poll))
        {
          pass->n = 0;
          return FALSE;
        }
      if (layer == FUS_LAYER_HEADS)
        {
          run_heads (pass, x);
          break;
        }
      if (layer <= FUS_LAYER_CONV8)
        run_conv (pass, layer, x);
      else
        run_fc (pass, layer, x, random);
      x = pass->output[layer];
    }
  return TRUE;
}

gboolean
fus_pass_run (FusPass *pass, const float *images, guint n, FusLayer last, FusRandom *random,
              const FusPoll *poll)
{
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

  memcpy (pass->output[from], activation, n * fus_pass_numbers (pass, from, TRUE) * sizeof (float));
  return run_layers (pass, pass->output[from], n, from + 1, last, NULL, poll);
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

  const float *source = pass->output[layer];

  if (!pooled && fus_layer_is_pooled (layer))
    {
      g_assert (pass->purpose != FUS_PASS_FORWARD || layer == FUS_LAYER_CONV8);
      source = pass->before_pool[layer];
    }
  memcpy (out, source, pass->n * fus_pass_numbers (pass, layer, pooled) * sizeof (float));
}
