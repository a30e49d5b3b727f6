/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pass-private.h"

#include "architecture.h"
#include "conv.h"
#include "dropout.h"
#include "error.h"
#include "linear.h"
#include "loss.h"
#include "pool.h"
#include "relu.h"
#include "sgd.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Throughout, delta[0] is the gradient that was reached, delta[1] is free; a step that cannot work
 * in place writes to delta[1] and exchanges the two. */

static float *
zeroed_delta (FusPass *pass, gsize numbers)
{
  memset (pass->delta[1], 0, pass->n * numbers * sizeof (float));
  return pass->delta[1];
}

static void
exchange_deltas (FusPass *pass)
{
  float *delta = pass->delta[0];

  pass->delta[0] = pass->delta[1];
  pass->delta[1] = delta;
}

/* From the logits to fc2's output. */
static void
descend_heads (FusPass *pass, const float *const d_logits[FUS_N_TASKS])
{
  gsize in = fus_architecture_units (pass->arch, FUS_LAYER_FC2);
  float *dx = zeroed_delta (pass, in);

  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTensor *head = fus_pass_head (pass, t);

      if (head != NULL && d_logits[t] != NULL)
        fus_linear_backward_data (dx, d_logits[t],
                                  fus_network_parameters (pass->network) + head->offset, pass->n,
                                  in, pass->arch->n_classes[t], pass->team);
    }
  exchange_deltas (pass);
}

/* From a layer's output to what its pool, if any, was given. */
static void
descend_pool (FusPass *pass, FusLayer layer)
{
  if (!fus_layer_is_pooled (layer))
    return;
  fus_pool_backward (zeroed_delta (pass, fus_pass_numbers (pass, layer, FALSE)), pass->delta[0],
                     pass->index[layer], pass->n * fus_architecture_units (pass->arch, layer),
                     fus_architecture_side (pass->arch, layer, FALSE), pass->team);
  exchange_deltas (pass);
}

static void
descend_relu (FusPass *pass, FusLayer layer)
{
  const float *y = layer <= FUS_LAYER_CONV8 ? pass->before_pool[layer] : pass->output[layer];

  fus_relu_backward (pass->delta[0], y, pass->n * fus_pass_numbers (pass, layer, FALSE),
                     pass->team);
}

/* From before a layer's ReLU to its input, which is written to delta[1]; not yet exchanged. */
static void
descend_weights (FusPass *pass, FusLayer layer)
{
  gsize in = fus_architecture_inputs (pass->arch, layer);
  gsize units = fus_architecture_units (pass->arch, layer);
  const float *w = fus_pass_weights (pass, layer);

  if (layer <= FUS_LAYER_CONV8)
    {
      gsize side = fus_architecture_side (pass->arch, layer, FALSE);

      fus_conv_backward_data (zeroed_delta (pass, in * side * side), pass->delta[0], w, pass->n, in,
                              units, side, pass->team);
    }
  else
    fus_linear_backward_data (zeroed_delta (pass, in), pass->delta[0], w, pass->n, in, units,
                              pass->team);
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
      descend_relu (pass, layer);
      descend_weights (pass, layer);
      exchange_deltas (pass);
      descend_pool (pass, layer - 1);
    }
  pass->gradient_kind = FUS_GRADIENT_LAYER;
  pass->gradient_layer = down_to;
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
  memmove (pass->delta[0], d_activation,
           pass->n * fus_pass_numbers (pass, from, FALSE) * sizeof (float));
  for (FusLayer layer = from;; layer--)
    {
      if (!fus_poll (poll))
        return FALSE;
      descend_relu (pass, layer);
      descend_weights (pass, layer);
      exchange_deltas (pass);
      if (layer == FUS_LAYER_CONV1)
        break;
      descend_pool (pass, layer - 1);
    }
  pass->gradient_kind = FUS_GRADIENT_IMAGE;
  return TRUE;
}

void
fus_pass_get_gradient (FusPass *pass, FusLayer layer, float *out)
{
  g_assert (pass->gradient_kind == FUS_GRADIENT_LAYER && pass->gradient_layer == layer);
  memcpy (out, pass->delta[0], pass->n * fus_pass_numbers (pass, layer, FALSE) * sizeof (float));
}

void
fus_pass_get_image_gradient (FusPass *pass, float *out)
{
  g_assert (pass->gradient_kind == FUS_GRADIENT_IMAGE);
  memcpy (out, pass->delta[0],
          (gsize) pass->n * 3 * pass->arch->image_size * pass->arch->image_size * sizeof (float));
}

/* With @d_logits, also the gradient of the loss. Labels of a task without a head say nothing. */
static void
measure_loss (FusPass *pass, const gint32 *const labels[FUS_N_TASKS], FusLoss *loss,
              float *const d_logits[FUS_N_TASKS])
{
  *loss = (FusLoss){ 0 };
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (labels[t] != NULL && pass->arch->n_classes[t] > 0)
      fus_cross_entropy (d_logits != NULL ? d_logits[t] : NULL, pass->logits[t], labels[t], pass->n,
                         pass->arch->n_classes[t], &loss->loss[t], &loss->n[t],
                         &loss->n_correct[t]);
}

typedef struct
{
  FusPass *pass;
  const FusStep *step;
  float *momentum;
} Update;

/* Place for the gradient of the parameters offset … offset + size - 1, zeroed. */
static float *
parameter_gradient (FusPass *pass, gsize offset, gsize size)
{
  float *gradient
      = pass->all_gradients != NULL ? pass->all_gradients + offset : pass->parameter_gradient;

  memset (gradient, 0, size * sizeof (float));
  return gradient;
}

static void
apply (const Update *update, gsize offset, gsize size, const float *gradient)
{
  fus_sgd_update (fus_network_parameters (update->pass->network) + offset,
                  update->momentum + offset, gradient, update->step, size, update->pass->team);
}

/* @x: [n, inputs], what the layer was given; delta[0]: the gradient before its ReLU. */
static void
update_layer (const Update *update, FusLayer layer, const float *x)
{
  FusPass *pass = update->pass;
  const FusTensor *w = fus_network_tensor (pass->network, 2 * layer);
  gsize in = fus_architecture_inputs (pass->arch, layer);
  gsize units = fus_architecture_units (pass->arch, layer);
  float *dw = parameter_gradient (pass, w->offset, w->size + units);

  if (layer <= FUS_LAYER_CONV8)
    fus_conv_backward_weights (dw, dw + w->size, x, pass->delta[0], pass->n, in, units,
                               fus_architecture_side (pass->arch, layer, FALSE), pass->team);
  else
    fus_linear_backward_weights (dw, dw + w->size, x, pass->delta[0], pass->n, in, units,
                                 pass->team);
  apply (update, w->offset, w->size + units, dw);
}

static void
update_heads (const Update *update, const float *const d_logits[FUS_N_TASKS])
{
  FusPass *pass = update->pass;

  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTensor *w = fus_pass_head (pass, t);

      if (w == NULL)
        continue;

      gsize classes = pass->arch->n_classes[t];
      float *dw = parameter_gradient (pass, w->offset, w->size + classes);

      if (d_logits[t] != NULL)
        fus_linear_backward_weights (dw, dw + w->size, pass->output[FUS_LAYER_FC2], d_logits[t],
                                     pass->n, fus_architecture_units (pass->arch, FUS_LAYER_FC2),
                                     classes, pass->team);
      apply (update, w->offset, w->size + classes, dw);
    }
}

/* From the logits down to the parameters of conv1. Each layer is updated as soon as the gradient
 * has passed it, while its weights are in the cache. */
static void
descend_and_update (const Update *update, const float *images,
                    const float *const d_logits[FUS_N_TASKS], const FusPoll *poll)
{
  FusPass *pass = update->pass;

  descend_heads (pass, d_logits);
  update_heads (update, d_logits);
  for (FusLayer layer = FUS_LAYER_FC2;; layer--)
    {
      /* Too late to cancel, but not to let more urgent work pass. */
      (void) fus_poll (poll);
      if (layer >= FUS_LAYER_FC1 && pass->arch->dropout > 0)
        fus_dropout_apply (pass->delta[0], pass->kept[layer - FUS_LAYER_FC1],
                           (float) pass->arch->dropout,
                           pass->n * fus_pass_numbers (pass, layer, FALSE));
      descend_relu (pass, layer);
      if (layer == FUS_LAYER_CONV1)
        {
          update_layer (update, layer, images);
          return;
        }
      descend_weights (pass, layer);
      update_layer (update, layer, pass->output[layer - 1]);
      exchange_deltas (pass);
      descend_pool (pass, layer - 1);
    }
}

gboolean
fus_pass_train (FusPass *pass, const float *images, const gint32 *const labels[FUS_N_TASKS],
                guint n, const FusStep *step, float *momentum, FusRandom *random, FusLoss *loss,
                const FusPoll *poll, GError **error)
{
  g_assert (pass->purpose == FUS_PASS_TRAIN);

  FusRandom drawn = *random;
  const float *d_logits[FUS_N_TASKS] = { NULL };
  Update update = { pass, step, momentum };

  if (!fus_pass_run (pass, images, n, FUS_LAYER_HEADS, &drawn, poll))
    return FALSE;
  measure_loss (pass, labels, loss, pass->d_logits);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      if (!isfinite (loss->loss[t]))
        {
          g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC,
                       _ ("The loss of the task %s is no longer a number: train again with a "
                          "smaller learning rate"),
                       fus_task_name (t));
          return FALSE;
        }
      if (loss->n[t] > 0)
        d_logits[t] = pass->d_logits[t];
    }
  if (!fus_poll (poll))
    return FALSE;

  descend_and_update (&update, images, d_logits, poll);
  *random = drawn;
  fus_pass_network_changed (pass);
  return TRUE;
}

gboolean
fus_pass_evaluate (FusPass *pass, const float *images, const gint32 *const labels[FUS_N_TASKS],
                   guint n, FusLoss *loss, const FusPoll *poll)
{
  if (!fus_pass_forward (pass, images, n, FUS_LAYER_HEADS, poll))
    return FALSE;
  measure_loss (pass, labels, loss, NULL);
  return TRUE;
}

void
fus_pass_keep_gradient (FusPass *pass, gboolean keep)
{
  g_clear_pointer (&pass->all_gradients, g_free);
  if (keep)
    pass->all_gradients = g_new0 (float, fus_architecture_n_parameters (pass->arch));
}

void
fus_pass_get_parameter_gradient (FusPass *pass, float *out)
{
  g_assert (pass->all_gradients != NULL);
  memcpy (out, pass->all_gradients, fus_architecture_n_parameters (pass->arch) * sizeof (float));
}
