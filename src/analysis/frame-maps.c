/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/frame-maps.h"

#include "analysis/explained-class.h"
#include "analysis/walk.h"
#include <math.h>
#include <string.h>

typedef struct
{
  FusMapSpec spec;
  FusTask task;
  const FusPoll *poll;
  FusMaps *maps;
} Explaining;

static gboolean
explain_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
               const gboolean *failed)
{
  const Explaining *explaining = data;
  FusMaps *maps = explaining->maps;
  gsize area = (gsize) maps->side * maps->side;
  guint k = fus_network_architecture (fus_pass_network (pass))->n_classes[explaining->task];
  const float *logits = fus_pass_logits (pass, explaining->task);
  gint32 *predicted = maps->predicted + first;
  for (guint i = 0; i < n; i++)
    predicted[i] = fus_top_class (logits + (gsize) i * k, k);
  float *raw = maps->raw + first * area, *scaled = maps->scaled + first * area;
  if (!fus_explain_maps (pass, &explaining->spec, images, explaining->task, predicted, n, raw,
                         explaining->poll))
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (failed[i])
      {
        memset (raw + i * area, 0, area * sizeof *raw);
        maps->state[first + i] = FUS_MAP_UNREADABLE;
        predicted[i] = -1;
      }
  memcpy (scaled, raw, n * area * sizeof *raw);
  for (guint i = 0; i < n; i++)
    if (!failed[i])
      maps->state[first + i]
          = fus_map_scale (scaled + i * area, area) ? FUS_MAP_FOUND : FUS_MAP_EMPTY;
  return TRUE;
}

FusMaps *
fus_maps (FusPass *pass, const FusMapSpec *spec, FusTask task, FusFeeder *feeder,
          const guint32 *frames, gsize n, const FusPoll *poll, const FusProgress *progress)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  g_autoptr (FusMaps) maps = g_new0 (FusMaps, 1);
  maps->n = n;
  maps->side = fus_map_spec_side (spec, arch);
  gsize values = n * maps->side * maps->side;
  maps->raw = g_new (float, MAX (values, 1));
  maps->scaled = g_new (float, MAX (values, 1));
  maps->state = g_new0 (guint8, MAX (n, 1));
  maps->predicted = g_new (gint32, MAX (n, 1));
  Explaining explaining = { *spec, task, poll, maps };
  if (!fus_walk_frames (pass, feeder, frames, n, FUS_LAYER_HEADS, explain_batch, &explaining, poll,
                        progress))
    return NULL;
  return g_steal_pointer (&maps);
}

void
fus_maps_free (FusMaps *maps)
{
  if (maps == NULL)
    return;
  g_free (maps->raw);
  g_free (maps->scaled);
  g_free (maps->state);
  g_free (maps->predicted);
  g_free (maps);
}

FusMeanMap *
fus_maps_mean (const FusMaps *maps, const gint32 *groups, gint32 group)
{
  g_autoptr (FusMeanSum) sum = fus_mean_sum_new (maps->side);
  gsize area = (gsize) maps->side * maps->side;
  for (gsize i = 0; i < maps->n; i++)
    if (groups == NULL || groups[i] == group)
      fus_mean_sum_add (sum, maps->scaled + i * area, maps->state[i]);
  return fus_mean_sum_finish (sum);
}

double
fus_map_area_above (const float *map, gsize n, double threshold)
{
  gsize above = 0;
  for (gsize i = 0; i < n; i++)
    above += map[i] > 0 && map[i] >= threshold;
  return n > 0 ? (double) above / (double) n : 0;
}

void
fus_map_subtract (float *out, const float *a, const float *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = a[i] - b[i];
}

double
fus_map_mean (const float *map, gsize n)
{
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += map[i];
  return sum / (double) n;
}

void
fus_maps_summarize (const FusMaps *maps, FusMapSummary summary, double threshold, double *values)
{
  gsize area = (gsize) maps->side * maps->side;
  for (gsize i = 0; i < maps->n; i++)
    {
      const float *map = maps->scaled + i * area;
      if (maps->state[i] == FUS_MAP_UNREADABLE)
        values[i] = NAN;
      else if (summary == FUS_MAP_SUMMARY_MEAN)
        values[i] = fus_map_mean (map, area);
      else
        values[i] = fus_map_area_above (map, area, threshold);
    }
}

double *
fus_group_means (const double *values, const gint32 *groups, gsize n, gsize *n_groups)
{
  gint32 last = -1;
  for (gsize i = 0; i < n; i++)
    last = MAX (last, groups[i]);
  gsize size = (gsize) last + 1;
  g_autofree gsize *count = g_new0 (gsize, size + 1);
  double *sum = g_new0 (double, size + 1);
  for (gsize i = 0; i < n; i++)
    if (groups[i] >= 0 && !isnan (values[i]))
      {
        sum[groups[i]] += values[i];
        count[groups[i]]++;
      }
  *n_groups = 0;
  for (gsize g = 0; g < size; g++)
    if (count[g] > 0)
      sum[(*n_groups)++] = sum[g] / (double) count[g];
  return sum;
}
