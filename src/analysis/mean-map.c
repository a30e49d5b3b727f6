/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-map.h"

#include "walk.h"

typedef struct
{
  FusTask task;
  const FusPoll *poll;
  FusMeanMap *mean;
  double *sum;
  float *maps; /* of one batch */
} Averaging;

static gboolean
add_batch (gpointer data, FusPass *pass, gsize first, guint n, const gboolean *failed)
{
  Averaging *averaging = data;
  FusMeanMap *mean = averaging->mean;
  gsize area = (gsize) mean->side * mean->side;
  if (!fus_gradcam (pass, averaging->task, NULL, n, averaging->maps, averaging->poll))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (failed[i])
        {
          mean->n_unreadable++;
          continue;
        }
      float *map = averaging->maps + i * area;
      mean->n_frames++;
      if (!fus_map_scale (map, area))
        mean->n_empty++;
      for (gsize p = 0; p < area; p++)
        averaging->sum[p] += map[p];
    }
  return TRUE;
}

FusMeanMap *
fus_mean_map (FusPass *pass, FusTask task, FusFeeder *feeder, const guint32 *frames, gsize n,
              const FusPoll *poll, const FusProgress *progress)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  g_autoptr (FusMeanMap) mean = g_new0 (FusMeanMap, 1);
  mean->side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  gsize area = (gsize) mean->side * mean->side;
  mean->map = g_new0 (float, area);

  g_autofree double *sum = g_new0 (double, area);
  g_autofree float *maps = g_new (float, fus_pass_max_batch (pass) * area);
  Averaging averaging = { task, poll, mean, sum, maps };
  if (!fus_walk_frames (pass, feeder, frames, n, FUS_LAYER_HEADS, add_batch, &averaging, poll,
                        progress))
    return NULL;
  for (gsize p = 0; p < area && mean->n_frames > 0; p++)
    mean->map[p] = (float) (sum[p] / mean->n_frames);
  return g_steal_pointer (&mean);
}

void
fus_mean_map_free (FusMeanMap *map)
{
  if (map == NULL)
    return;
  g_free (map->map);
  g_free (map);
}
