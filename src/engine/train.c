/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pass-private.h"

#include "engine/architecture.h"
#include "engine/dropout.h"
#include "engine/error.h"
#include "engine/conv1.h"
#include "engine/loss.h"
#include "engine/relu.h"
#include "engine/fc.h"
#include "engine/winograd.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

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

static void
weigh_gradients (FusPass *pass)
{
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (pass->arch->n_classes[t] > 0 && pass->task_weight[t] != 1)
      for (gsize i = 0; i < (gsize) pass->n * pass->arch->n_classes[t]; i++)
        pass->d_logits[t][i] *= pass->task_weight[t];
}

typedef struct
{
  FusPass *pass;
  const FusStep *step;
  float *momentum;
  const FusPoll *poll;
} Training;

/* For the parameters from @offset on. */
static FusUpdate
update_at (const Training *training, gsize offset)
{
  FusPass *pass = training->pass;

  return (FusUpdate){ training->step, fus_network_parameters (pass->network) + offset,
                      training->momentum + offset,
                      pass->all_gradients != NULL ? pass->all_gradients + offset : NULL };
}

/* From a linear tensor's output gradient dy to its input's dx, and its update. */
static void
update_linear (const Training *training, const FusTensor *w, float *dx, const float *dy,
               const float *x)
{
  FusPass *pass = training->pass;
  FusUpdate weight = update_at (training, w->offset);
  FusUpdate bias = update_at (training, w->offset + w->size);

  fus_fc_update (pass->team, pass->kernels, dx, &weight, &bias, dy, x, pass->n, w->dims[1],
                 w->dims[0]);
}

/* From the logits to fc2's output. A head that no frame had a label for only decays. */
static void
update_heads (const Training *training, const FusLoss *loss)
{
  FusPass *pass = training->pass;
  gsize n = (gsize) pass->n * fus_architecture_units (pass->arch, FUS_LAYER_FC2);
  float *sum = pass->delta[0], *one = pass->delta[1];

  memset (sum, 0, n * sizeof (float));
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusTensor *w = fus_pass_head (pass, t);

      if (w == NULL)
        continue;
      if (loss->n[t] == 0)
        memset (pass->d_logits[t], 0, (gsize) pass->n * w->dims[0] * sizeof (float));
      update_linear (training, w, one, pass->d_logits[t], pass->output[FUS_LAYER_FC2]);
      for (gsize i = 0; i < n; i++)
        sum[i] += one[i];
    }
}

/* From an fc layer's output to its input. */
static void
update_fc (const Training *training, FusLayer layer)
{
  FusPass *pass = training->pass;
  gsize n = pass->n * fus_pass_numbers (pass, layer, FALSE);

  if (pass->arch->dropout > 0)
    fus_dropout_apply (pass->delta[0], pass->kept[layer - FUS_LAYER_FC1],
                       (float) pass->arch->dropout, n);
  fus_relu_backward (pass->delta[0], pass->output[layer], n, pass->team);
  update_linear (training, fus_network_tensor (pass->network, 2 * layer), pass->delta[1],
                 pass->delta[0], layer == FUS_LAYER_FC1 ? pass->flat : pass->output[FUS_LAYER_FC1]);
  fus_pass_exchange_deltas (pass);
}

/* Too late to cancel, but not to let more urgent work pass. */
static void
let_pass (const Training *training)
{
  (void) fus_poll (training->poll);
}

/* From before a conv layer's ReLU to before that of the layer in front of it, whose gradient needs
 * the weights as they were. Each of the two is as much work as the layer's forward pass. */
static void
update_conv (const Training *training, FusLayer layer, const float *images)
{
  FusPass *pass = training->pass;
  const FusTensor *w = fus_network_tensor (pass->network, 2 * layer);
  FusUpdate weight = update_at (training, w->offset);
  FusUpdate bias = update_at (training, w->offset + w->size);
  FusTiles gradient = fus_pass_gradient_tiles (pass, layer);

  if (layer == FUS_LAYER_CONV1)
    {
      fus_conv1_update (pass->team, pass->kernels, &weight, &bias, &gradient, images,
                        pass->arch->image_size, pass->n);
      return;
    }

  const FusGrid *grid = &pass->layout.grid[layer - 1];
  FusTiles input = { pass->output[layer - 1], *grid, NULL, grid->tiles };

  fus_pass_descend_conv (pass, layer, &gradient, TRUE);
  let_pass (training);
  fus_winograd_update (pass->team, pass->kernels, &weight, &bias, &gradient, &input, pass->n);
  fus_pass_exchange_deltas (pass);
}

/* From the logits down to the parameters of conv1. Each layer is updated as soon as the gradient
 * has passed it: an fc layer in the same sweep over its weights. */
static void
descend_and_update (const Training *training, const float *images, const FusLoss *loss)
{
  update_heads (training, loss);
  for (FusLayer layer = FUS_LAYER_FC2;; layer--)
    {
      let_pass (training);
      if (layer >= FUS_LAYER_FC1)
        update_fc (training, layer);
      else
        update_conv (training, layer, images);
      if (layer == FUS_LAYER_FC1)
        fus_pass_descend_flat (training->pass, TRUE);
      if (layer == FUS_LAYER_CONV1)
        return;
    }
}

gboolean
fus_pass_train (FusPass *pass, const float *images, const gint32 *const labels[FUS_N_TASKS],
                guint n, const FusStep *step, float *momentum, FusRandom *random, FusLoss *loss,
                const FusPoll *poll, GError **error)
{
  g_assert (pass->purpose == FUS_PASS_TRAIN);

  FusRandom drawn = *random;
  Training training = { pass, step, momentum, poll };

  if (!fus_pass_run (pass, images, n, FUS_LAYER_HEADS, &drawn, poll))
    return FALSE;
  measure_loss (pass, labels, loss, pass->d_logits);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    if (!isfinite (loss->loss[t]))
      {
        g_set_error (error, FUS_ENGINE_ERROR, FUS_ENGINE_ERROR_NUMERIC,
                     _ ("The loss of the task %s is no longer a number: train again with a "
                        "smaller learning rate"),
                     fus_task_name (t));
        return FALSE;
      }
  if (!fus_poll (poll))
    return FALSE;

  weigh_gradients (pass);
  descend_and_update (&training, images, loss);
  *random = drawn;
  fus_pass_network_changed (pass);
  return TRUE;
}

void
fus_pass_set_task_weight (FusPass *pass, FusTask task, double weight)
{
  pass->task_weight[task] = (float) weight;
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
