/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/person-maps.h"

FusPersonMaps *
fus_person_maps_new (const FusMaps *maps, const guint32 *people, guint n_people)
{
  FusPersonMaps *result = g_new0 (FusPersonMaps, 1);
  const gsize area = (gsize) maps->side * maps->side;

  result->side = maps->side;
  result->n_people = n_people;
  result->sum = g_new0 (float, MAX (n_people * area, 1));
  result->count = g_new0 (guint, MAX (n_people, 1));
  for (gsize i = 0; i < maps->n; i++)
    {
      float *sum = result->sum + people[i] * area;

      g_assert (people[i] < n_people);
      if (maps->state[i] == FUS_MAP_UNREADABLE)
        continue;
      result->n_frames++;
      result->count[people[i]]++;
      /* Without evidence a map is 0 throughout. */
      for (gsize p = 0; p < area; p++)
        sum[p] += maps->scaled[i * area + p];
    }
  return result;
}

void
fus_person_maps_free (FusPersonMaps *maps)
{
  if (maps == NULL)
    return;
  g_free (maps->sum);
  g_free (maps->count);
  g_free (maps);
}

FusMeanMap *
fus_person_maps_mean (const FusPersonMaps *maps, const guint *times)
{
  const gsize area = (gsize) maps->side * maps->side;
  g_autofree double *sum = g_new0 (double, area);
  FusMeanMap *mean;
  guint n = 0;

  for (guint person = 0; person < maps->n_people; person++)
    {
      const guint drawn = times != NULL ? times[person] : 1;
      const float *map = maps->sum + person * area;

      n += drawn * maps->count[person];
      for (gsize p = 0; drawn > 0 && p < area; p++)
        sum[p] += (double) drawn * map[p];
    }
  if (n == 0)
    return NULL;
  mean = g_new0 (FusMeanMap, 1);
  mean->side = maps->side;
  mean->n_frames = n;
  mean->map = g_new (float, area);
  for (gsize p = 0; p < area; p++)
    mean->map[p] = (float) (sum[p] / n);
  return mean;
}
