/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/tables.h"

#include "analysis/npy.h"
#include "study/analyses/maps/map-groups.h"
#include "study/analyses/maps/map-tests.h"
#include "study/analyses/maps/spec.h"
#include "study/figures/study-figure-private.h"
#include "study/folder/study-file.h"

#include <math.h>
#include <string.h>

static const char *const pixels_columns[] = { "network", "task", "row", "column", "value", NULL };
static const char *const groups_columns[]
    = { "network",          "task", "grouping",  "group", "frames",
        "without_evidence", "mean", "threshold", "area",  NULL };
static const char *const overlap_columns[] = {
  "networks", "threshold", "identity_area", "expression_area", "overlap_area", "jaccard", NULL
};

/* Of the joint network's two maps, or of the specialised networks'. (transfer full) (nullable) */
static FusMapOverlap *
overlap_of (const FusStudyMaps *maps, gboolean joint)
{
  const FusMeanMap *map[FUS_N_TASKS];

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    map[task] = maps->map[joint ? FUS_NETWORK_JOINT : fus_specialized_network (task)][task];
  return fus_map_overlap (map[FUS_TASK_IDENTITY], map[FUS_TASK_EXPRESSION], FUS_MAPS_SHARE);
}

static void
add_key (FusTable *table, int kind, int task)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, fus_task_name ((FusTask) task));
}

static void
write_pixels (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyMaps *maps = result;

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      {
        const FusMeanMap *map = maps->map[kind][task];

        for (guint i = 0; map != NULL && i < map->side * map->side; i++)
          {
            add_key (table, kind, task);
            fus_table_add_int (table, i / map->side);
            fus_table_add_int (table, i % map->side);
            fus_table_add_double (table, map->map[i]);
          }
      }
}

static void
add_overlap (FusTable *table, const char *networks, const FusMapOverlap *overlap)
{
  if (overlap == NULL)
    return;
  fus_table_add_string (table, networks);
  fus_table_add_double (table, overlap->threshold);
  fus_table_add_double (table, overlap->area[FUS_TASK_IDENTITY]);
  fus_table_add_double (table, overlap->area[FUS_TASK_EXPRESSION]);
  fus_table_add_double (table, overlap->both);
  fus_table_add_double (table, overlap->jaccard);
}

static void
write_overlap (gconstpointer result, FusStudy *study, FusTable *table)
{
  g_autoptr (FusMapOverlap) joint = overlap_of (result, TRUE);
  g_autoptr (FusMapOverlap) specialised = overlap_of (result, FALSE);

  add_overlap (table, "joint", joint);
  add_overlap (table, "specialised", specialised);
}

static void
add_group (FusTable *table, int kind, int task, const char *grouping, const char *group,
           const FusMeanMap *map, const FusMapOverlap *overlap)
{
  g_autofree float *large = fus_map_enlarge (map);

  add_key (table, kind, task);
  fus_table_add_string (table, grouping);
  fus_table_add_string (table, group);
  fus_table_add_int (table, map->n_frames);
  fus_table_add_int (table, map->n_empty);
  fus_table_add_double (table, fus_map_mean (map->map, (gsize) map->side * map->side));
  fus_table_add_double (table, overlap != NULL ? overlap->threshold : NAN);
  fus_table_add_double (table, overlap != NULL
                                   ? fus_map_area_above (large, FUS_MAP_PIXELS, overlap->threshold)
                                   : NAN);
}

static void
write_groups (gconstpointer result, FusStudy *study, FusTable *table)
{
  const FusStudyMaps *maps = result;
  g_autoptr (FusMapOverlap) joint = overlap_of (maps, TRUE);
  g_autoptr (FusMapOverlap) specialised = overlap_of (maps, FALSE);

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      if (maps->map[kind][task] != NULL)
        add_group (table, kind, task, "all", NULL, maps->map[kind][task],
                   kind == FUS_NETWORK_JOINT ? joint : specialised);
  for (FusMapGrouping grouping = 0; grouping < FUS_N_MAP_GROUPINGS; grouping++)
    {
      g_autoptr (GPtrArray) groups = fus_map_groups (maps, grouping);

      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (int task = 0; task < FUS_N_TASKS; task++)
          for (guint i = 0; i < groups->len; i++)
            {
              const FusMapGroup *group = g_ptr_array_index (groups, i);

              if (group->map[kind][task] != NULL)
                add_group (table, kind, task, fus_map_grouping_name (grouping), group->name,
                           group->map[kind][task], kind == FUS_NETWORK_JOINT ? joint : specialised);
            }
    }
}

const FusResultTable fus_map_tables[FUS_N_MAP_TABLES] = {
  { "map_groups", groups_columns, TRUE, write_groups, NULL },
  { "map_overlap", overlap_columns, TRUE, write_overlap, NULL },
  { "map_pixels", pixels_columns, FALSE, write_pixels, NULL },
};

/* Arrays */

static gboolean
save_array (const FusStudyMaps *maps, FusStudy *study, const char *name, const float *values,
            guint n_dims, const gsize *dims, const char *note, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".npy", NULL);
  g_autofree char *note_file = g_strconcat (name, ".json", NULL);
  g_autofree char *folder = fus_map_folder (&maps->spec);
  g_autofree char *path = fus_study_file (study, folder, file);
  g_autofree char *note_path = fus_study_file (study, folder, note_file);

  return fus_npy_save (path, values, n_dims, dims, error)
         && fus_write_file (note_path, note, strlen (note), error);
}

/* All groups of one map as one array. */
static gboolean
save_group_maps (const FusStudyMaps *maps, FusStudy *study, int kind, int task,
                 FusMapGrouping grouping, const GPtrArray *groups, const char *note, GError **error)
{
  const FusMeanMap *whole = maps->map[kind][task];
  gsize area = (gsize) whole->side * whole->side;
  g_autofree float *values = g_new (float, MAX (groups->len * area, 1));
  g_autofree char *name
      = g_strdup_printf ("%s-%s-by-%s", fus_network_kind_name ((FusNetworkKind) kind),
                         fus_task_name ((FusTask) task), fus_map_grouping_name (grouping));
  gsize dims[] = { 0, whole->side, whole->side };

  for (guint i = 0; i < groups->len; i++)
    {
      const FusMeanMap *map = ((FusMapGroup *) g_ptr_array_index (groups, i))->map[kind][task];

      if (map != NULL)
        memcpy (values + dims[0]++ * area, map->map, area * sizeof *values);
    }
  /* A data set that does not say has no groups. */
  return dims[0] == 0 || save_array (maps, study, name, values, 3, dims, note, error);
}

static gboolean
save_groups (const FusStudyMaps *maps, FusStudy *study, const char *note, GError **error)
{
  for (FusMapGrouping grouping = 0; grouping < FUS_N_MAP_GROUPINGS; grouping++)
    {
      g_autoptr (GPtrArray) groups = fus_map_groups (maps, grouping);

      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (int task = 0; task < FUS_N_TASKS; task++)
          if (maps->map[kind][task] != NULL
              && !save_group_maps (maps, study, kind, task, grouping, groups, note, error))
            return FALSE;
    }
  return TRUE;
}

static gboolean
save_differences (const FusStudyMaps *maps, FusStudy *study, const char *note, GError **error)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusMeanMap *joint = maps->map[FUS_NETWORK_JOINT][task];
      g_autofree float *difference
          = fus_map_difference (joint, maps->map[fus_specialized_network (task)][task]);
      g_autofree char *name = g_strconcat ("difference-", fus_task_name (task), NULL);

      if (difference != NULL)
        {
          const gsize dims[] = { joint->side, joint->side };

          if (!save_array (maps, study, name, difference, 2, dims, note, error))
            return FALSE;
        }
    }
  return TRUE;
}

gboolean
fus_map_tables_save (gconstpointer result, FusStudy *study, const char *note, GError **error)
{
  return save_groups (result, study, note, error) && save_differences (result, study, note, error);
}

/* Tests */

/* "joint network, expression": as in the other rows of tests.csv, in every language. */
static char *
source_name (const FusMapSource *source)
{
  return g_strdup_printf ("%s network, %s", fus_network_kind_name (source->network),
                          fus_task_name (source->task));
}

void
fus_map_tables_add_tests (const FusStudyMaps *maps, FusTestsTable *tests)
{
  for (FusMapLevel level = 0; level < FUS_N_MAP_LEVELS; level++)
    for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
      for (guint j = i + 1; j < FUS_N_MAP_SOURCES; j++)
        {
          const FusMapSource *a = &fus_map_sources[i], *b = &fus_map_sources[j];
          g_autofree char *first = source_name (a), *second = source_name (b);
          FusTest test = fus_map_test (maps, a, b, level);

          fus_tests_table_add (tests, fus_map_spec_word (&maps->spec),
                               a->task == b->task ? fus_task_name (a->task) : NULL, first, second,
                               "Mann-Whitney U", fus_map_level_name (level), &test);
        }
}
