/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/map-groups.h"

#include <glib/gi18n-lib.h>

const char *
fus_map_grouping_name (FusMapGrouping grouping)
{
  static const char *const names[] = { "expression", "person", "angle" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == FUS_N_MAP_GROUPINGS);
  return names[grouping];
}

static void
group_free (gpointer data)
{
  FusMapGroup *group = data;

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      g_clear_pointer (&group->map[kind][task], fus_mean_map_free);
  g_free (group->name);
  g_free (group->title);
  g_free (group);
}

static gint32
group_of (const FusFrame *frame, FusMapGrouping grouping)
{
  switch (grouping)
    {
    case FUS_MAP_GROUPING_EXPRESSION:
      return frame->expression;
    case FUS_MAP_GROUPING_PERSON:
      return frame->identity;
    case FUS_MAP_GROUPING_ANGLE:
      return frame->angle;
    default:
      g_assert_not_reached ();
    }
}

static guint
count_groups (const FusStudyMaps *maps, FusMapGrouping grouping)
{
  switch (grouping)
    {
    case FUS_MAP_GROUPING_EXPRESSION:
      return FUS_N_EXPRESSIONS;
    case FUS_MAP_GROUPING_PERSON:
      return maps->frame_list->n_people;
    case FUS_MAP_GROUPING_ANGLE:
      return FUS_N_ANGLES;
    default:
      g_assert_not_reached ();
    }
}

static void
name_group (FusMapGroup *group, const FusStudyMaps *maps, FusMapGrouping grouping, guint index)
{
  static const char *const angles[FUS_N_ANGLES]
      = { N_ ("full left"), N_ ("half left"), N_ ("straight"), N_ ("half right"),
          N_ ("full right") };

  switch (grouping)
    {
    case FUS_MAP_GROUPING_EXPRESSION:
      group->name = g_strdup (fus_expression_name ((FusExpression) index));
      group->title = g_strdup (fus_class_title (FUS_TASK_EXPRESSION, group->name));
      break;
    case FUS_MAP_GROUPING_PERSON:
      group->name = g_strdup (maps->frame_list->people[index]);
      group->title = g_strdup (group->name);
      break;
    case FUS_MAP_GROUPING_ANGLE:
      group->name = g_strdup (fus_angle_name ((FusAngle) index));
      group->title = g_strdup (_ (angles[index]));
      break;
    default:
      g_assert_not_reached ();
    }
}

GPtrArray *
fus_map_groups (const FusStudyMaps *maps, FusMapGrouping grouping)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  guint n_groups = count_groups (maps, grouping);
  gint32 *group_of_frame[FUS_N_TASKS];
  gboolean *is_used[FUS_N_TASKS];

  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      const GArray *frames = maps->frames[task];

      group_of_frame[task] = g_new (gint32, MAX (frames->len, 1));
      is_used[task] = g_new0 (gboolean, MAX (n_groups, 1));
      for (guint i = 0; i < frames->len; i++)
        {
          const FusFrame *frame = &maps->frame_list->frames[g_array_index (frames, guint32, i)];
          gint32 group = group_of (frame, grouping);

          group_of_frame[task][i] = group;
          if (group >= 0)
            is_used[task][group] = TRUE;
        }
    }
  for (guint i = 0; i < n_groups; i++)
    {
      FusMapGroup *group;

      if (!is_used[FUS_TASK_IDENTITY][i] && !is_used[FUS_TASK_EXPRESSION][i])
        continue;
      group = g_new0 (FusMapGroup, 1);
      name_group (group, maps, grouping, i);
      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (int task = 0; task < FUS_N_TASKS; task++)
          if (is_used[task][i] && maps->frame_maps[kind][task] != NULL)
            group->map[kind][task]
                = fus_maps_mean (maps->frame_maps[kind][task], group_of_frame[task], (gint32) i);
      g_ptr_array_add (groups, group);
    }
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      g_free (group_of_frame[task]);
      g_free (is_used[task]);
    }
  return groups;
}

float *
fus_map_difference (const FusMeanMap *joint, const FusMeanMap *specialised)
{
  gsize n;
  float *difference;

  if (joint == NULL || specialised == NULL || joint->side != specialised->side)
    return NULL;
  n = (gsize) joint->side * joint->side;
  difference = g_new (float, n);
  fus_map_subtract (difference, joint->map, specialised->map, n);
  return difference;
}
