/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/map-tests.h"

#include <glib/gi18n-lib.h>
#include <math.h>

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
      large = fus_map_enlarge (mean);
      *n = FUS_MAP_PIXELS;
      return to_double (large, FUS_MAP_PIXELS);
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
