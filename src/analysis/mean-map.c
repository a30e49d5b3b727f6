/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/mean-map.h"

#include "analysis/gradcam.h"
#include "analysis/walk.h"

struct _FusMeanSum
{
  FusMeanMap counts; /* without its map */
  double *values;    /* [side, side] */
};

FusMeanSum *
fus_mean_sum_new (guint side)
{
  FusMeanSum *sum = g_new0 (FusMeanSum, 1);
  sum->counts.side = side;
  sum->values = g_new0 (double, (gsize) side *side);
  return sum;
}

void
fus_mean_sum_add (FusMeanSum *sum, const float *map, FusMapState state)
{
  gsize area = (gsize) sum->counts.side * sum->counts.side;
  if (state == FUS_MAP_UNREADABLE)
    {
      sum->counts.n_unreadable++;
      return;
    }
  sum->counts.n_frames++;
  sum->counts.n_empty += state == FUS_MAP_EMPTY;
  for (gsize i = 0; state == FUS_MAP_FOUND && i < area; i++)
    sum->values[i] += map[i];
}

FusMeanMap *
fus_mean_sum_finish (const FusMeanSum *sum)
{
  FusMeanMap *mean = g_memdup2 (&sum->counts, sizeof *mean);
  gsize area = (gsize) mean->side * mean->side;
  mean->map = g_new0 (float, area);
  for (gsize i = 0; i < area && mean->n_frames > 0; i++)
    mean->map[i] = (float) (sum->values[i] / mean->n_frames);
  return mean;
}

void
fus_mean_sum_free (FusMeanSum *sum)
{
  g_free (sum->values);
  g_free (sum);
}

typedef struct
{
  FusTask task;
  const FusPoll *poll;
  FusMeanSum *sum;
  float *maps; /* of one batch */
} Averaging;

static gboolean
add_batch (gpointer data, FusPass *pass, const float *images, gsize first, guint n,
           const gboolean *failed)
{
  const Averaging *averaging = data;
  gsize area = (gsize) averaging->sum->counts.side * averaging->sum->counts.side;
  if (!fus_gradcam (pass, FUS_LAYER_CONV8, NULL, averaging->task, NULL, n, averaging->maps,
                    averaging->poll))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      float *map = averaging->maps + i * area;
      FusMapState state = failed[i]                   ? FUS_MAP_UNREADABLE
                          : fus_map_scale (map, area) ? FUS_MAP_FOUND
                                                      : FUS_MAP_EMPTY;
      fus_mean_sum_add (averaging->sum, map, state);
    }
  return TRUE;
}

FusMeanMap *
fus_mean_map (FusPass *pass, FusTask task, FusFeeder *feeder, const guint32 *frames, gsize n,
              const FusPoll *poll, const FusProgress *progress)
{
  const FusArchitecture *arch = fus_network_architecture (fus_pass_network (pass));
  gsize side = fus_architecture_side (arch, FUS_LAYER_CONV8, FALSE);
  g_autoptr (FusMeanSum) sum = fus_mean_sum_new (side);
  g_autofree float *maps = g_new (float, fus_pass_max_batch (pass) * side * side);
  Averaging averaging = { task, poll, sum, maps };
  if (!fus_walk_frames (pass, feeder, frames, n, FUS_LAYER_HEADS, add_batch, &averaging, poll,
                        progress))
    return NULL;
  return fus_mean_sum_finish (sum);
}

void
fus_mean_map_free (FusMeanMap *map)
{
  if (map == NULL)
    return;
  g_free (map->map);
  g_free (map);
}
