/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/map-overlap.h"

#include "analysis/frame-maps.h"
#include "faces/pictures/resize.h"

float *
fus_map_enlarge (const FusMeanMap *map)
{
  float *large = g_new (float, FUS_MAP_PIXELS);

  fus_map_resize (large, FUS_MAP_PIXELS_SIDE, FUS_MAP_PIXELS_SIDE, map->map, (int) map->side,
                  (int) map->side);
  return large;
}

FusMapOverlap *
fus_map_overlap (const FusMeanMap *identity, const FusMeanMap *expression, double share)
{
  const FusMeanMap *of_task[FUS_N_TASKS]
      = { [FUS_TASK_IDENTITY] = identity, [FUS_TASK_EXPRESSION] = expression };
  FusMapOverlap *overlap;
  gsize both = 0;
  double either;

  if (identity == NULL || expression == NULL)
    return NULL;
  overlap = g_new0 (FusMapOverlap, 1);
  for (int task = 0; task < FUS_N_TASKS; task++)
    overlap->map[task] = fus_map_enlarge (of_task[task]);
  overlap->mask = g_new (guint8, FUS_MAP_PIXELS);
  overlap->threshold
      = fus_overlap (overlap->mask, overlap->map[0], overlap->map[1], FUS_MAP_PIXELS, share);
  for (int task = 0; task < FUS_N_TASKS; task++)
    overlap->area[task]
        = fus_map_area_above (overlap->map[task], FUS_MAP_PIXELS, overlap->threshold);
  for (gsize i = 0; i < FUS_MAP_PIXELS; i++)
    both += overlap->mask[i];
  overlap->both = (double) both / (double) FUS_MAP_PIXELS;
  either = overlap->area[0] + overlap->area[1] - overlap->both;
  overlap->jaccard = either > 0 ? overlap->both / either : 0;
  return overlap;
}

void
fus_map_overlap_free (FusMapOverlap *overlap)
{
  if (overlap == NULL)
    return;
  for (int task = 0; task < FUS_N_TASKS; task++)
    g_free (overlap->map[task]);
  g_free (overlap->mask);
  g_free (overlap);
}
