/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/gradcam.h"

#include "analysis/explained-class.h"

#include <string.h>

/* Grad-CAM's: the mean of the channel's gradient. */
static double
mean_gradient (const float *gradient, gsize area)
{
  double sum = 0;
  for (gsize i = 0; i < area; i++)
    sum += gradient[i];
  return sum / (double) area;
}

/* Grad-CAM++'s (equations 10 and 19): the sum of the channel's positive gradients g, each weighted
 * by g^2 / (2 g^2 + g^3 sum of A); g is the logit's gradient, the score its exponential, whose own
 * value shortens out of the weights and is left out as a factor of the whole map. */
static double
plus_plus_weight (const float *activation, const float *gradient, gsize area)
{
  double total = 0, weight = 0;
  for (gsize i = 0; i < area; i++)
    total += activation[i];
  for (gsize i = 0; i < area; i++)
    {
      double g = gradient[i];
      if (g > 0)
        weight += g / (2 + g * total);
    }
  return weight;
}

/* map += one channel, in a method's way. [area] each */
typedef void (*AddChannel) (float *map, const float *activation, const float *gradient, gsize area);

static void
add_weighted (float *map, const float *activation, double weight, gsize area)
{
  for (gsize i = 0; i < area; i++)
    map[i] += (float) weight * activation[i];
}

static void
add_gradcam (float *map, const float *activation, const float *gradient, gsize area)
{
  add_weighted (map, activation, mean_gradient (gradient, area), area);
}

static void
add_gradcam_plus_plus (float *map, const float *activation, const float *gradient, gsize area)
{
  add_weighted (map, activation, plus_plus_weight (activation, gradient, area), area);
}

static void
add_hirescam (float *map, const float *activation, const float *gradient, gsize area)
{
  for (gsize i = 0; i < area; i++)
    map[i] += gradient[i] * activation[i];
}

static void
add_layercam (float *map, const float *activation, const float *gradient, gsize area)
{
  for (gsize i = 0; i < area; i++)
    map[i] += MAX (gradient[i], 0) * activation[i];
}

/* map: [area]   activation, gradient: [units, area] */
static void
weigh_channels (float *map, AddChannel add, const float *activation, const float *gradient,
                gsize units, gsize area)
{
  memset (map, 0, area * sizeof (float));
  for (gsize u = 0; u < units; u++)
    add (map, activation + u * area, gradient + u * area, area);
  for (gsize i = 0; i < area; i++)
    map[i] = MAX (map[i], 0);
}

static gboolean
channel_maps (FusPass *pass, FusLayer layer, AddChannel add, FusTask task, const gint32 *classes,
              guint n, float *maps, const FusPoll *poll)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  g_autofree gint32 *explained = fus_explained_classes (pass, task, classes, n);
  g_autofree float *one_hot = fus_one_hot (arch, task, explained, n);
  const float *d_logits[FUS_N_TASKS] = { NULL };
  d_logits[task] = one_hot;
  if (!fus_pass_backward (pass, d_logits, layer, poll))
    return FALSE;

  gsize units = fus_architecture_units (arch, layer);
  gsize side = fus_architecture_side (arch, layer, FALSE);
  gsize area = side * side;
  g_autofree float *activation = g_new (float, n *units *area);
  g_autofree float *gradient = g_new (float, n *units *area);
  fus_pass_get_activation (pass, layer, FALSE, activation);
  fus_pass_get_gradient (pass, layer, gradient);
  for (gsize i = 0; i < n; i++)
    weigh_channels (maps + i * area, add, activation + i * units * area,
                    gradient + i * units * area, units, area);
  return TRUE;
}

gboolean
fus_gradcam (FusPass *pass, FusLayer layer, const float *images, FusTask task,
             const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  return channel_maps (pass, layer, add_gradcam, task, classes, n, maps, poll);
}

gboolean
fus_gradcam_plus_plus (FusPass *pass, FusLayer layer, const float *images, FusTask task,
                       const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  return channel_maps (pass, layer, add_gradcam_plus_plus, task, classes, n, maps, poll);
}

gboolean
fus_hirescam (FusPass *pass, FusLayer layer, const float *images, FusTask task,
              const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  return channel_maps (pass, layer, add_hirescam, task, classes, n, maps, poll);
}

gboolean
fus_layercam (FusPass *pass, FusLayer layer, const float *images, FusTask task,
              const gint32 *classes, guint n, float *maps, const FusPoll *poll)
{
  return channel_maps (pass, layer, add_layercam, task, classes, n, maps, poll);
}
