/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gradcam.h"

#include <string.h>

gint32
fus_top_class (const float *logits, guint k)
{
  guint top = 0;
  for (guint c = 1; c < k; c++)
    if (logits[c] > logits[top])
      top = c;
  return (gint32) top;
}

/* map = ReLU (sum over channels of mean (gradient of channel) x channel).
 * map: [area]   activation, gradient: [units, area] */
static void
weigh_channels (float *map, const float *activation, const float *gradient, gsize units, gsize area)
{
  memset (map, 0, area * sizeof (float));
  for (gsize u = 0; u < units; u++, activation += area, gradient += area)
    {
      double sum = 0;
      for (gsize i = 0; i < area; i++)
        sum += gradient[i];
      float weight = (float) (sum / (double) area);
      for (gsize i = 0; i < area; i++)
        map[i] += weight * activation[i];
    }
  for (gsize i = 0; i < area; i++)
    map[i] = MAX (map[i], 0);
}

gboolean
fus_gradcam (FusPass *pass, FusTask task, const gint32 *classes, guint n, float *maps,
             const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  guint k = arch->n_classes[task];
  g_assert (k > 0);

  g_autofree float *one_hot = g_new0 (float, (gsize) n *k);
  const float *logits = fus_pass_logits (pass, task);
  for (gsize i = 0; i < n; i++)
    {
      gint32 class_index = classes ? classes[i] : fus_top_class (logits + i * k, k);
      g_assert (class_index >= 0 && (guint) class_index < k);
      one_hot[i * k + class_index] = 1;
    }
  const float *d_logits[FUS_N_TASKS] = { NULL };
  d_logits[task] = one_hot;
  if (!fus_pass_backward (pass, d_logits, FUS_LAYER_CONV8, poll))
    return FALSE;

  gsize units = fus_architecture_units (arch, FUS_LAYER_CONV8);
  gsize side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  gsize area = side * side;
  g_autofree float *activation = g_new (float, n *units *area);
  g_autofree float *gradient = g_new (float, n *units *area);
  fus_pass_get_activation (pass, FUS_LAYER_CONV8, FALSE, activation);
  fus_pass_get_gradient (pass, FUS_LAYER_CONV8, gradient);
  for (gsize i = 0; i < n; i++)
    weigh_channels (maps + i * area, activation + i * units * area, gradient + i * units * area,
                    units, area);
  return TRUE;
}
