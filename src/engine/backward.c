/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass-private.h"

#include "engine/architecture.h"
#include "engine/redirect.h"
#include "engine/relu.h"
#include "engine/fc.h"
#include "engine/winograd.h"

#include <string.h>

void
fus_pass_exchange_deltas (FusPass *pass)
{
  float *delta = pass->delta[0];

  pass->delta[0] = pass->delta[1];
  pass->delta[1] = delta;
}

/* From the logits to fc2's output. */
static void
descend_heads (FusPass *pass, const float *const d_logits[FUS_N_TASKS])
{
  gsize in = fus_architecture_units (pass->arch, FUS_LAYER_FC2), n = pass->n * in;
  float *sum = pass->delta[0], *one = pass->delta[1];

  memset (sum, 0, n * sizeof (float));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTensor *head = fus_pass_head (pass, t);

      if (head == NULL || d_logits[t] == NULL)
        continue;
      fus_fc_backward (pass->team, pass->kernels, one, d_logits[t],
                       fus_network_parameters (pass->network) + head->offset, pass->n, in,
                       pass->arch->n_classes[t]);
      for (gsize i = 0; i < n; i++)
        sum[i] += one[i];
    }
}

/* From a ReLU's output to its input, in place: [n, size]. */
static void
descend_relu (FusPass *pass, float *delta, const float *y, gsize size, FusReluRule rule)
{
  switch (rule)
    {
    case FUS_RELU_GRADIENT:
      fus_relu_backward (delta, y, pass->n * size, pass->team);
      return;
    case FUS_RELU_REDIRECTED:
      fus_redirect_backward (delta, y, pass->n, size, pass->team);
      return;
    case FUS_RELU_GUIDED:
      fus_relu_backward_guided (delta, y, pass->n * size, pass->team);
      return;
    }
  g_assert_not_reached ();
}

/* From an fc layer's output to its input. */
static void
descend_fc (FusPass *pass, FusLayer layer, FusReluRule rule)
{
  gsize in = fus_architecture_inputs (pass->arch, layer);
  gsize units = fus_architecture_units (pass->arch, layer);

  descend_relu (pass, pass->delta[0], pass->output[layer], units, rule);
  fus_fc_backward (pass->team, pass->kernels, pass->delta[1], pass->delta[0],
                   fus_pass_weights (pass, layer), pass->n, in, units);
  fus_pass_exchange_deltas (pass);
}

void
fus_pass_descend_flat (FusPass *pass, gboolean masked)
{
  const FusGrid *grid = &pass->layout.grid[FUS_LAYER_CONV8];
  gsize n = pass->n * fus_architecture_inputs (pass->arch, FUS_LAYER_FC1);

  if (masked)
    fus_relu_backward (pass->delta[0], pass->flat, n, pass->team);
  memset (pass->delta[1], 0, pass->n * grid->frame * sizeof (float));
  fus_grid_from_plain (grid, pass->delta[1], pass->delta[0], pass->n);
  fus_pass_exchange_deltas (pass);
}

FusTiles
fus_pass_gradient_tiles (FusPass *pass, FusLayer layer)
{
  return (FusTiles){ pass->delta[0], pass->layout.grid[layer], pass->index[layer],
                     pass->layout.whole[layer].tiles };
}

static void
load_flipped (FusPass *pass, FusLayer layer)
{
  if (pass->flipped_loaded[layer])
    return;
  fus_winograd_load_weights (pass->team, pass->kernels, pass->flipped[layer],
                             fus_pass_weights (pass, layer),
                             fus_architecture_units (pass->arch, layer),
                             fus_architecture_inputs (pass->arch, layer), TRUE);
  pass->flipped_loaded[layer] = pass->purpose != FUS_PASS_TRAIN;
}

void
fus_pass_descend_conv (FusPass *pass, FusLayer layer, const FusTiles *gradient, gboolean masked)
{
  const FusGrid *grid
      = layer == FUS_LAYER_CONV1 ? &pass->layout.image : &pass->layout.grid[layer - 1];
  FusOutput output = { .map = pass->delta[1], .grid = *grid, .tiles = grid->tiles };

  if (masked)
    output.mask = pass->output[layer - 1];
  load_flipped (pass, layer);
  fus_grid_clear_border (grid, pass->delta[1], pass->n);
  fus_winograd_convolve (pass->team, pass->kernels, &output, gradient, pass->flipped[layer],
                         pass->n);
}

/* Whether the last forward pass left what the way back to @layer's output needs. */
static gboolean
is_reachable (FusPass *pass, FusLayer layer)
{
  return layer >= pass->first || (layer + 1 == pass->first && !fus_layer_is_pooled (layer));
}

gboolean
fus_pass_backward (FusPass *pass, const float *const d_logits[FUS_N_TASKS], FusLayer down_to,
                   const FusPoll *poll)
{
  g_assert (pass->purpose == FUS_PASS_EXPLAIN);
  g_assert (pass->n > 0 && pass->last == FUS_LAYER_HEADS && down_to < FUS_LAYER_HEADS);
  g_assert (is_reachable (pass, down_to));

  pass->gradient_kind = FUS_GRADIENT_NONE;
  if (!fus_poll (poll))
    return FALSE;
  descend_heads (pass, d_logits);
  for (FusLayer layer = FUS_LAYER_FC2; layer > down_to; layer--)
    {
      if (!fus_poll (poll))
        return FALSE;
      if (layer >= FUS_LAYER_FC1)
        {
          descend_fc (pass, layer, FUS_RELU_GRADIENT);
          if (layer == FUS_LAYER_FC1)
            fus_pass_descend_flat (pass, down_to < FUS_LAYER_CONV8);
        }
      else
        {
          FusTiles gradient = fus_pass_gradient_tiles (pass, layer);

          fus_pass_descend_conv (pass, layer, &gradient, layer - 1 > down_to);
          fus_pass_exchange_deltas (pass);
        }
    }
  pass->gradient_kind = FUS_GRADIENT_LAYER;
  pass->gradient_layer = down_to;
  return TRUE;
}

/* The gradient with respect to conv layer @from's output before its pool, given in plain order, to
 * before its ReLU in delta[0]. */
static FusTiles
begin_at_conv (FusPass *pass, FusLayer from, const float *d_activation)
{
  const FusGrid *grid = &pass->layout.whole[from];
  const float *y = fus_pass_before_pool (pass, from);
  float *delta = pass->delta[0];

  memset (delta, 0, pass->n * grid->frame * sizeof (float));
  fus_grid_from_plain (grid, delta, d_activation, pass->n);
  descend_relu (pass, delta, y, grid->frame, pass->relu_rule);
  return (FusTiles){ delta, *grid, NULL, grid->tiles };
}

/* From fc layer @from's output, in delta[0], to conv8's, before its ReLU. */
static gboolean
descend_fc_layers (FusPass *pass, FusLayer from, const FusPoll *poll)
{
  gboolean plain = pass->relu_rule == FUS_RELU_GRADIENT;

  for (FusLayer layer = from; layer >= FUS_LAYER_FC1; layer--)
    {
      if (!fus_poll (poll))
        return FALSE;
      descend_fc (pass, layer, pass->relu_rule);
    }
  if (!plain)
    descend_relu (pass, pass->delta[0], pass->flat,
                  fus_architecture_inputs (pass->arch, FUS_LAYER_FC1), pass->relu_rule);
  fus_pass_descend_flat (pass, plain);
  return TRUE;
}

/* From conv layer @from, whose gradient before its ReLU is @gradient, to the image. */
static gboolean
descend_conv_layers (FusPass *pass, FusLayer from, FusTiles gradient, const FusPoll *poll)
{
  gboolean plain = pass->relu_rule == FUS_RELU_GRADIENT;

  for (FusLayer layer = from;; layer--)
    {
      if (!fus_poll (poll))
        return FALSE;
      fus_pass_descend_conv (pass, layer, &gradient, layer > FUS_LAYER_CONV1 && plain);
      fus_pass_exchange_deltas (pass);
      if (layer == FUS_LAYER_CONV1)
        break;
      if (!plain)
        descend_relu (pass, pass->delta[0], pass->output[layer - 1],
                      pass->layout.grid[layer - 1].frame, pass->relu_rule);
      gradient = fus_pass_gradient_tiles (pass, layer - 1);
    }
  pass->gradient_kind = FUS_GRADIENT_IMAGE;
  return TRUE;
}

gboolean
fus_pass_backward_to_image (FusPass *pass, FusLayer from, const float *d_activation,
                            const FusPoll *poll)
{
  g_assert (pass->purpose == FUS_PASS_EXPLAIN);
  g_assert (pass->n > 0 && pass->first == FUS_LAYER_CONV1);
  g_assert (from < FUS_LAYER_HEADS && from <= pass->last);

  pass->gradient_kind = FUS_GRADIENT_NONE;
  if (from <= FUS_LAYER_CONV8)
    return descend_conv_layers (pass, from, begin_at_conv (pass, from, d_activation), poll);
  memmove (pass->delta[0], d_activation,
           pass->n * fus_pass_numbers (pass, from, FALSE) * sizeof (float));
  return descend_fc_layers (pass, from, poll)
         && descend_conv_layers (pass, FUS_LAYER_CONV8,
                                 fus_pass_gradient_tiles (pass, FUS_LAYER_CONV8), poll);
}

gboolean
fus_pass_backward_logits_to_image (FusPass *pass, const float *const d_logits[FUS_N_TASKS],
                                   const FusPoll *poll)
{
  g_assert (pass->purpose == FUS_PASS_EXPLAIN);
  g_assert (pass->n > 0 && pass->first == FUS_LAYER_CONV1 && pass->last == FUS_LAYER_HEADS);

  pass->gradient_kind = FUS_GRADIENT_NONE;
  if (!fus_poll (poll))
    return FALSE;
  descend_heads (pass, d_logits);
  return descend_fc_layers (pass, FUS_LAYER_FC2, poll)
         && descend_conv_layers (pass, FUS_LAYER_CONV8,
                                 fus_pass_gradient_tiles (pass, FUS_LAYER_CONV8), poll);
}

void
fus_pass_set_relu_rule (FusPass *pass, FusReluRule rule)
{
  pass->relu_rule = rule;
}

void
fus_pass_get_gradient (FusPass *pass, FusLayer layer, float *out)
{
  g_assert (pass->gradient_kind == FUS_GRADIENT_LAYER && pass->gradient_layer == layer);

  if (layer >= FUS_LAYER_FC1)
    memcpy (out, pass->delta[0], pass->n * fus_pass_numbers (pass, layer, FALSE) * sizeof (float));
  else if (fus_layer_is_pooled (layer))
    fus_grid_unpool_to_plain (&pass->layout.grid[layer], out, pass->delta[0], pass->index[layer],
                              pass->n);
  else
    fus_grid_to_plain (&pass->layout.grid[layer], out, pass->delta[0], pass->n);
}

void
fus_pass_get_image_gradient (FusPass *pass, float *out)
{
  g_assert (pass->gradient_kind == FUS_GRADIENT_IMAGE);
  fus_grid_to_plain (&pass->layout.image, out, pass->delta[0], pass->n);
}
