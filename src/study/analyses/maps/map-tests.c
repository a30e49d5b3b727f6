/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/map-tests.h"

#include "analysis/map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_PIXELS ((gsize) FUS_MAP_PIXELS_SIDE * FUS_MAP_PIXELS_SIDE)

const FusMapSource fus_map_sources[FUS_N_MAP_SOURCES] = {
  { FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION },
  { FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION },
  { FUS_NETWORK_JOINT, FUS_TASK_IDENTITY },
  { FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY },
};

char *
fus_map_source_title (const FusMapSource *source)
{
  if (source->network != FUS_NETWORK_JOINT)
    return g_strdup (fus_network_title (source->network));
  return g_strdup (source->task == FUS_TASK_IDENTITY ? _ ("Joint network, identity")
                                                     : _ ("Joint network, expression"));
}

const char *
fus_map_level_name (FusMapLevel level)
{
  static const char *const names[] = { "pixels", "map cells", "frames", "people" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == FUS_N_MAP_LEVELS);
  return names[level];
}

const char *
fus_map_level_title (FusMapLevel level)
{
  static const char *const titles[]
      = { N_ ("pixels"), N_ ("map cells"), N_ ("frames"), N_ ("people") };

  G_STATIC_ASSERT (G_N_ELEMENTS (titles) == FUS_N_MAP_LEVELS);
  return _ (titles[level]);
}

static double *
to_double (const float *values, gsize n)
{
  double *result = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    result[i] = values[i];
  return result;
}

static float *
enlarge (const FusMeanMap *map)
{
  float *large = g_new (float, N_PIXELS);

  fus_map_resize (large, FUS_MAP_PIXELS_SIDE, FUS_MAP_PIXELS_SIDE, map->map, (int) map->side,
                  (int) map->side);
  return large;
}

/* Frames that could not be read have no value. */
static double *
frame_values (const FusStudyMaps *maps, const FusMapSource *source, gboolean by_person, gsize *n)
{
  const FusMaps *of_frames = maps->frame_maps[source->network][source->task];
  const GArray *frames = maps->frames[source->task];
  double *values = g_new (double, MAX (of_frames->n, 1));
  g_autofree gint32 *people = g_new (gint32, MAX (of_frames->n, 1));
  gsize n_found = 0;

  fus_maps_summarize (of_frames, FUS_MAP_SUMMARY_MEAN, 0, values);
  for (gsize i = 0; i < of_frames->n; i++)
    if (!isnan (values[i]))
      {
        people[n_found] = maps->frame_list->frames[g_array_index (frames, guint32, i)].identity;
        values[n_found++] = values[i];
      }
  *n = n_found;
  if (by_person)
    {
      g_autofree double *of_each_frame = values;

      values = fus_group_means (of_each_frame, people, n_found, n);
    }
  return values;
}

double *
fus_map_values (const FusStudyMaps *maps, const FusMapSource *source, FusMapLevel level, gsize *n)
{
  const FusMeanMap *mean = maps->map[source->network][source->task];
  g_autofree float *large = NULL;
  double *values;

  *n = 0;
  if (mean == NULL || mean->n_frames == 0)
    return NULL;
  switch (level)
    {
    case FUS_MAP_LEVEL_PIXELS:
      large = enlarge (mean);
      *n = N_PIXELS;
      return to_double (large, N_PIXELS);
    case FUS_MAP_LEVEL_CELLS:
      *n = (gsize) mean->side * mean->side;
      return to_double (mean->map, *n);
    default:
      values = frame_values (maps, source, level == FUS_MAP_LEVEL_PEOPLE, n);
      if (*n == 0)
        g_clear_pointer (&values, g_free);
      return values;
    }
}

FusTest
fus_map_test (const FusStudyMaps *maps, const FusMapSource *first, const FusMapSource *second,
              FusMapLevel level)
{
  gsize n_a, n_b;
  g_autofree double *a = fus_map_values (maps, first, level, &n_a);
  g_autofree double *b = fus_map_values (maps, second, level, &n_b);

  if (a == NULL || b == NULL)
    return (FusTest){ .statistic = NAN, .p = NAN, .log10_p = NAN, .effect = NAN };
  return fus_mann_whitney (a, n_a, b, n_b);
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
    overlap->map[task] = enlarge (of_task[task]);
  overlap->mask = g_new (guint8, N_PIXELS);
  overlap->threshold
      = fus_overlap (overlap->mask, overlap->map[0], overlap->map[1], N_PIXELS, share);
  for (int task = 0; task < FUS_N_TASKS; task++)
    overlap->area[task] = fus_map_area_above (overlap->map[task], N_PIXELS, overlap->threshold);
  for (gsize i = 0; i < N_PIXELS; i++)
    both += overlap->mask[i];
  overlap->both = (double) both / (double) N_PIXELS;
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
