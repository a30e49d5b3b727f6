/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/average/mean-overlay.h"
#include "analysis/map.h"
#include "faces/pictures/resize.h"

/* Maps are compared at the size of a network's input in the paper. */
#define SIDE 224

FusMeanOverlay *
fus_mean_overlay_new (const FusStudyMaps *maps, double share)
{
  const guint n = SIDE * SIDE;
  guint both = 0, either = 0;

  for (guint task = 0; task < FUS_N_TASKS; task++)
    if (maps->map[FUS_NETWORK_JOINT][task] == NULL)
      return NULL;

  FusMeanOverlay *overlay = g_new0 (FusMeanOverlay, 1);
  g_autofree guint8 *mask = g_new (guint8, n);
  overlay->side = SIDE;
  for (guint task = 0; task < FUS_N_TASKS; task++)
    {
      const FusMeanMap *map = maps->map[FUS_NETWORK_JOINT][task];
      overlay->maps[task] = g_new (float, n);
      fus_map_resize (overlay->maps[task], SIDE, SIDE, map->map, map->side, map->side);
    }
  overlay->threshold = fus_overlap (mask, overlay->maps[0], overlay->maps[1], n, share);
  for (guint i = 0; i < n; i++)
    {
      gboolean any = FALSE;
      for (guint task = 0; task < FUS_N_TASKS; task++)
        {
          float *value = &overlay->maps[task][i];
          *value = *value > 0 && *value >= overlay->threshold;
          any |= *value > 0;
        }
      either += any;
      both += mask[i];
    }
  overlay->share = either > 0 ? (double) both / either : 0;
  return overlay;
}

void
fus_mean_overlay_free (FusMeanOverlay *overlay)
{
  for (guint task = 0; task < FUS_N_TASKS; task++)
    g_free (overlay->maps[task]);
  g_free (overlay);
}
