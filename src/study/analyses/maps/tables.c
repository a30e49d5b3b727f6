/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/tables.h"

#include "study/analyses/maps/map-groups.h"
#include "study/analyses/maps/map-tests.h"
#include "study/folder/note.h"
#include "analysis/npy.h"
#include "study/folder/study-private.h"
#include "study/folder/table.h"
#include "study/analyses/tests-table.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define FOLDER "analysis"
#define MAPS_FOLDER "analysis/maps"
/* The paper's (figure 2C). */
#define SHARE 0.95

static const char *const pixels_columns[] = { "network", "task", "row", "column", "value", NULL };
static const char *const groups_columns[]
    = { "network",          "task", "grouping",  "group", "frames",
        "without_evidence", "mean", "threshold", "area",  NULL };
static const char *const overlap_columns[] = {
  "networks", "threshold", "identity_area", "expression_area", "overlap_area", "jaccard", NULL
};

typedef struct
{
  const FusStudyMaps *maps;
  FusStudy *study;
  FusMapOverlap *joint;       /* NULL where the joint network is not trained */
  FusMapOverlap *specialised; /* NULL where either specialised network is not */
  const char *note;
} Work;

/* Path of a table, or of the note beside it. */
static char *
file_of (const Work *work, const char *folder, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return fus_study_file (work->study, folder, file);
}

static gboolean
save_note (const Work *work, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = file_of (work, folder, name, ".json");

  return fus_write_file (path, work->note, strlen (work->note), error);
}

/* The note goes first and comes last, so that it never stands beside an earlier table. */
static gboolean
save_table (const Work *work, const char *name, FusTable *table, GError **error)
{
  g_autofree char *path = file_of (work, FOLDER, name, ".csv");
  g_autofree char *note_path = file_of (work, FOLDER, name, ".json");

  g_unlink (note_path);
  return fus_table_save (table, path, error) && save_note (work, FOLDER, name, error);
}

static void
add_key (FusTable *table, int kind, int task)
{
  fus_table_add_string (table, fus_network_kind_name ((FusNetworkKind) kind));
  fus_table_add_string (table, fus_task_name ((FusTask) task));
}

static gboolean
save_pixels (const Work *work, GError **error)
{
  g_autoptr (FusTable) table = fus_table_new (pixels_columns);

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      {
        const FusMeanMap *map = work->maps->map[kind][task];

        for (guint i = 0; map != NULL && i < map->side * map->side; i++)
          {
            add_key (table, kind, task);
            fus_table_add_int (table, i / map->side);
            fus_table_add_int (table, i % map->side);
            fus_table_add_double (table, map->map[i]);
          }
      }
  return save_table (work, FUS_MAP_PIXELS_TABLE, table, error);
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

static gboolean
save_overlap (const Work *work, GError **error)
{
  g_autoptr (FusTable) table = fus_table_new (overlap_columns);

  add_overlap (table, "joint", work->joint);
  add_overlap (table, "specialised", work->specialised);
  return save_table (work, FUS_MAP_OVERLAP_TABLE, table, error);
}

static void
add_group (const Work *work, FusTable *table, int kind, int task, const char *grouping,
           const char *group, const FusMeanMap *map)
{
  const gsize n = (gsize) FUS_MAP_PIXELS_SIDE * FUS_MAP_PIXELS_SIDE;
  const FusMapOverlap *overlap = kind == FUS_NETWORK_JOINT ? work->joint : work->specialised;
  g_autofree float *large = g_new (float, n);
  double sum = 0;

  for (guint i = 0; i < map->side * map->side; i++)
    sum += map->map[i];
  add_key (table, kind, task);
  fus_table_add_string (table, grouping);
  fus_table_add_string (table, group);
  fus_table_add_int (table, map->n_frames);
  fus_table_add_int (table, map->n_empty);
  fus_table_add_double (table, sum / (map->side * map->side));
  fus_table_add_double (table, overlap != NULL ? overlap->threshold : NAN);
  fus_map_resize (large, FUS_MAP_PIXELS_SIDE, FUS_MAP_PIXELS_SIDE, map->map, (int) map->side,
                  (int) map->side);
  fus_table_add_double (table,
                        overlap != NULL ? fus_map_area_above (large, n, overlap->threshold) : NAN);
}

/* All groups of one map as one array, and its rows of the table. */
static gboolean
save_group_maps (const Work *work, FusTable *table, int kind, int task, FusMapGrouping grouping,
                 const GPtrArray *groups, GError **error)
{
  const FusMeanMap *whole = work->maps->map[kind][task];
  gsize area = (gsize) whole->side * whole->side;
  g_autofree float *values = g_new (float, MAX (groups->len * area, 1));
  g_autofree char *name
      = g_strdup_printf ("%s-%s-by-%s", fus_network_kind_name ((FusNetworkKind) kind),
                         fus_task_name ((FusTask) task), fus_map_grouping_name (grouping));
  g_autofree char *path = file_of (work, MAPS_FOLDER, name, ".npy");
  gsize dims[] = { 0, whole->side, whole->side };

  for (guint i = 0; i < groups->len; i++)
    {
      const FusMapGroup *group = g_ptr_array_index (groups, i);
      const FusMeanMap *map = group->map[kind][task];

      if (map == NULL)
        continue;
      add_group (work, table, kind, task, fus_map_grouping_name (grouping), group->name, map);
      memcpy (values + dims[0]++ * area, map->map, area * sizeof *values);
    }
  /* A data set that does not say has no groups. */
  if (dims[0] == 0)
    return TRUE;
  return fus_npy_save (path, values, 3, dims, error) && save_note (work, MAPS_FOLDER, name, error);
}

static gboolean
save_groups (const Work *work, GError **error)
{
  g_autoptr (FusTable) table = fus_table_new (groups_columns);

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      if (work->maps->map[kind][task] != NULL)
        add_group (work, table, kind, task, "all", NULL, work->maps->map[kind][task]);
  for (FusMapGrouping grouping = 0; grouping < FUS_N_MAP_GROUPINGS; grouping++)
    {
      g_autoptr (GPtrArray) groups = fus_map_groups (work->maps, grouping);

      for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
        for (int task = 0; task < FUS_N_TASKS; task++)
          if (work->maps->map[kind][task] != NULL
              && !save_group_maps (work, table, kind, task, grouping, groups, error))
            return FALSE;
    }
  return save_table (work, FUS_MAP_GROUPS_TABLE, table, error);
}

static gboolean
save_differences (const Work *work, GError **error)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const FusMeanMap *joint = work->maps->map[FUS_NETWORK_JOINT][task];
      FusNetworkKind own
          = task == FUS_TASK_IDENTITY ? FUS_NETWORK_IDENTITY : FUS_NETWORK_EXPRESSION;
      g_autofree float *difference = fus_map_difference (joint, work->maps->map[own][task]);
      g_autofree char *name = g_strconcat ("difference-", fus_task_name (task), NULL);
      g_autofree char *path = file_of (work, MAPS_FOLDER, name, ".npy");

      if (difference != NULL)
        {
          const gsize dims[] = { joint->side, joint->side };

          if (!fus_npy_save (path, difference, 2, dims, error)
              || !save_note (work, MAPS_FOLDER, name, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* "joint network, expression": as in the other rows of tests.csv, in every language. */
static char *
source_name (const FusMapSource *source)
{
  return g_strdup_printf ("%s network, %s", fus_network_kind_name (source->network),
                          fus_task_name (source->task));
}

static gboolean
save_tests (const Work *work, GError **error)
{
  g_autoptr (FusTestsTable) tests = fus_tests_table_new ("maps");

  for (FusMapLevel level = 0; level < FUS_N_MAP_LEVELS; level++)
    for (guint i = 0; i < FUS_N_MAP_SOURCES; i++)
      for (guint j = i + 1; j < FUS_N_MAP_SOURCES; j++)
        {
          const FusMapSource *a = &fus_map_sources[i], *b = &fus_map_sources[j];
          g_autofree char *first = source_name (a), *second = source_name (b);
          FusTest test = fus_map_test (work->maps, a, b, level);

          fus_tests_table_add (tests, "Grad-CAM",
                               a->task == b->task ? fus_task_name (a->task) : NULL, first, second,
                               "Mann-Whitney U", fus_map_level_name (level), &test);
        }
  return fus_tests_table_save (tests, work->study, work->note, error);
}

/* Changes with any network, and with the frames. */
static char *
make_note (const Work *work)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  fus_note_add_string (builder, "study", fus_study_title (work->study));
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    if (work->maps->network_hash[kind] != NULL)
      {
        g_autofree char *member
            = g_strconcat (fus_network_kind_name ((FusNetworkKind) kind), "-network-hash", NULL);

        fus_note_add_string (builder, member, work->maps->network_hash[kind]);
      }
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      const GArray *frames = work->maps->frames[task];
      g_autofree char *hash
          = fus_note_hash_frames (work->study, (const guint32 *) frames->data, frames->len);
      g_autofree char *member = g_strconcat (fus_task_name (task), "-frames-hash", NULL);

      fus_note_add_string (builder, member, hash);
    }
  fus_note_add_string (builder, "method", "Grad-CAM");
  fus_note_add_string (builder, "layer", fus_layer_name (FUS_LAYER_CONV8));
  fus_note_add_string (builder, "target", "predicted");
  fus_note_add_string (builder, "scaling", "min-max of each frame");
  fus_note_add_double (builder, "threshold-percentile", 100 * SHARE);
  fus_note_add_int (builder, "pixels-side", FUS_MAP_PIXELS_SIDE);
  fus_note_add_string (builder, "part", fus_part_name (FUS_PART_TEST));
  fus_note_add_int (builder, "seed", (gint64) fus_study_protocol (work->study)->seed);
  fus_note_add_string (builder, "version", FUS_VERSION);
  json_builder_end_object (builder);
  return fus_note_text (builder);
}

/* The last file that is written stands for all of them. */
static gboolean
is_saved (const Work *work)
{
  static const char *const tables[]
      = { FUS_MAP_PIXELS_TABLE, FUS_MAP_GROUPS_TABLE, FUS_MAP_OVERLAP_TABLE };
  g_autofree char *tests = fus_study_file (work->study, FOLDER, "tests.csv");
  g_autofree char *path = fus_study_file (work->study, FOLDER, "tests-maps.json");
  g_autofree char *note = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *table = file_of (work, FOLDER, tables[i], ".csv");

      if (!g_file_test (table, G_FILE_TEST_EXISTS))
        return FALSE;
    }
  return g_file_test (tests, G_FILE_TEST_EXISTS) && g_file_get_contents (path, &note, NULL, NULL)
         && g_str_equal (note, work->note);
}

gboolean
fus_map_tables_save (const FusStudyMaps *maps, FusStudy *study, GError **error)
{
  Work work = { .maps = maps, .study = study };
  g_autofree char *note = NULL, *tests_note = NULL;
  g_autoptr (FusMapOverlap) joint = NULL, specialised = NULL;
  gboolean is_trained = FALSE;

  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    is_trained |= maps->network_hash[kind] != NULL;
  if (!is_trained)
    {
      g_set_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING,
                   _ ("No network of the study “%s” is trained yet. Train one first."),
                   fus_study_title (study));
      return FALSE;
    }
  work.note = note = make_note (&work);
  if (is_saved (&work))
    return TRUE;
  tests_note = fus_study_file (study, FOLDER, "tests-maps.json");
  g_unlink (tests_note);
  work.joint = joint = fus_map_overlap (maps->map[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY],
                                        maps->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION], SHARE);
  work.specialised = specialised
      = fus_map_overlap (maps->map[FUS_NETWORK_IDENTITY][FUS_TASK_IDENTITY],
                         maps->map[FUS_NETWORK_EXPRESSION][FUS_TASK_EXPRESSION], SHARE);
  return save_pixels (&work, error) && save_groups (&work, error) && save_overlap (&work, error)
         && save_differences (&work, error) && save_tests (&work, error);
}
