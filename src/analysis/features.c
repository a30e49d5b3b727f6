/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/features.h"

#include <math.h>
#include <string.h>

FusFeatures *
fus_features_ref (FusFeatures *features)
{
  g_atomic_ref_count_inc (&features->refs);
  return features;
}

void
fus_features_unref (FusFeatures *features)
{
  if (!g_atomic_ref_count_dec (&features->refs))
    return;
  g_free (features->values);
  g_free (features->means);
  g_free (features->minima);
  g_free (features->maxima);
  g_free (features);
}

static void
read_logits (FusFeatures *features, FusPass *pass, guint frame)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  float *out = features->values;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const guint n = arch->n_classes[task];

      features->n_classes[task] = n;
      if (n > 0)
        memcpy (out, fus_pass_logits (pass, task) + (gsize) frame * n, n * sizeof *out);
      out += n;
    }
}

static void
read_maps (FusFeatures *features, FusPass *pass, guint n, guint frame)
{
  const gsize size = (gsize) features->n_units * features->side * features->side;

  if (n == 1)
    {
      fus_pass_get_activation (pass, features->layer, features->pooled, features->values);
      return;
    }
  g_autofree float *all = g_new (float, n *size);
  fus_pass_get_activation (pass, features->layer, features->pooled, all);
  memcpy (features->values, all + frame * size, size * sizeof (float));
}

/* Whoever draws asks for these again and again; the thread that reads finds them once. */
static void
summarize (FusFeatures *features, guint unit)
{
  const gsize area = (gsize) features->side * features->side;
  const float *map = features->values + unit * area;
  float minimum = INFINITY, maximum = -INFINITY;
  double sum = 0;

  for (gsize i = 0; i < area; i++)
    {
      sum += map[i];
      if (isfinite (map[i]))
        {
          minimum = MIN (minimum, map[i]);
          maximum = MAX (maximum, map[i]);
        }
    }
  features->means[unit] = (float) (sum / (double) area);
  features->minima[unit] = minimum <= maximum ? minimum : 0;
  features->maxima[unit] = minimum <= maximum ? maximum : 0;
}

FusFeatures *
fus_features (FusPass *pass, guint n, guint frame, FusLayer layer, gboolean pooled)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  FusFeatures *features = g_new0 (FusFeatures, 1);

  g_assert (frame < n && n <= fus_pass_max_batch (pass));
  g_atomic_ref_count_init (&features->refs);
  features->layer = layer;
  features->pooled = pooled && fus_layer_is_pooled (layer);
  features->n_units = fus_architecture_units (arch, layer);
  features->side = fus_architecture_side (arch, layer, features->pooled);

  const gsize area = (gsize) features->side * features->side;
  features->values = g_new (float, features->n_units *area);
  features->means = g_new (float, features->n_units);
  features->minima = g_new (float, features->n_units);
  features->maxima = g_new (float, features->n_units);
  if (layer == FUS_LAYER_HEADS)
    read_logits (features, pass, frame);
  else
    read_maps (features, pass, n, frame);
  for (guint unit = 0; unit < features->n_units; unit++)
    summarize (features, unit);
  return features;
}

void
fus_features_range (const FusFeatures *features, gint64 unit, double *low, double *high)
{
  const guint first = unit >= 0 ? (guint) unit : 0;
  const guint end = unit >= 0 ? first + 1 : features->n_units;

  g_assert (unit < (gint64) features->n_units);
  *low = *high = 0;
  for (guint i = first; i < end; i++)
    {
      *low = MIN (*low, features->minima[i]);
      *high = MAX (*high, features->maxima[i]);
    }
}

static int
compare_means (gconstpointer a, gconstpointer b, gpointer data)
{
  const float *means = data;
  const guint first = *(const guint *) a, second = *(const guint *) b;

  if (means[first] != means[second])
    return means[first] > means[second] ? -1 : 1;
  return first < second ? -1 : 1;
}

guint *
fus_features_by_activation (const FusFeatures *features)
{
  guint *order = g_new (guint, features->n_units);

  for (guint unit = 0; unit < features->n_units; unit++)
    order[unit] = unit;
  g_qsort_with_data (order, (gint) features->n_units, sizeof *order, compare_means,
                     features->means);
  return order;
}

FusTask
fus_features_head (const FusFeatures *features, guint unit, guint *class_index)
{
  const guint before = features->n_classes[FUS_TASK_IDENTITY];

  g_assert (features->layer == FUS_LAYER_HEADS && unit < features->n_units);
  *class_index = unit < before ? unit : unit - before;
  return unit < before ? FUS_TASK_IDENTITY : FUS_TASK_EXPRESSION;
}
