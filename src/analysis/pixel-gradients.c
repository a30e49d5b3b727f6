/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/pixel-gradients.h"

#include "analysis/explained-class.h"
#include "analysis/variants.h"
#include <string.h>

typedef struct
{
  const float *image;
  gsize n; /* numbers of an image */
  FusTask task;
  gint32 class_index;
  float *gradients; /* of one batch */
  double *sum;      /* [n] */
  const FusPoll *poll;
} Integration;

static void
fade (gpointer data, guint index, float *image)
{
  const Integration *integration = data;
  float share = ((float) index + 0.5f) / FUS_INTEGRATION_STEPS;

  for (gsize i = 0; i < integration->n; i++)
    image[i] = share * integration->image[i];
}

static gboolean
add_gradients (gpointer data, FusPass *pass, guint first, guint n)
{
  const Integration *integration = data;
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  g_autofree gint32 *classes = g_new (gint32, n);
  g_autofree float *one_hot = NULL;
  const float *d_logits[FUS_N_TASKS] = { NULL };

  for (guint i = 0; i < n; i++)
    classes[i] = integration->class_index;
  d_logits[integration->task] = one_hot = fus_one_hot (arch, integration->task, classes, n);
  if (!fus_pass_backward_logits_to_image (pass, d_logits, integration->poll))
    return FALSE;
  fus_pass_get_image_gradient (pass, integration->gradients);
  for (guint k = 0; k < n; k++)
    for (gsize i = 0; i < integration->n; i++)
      integration->sum[i] += integration->gradients[k * integration->n + i];
  return TRUE;
}

gboolean
fus_integrated_gradients (FusPass *pass, const float *image, FusTask task, gint32 class_index,
                          float *attribution, const FusPoll *poll)
{
  gsize side = fus_network_architecture (fus_pass_network (pass))->image_size;
  gsize n = 3 * side * side;
  g_autofree float *gradients = g_new (float, n *fus_pass_max_batch (pass));
  g_autofree double *sum = g_new0 (double, n);
  Integration integration = { image, n, task, class_index, gradients, sum, poll };

  if (!fus_run_variants (pass, FUS_INTEGRATION_STEPS, fade, add_gradients, &integration, poll))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    attribution[i] = (float) (image[i] * sum[i] / FUS_INTEGRATION_STEPS);
  return TRUE;
}

gboolean
fus_guided_gradients (FusPass *pass, FusTask task, const gint32 *classes, guint n, float *gradients,
                      const FusPoll *poll)
{
  g_autofree float *one_hot
      = fus_one_hot (fus_network_architecture (fus_pass_network (pass)), task, classes, n);
  const float *d_logits[FUS_N_TASKS] = { NULL };
  gboolean done;

  d_logits[task] = one_hot;
  fus_pass_set_relu_rule (pass, FUS_RELU_GUIDED);
  done = fus_pass_backward_logits_to_image (pass, d_logits, poll);
  fus_pass_set_relu_rule (pass, FUS_RELU_GRADIENT);
  if (done)
    fus_pass_get_image_gradient (pass, gradients);
  return done;
}
