/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/maps/maps.h"
#include "study/analyses/maps/map-tests.h"
#include "study/analyses/analysis.h"
#include "tests/study/fixture.h"
#include "study/analyses/maps/map-groups.h"
#include "study/analyses/maps/tables.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define SIDE 2
#define AREA (SIDE * SIDE)

/* Maps made by hand: @values: [n, AREA], already scaled. The last frame cannot be read. */
static FusMaps *
make_maps (const float *values, gsize n)
{
  FusMaps *maps = g_new0 (FusMaps, 1);

  maps->n = n;
  maps->side = SIDE;
  maps->raw = g_memdup2 (values, n * AREA * sizeof *values);
  maps->scaled = g_memdup2 (values, n * AREA * sizeof *values);
  maps->state = g_new0 (guint8, n);
  maps->predicted = g_new0 (gint32, n);
  maps->state[n - 1] = FUS_MAP_UNREADABLE;
  memset (maps->scaled + (n - 1) * AREA, 0, AREA * sizeof *values);
  return maps;
}

/* Frames 0 … 2 of person A, 3 and 4 of B; 4 is unreadable. */
static const float joint_values[5 * AREA] = {
  0, 0, 1, 1, /* mean 0.5 */
  0, 0, 0, 1, /* 0.25 */
  1, 1, 1, 1, /* 1 */
  0, 1, 0, 1, /* 0.5 */
  9, 9, 9, 9,
};
static const float own_values[5 * AREA] = {
  1, 1, 1, 0, /* 0.75 */
  1, 1, 1, 1, /* 1 */
  1, 1, 0, 0, /* 0.5 */
  1, 1, 1, 1, /* 1 */
  9, 9, 9, 9,
};

static FusStudyMaps *
make_study_maps (void)
{
  static const FusExpression expressions[]
      = { FUS_EXPRESSION_HAPPY, FUS_EXPRESSION_SAD, FUS_EXPRESSION_HAPPY, FUS_EXPRESSION_HAPPY,
          FUS_EXPRESSION_NONE };
  FusStudyMaps *maps = g_new0 (FusStudyMaps, 1);
  FusFrameListBuilder *builder = fus_frame_list_builder_new ();

  maps->result.analysis = &fus_maps_analysis;
  g_atomic_ref_count_init (&maps->result.refs);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u.png", i);
      FusFrame frame = { .path = path,
                         .sex = FUS_SEX_NONE,
                         .expression = (gint8) expressions[i],
                         .angle = FUS_ANGLE_NONE,
                         .set = FUS_SET_EXPRESSION,
                         .part = FUS_PART_TEST };

      fus_frame_list_builder_add (builder, &frame, i < 3 ? "A" : "B");
    }
  maps->frame_list = fus_frame_list_builder_end (builder);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    maps->frames[task] = fus_frame_list_select (maps->frame_list, (FusSet) task, FUS_PART_TEST);
  g_assert_cmpuint (maps->frames[FUS_TASK_EXPRESSION]->len, ==, 5);
  maps->frame_maps[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION] = make_maps (joint_values, 5);
  maps->frame_maps[FUS_NETWORK_EXPRESSION][FUS_TASK_EXPRESSION] = make_maps (own_values, 5);
  for (FusNetworkKind kind = FUS_NETWORK_EXPRESSION; kind <= FUS_NETWORK_JOINT; kind++)
    if (maps->frame_maps[kind][FUS_TASK_EXPRESSION] != NULL)
      maps->map[kind][FUS_TASK_EXPRESSION]
          = fus_maps_mean (maps->frame_maps[kind][FUS_TASK_EXPRESSION], NULL, 0);
  return maps;
}

static const FusMapSource joint = { FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION };
static const FusMapSource own = { FUS_NETWORK_EXPRESSION, FUS_TASK_EXPRESSION };
static const FusMapSource absent = { FUS_NETWORK_JOINT, FUS_TASK_IDENTITY };

static void
assert_values (const FusStudyMaps *maps, const FusMapSource *source, FusMapLevel level,
               const double *expected, gsize n_expected)
{
  gsize n;
  g_autofree double *values = fus_map_values (maps, source, level, &n);

  g_assert_cmpuint (n, ==, n_expected);
  for (gsize i = 0; i < n; i++)
    /* Means of up to four halves and quarters, kept as float. */
    g_assert_cmpfloat_with_epsilon (values[i], expected[i], 1e-7);
}

static void
test_levels (void)
{
  g_autoptr (FusStudyMaps) maps = make_study_maps ();
  const double cells[] = { 0.25, 0.5, 0.5, 1 };
  const double frames[] = { 0.5, 0.25, 1, 0.5 };
  const double people[] = { 1.75 / 3, 0.5 };
  g_autofree double *pixels = NULL;
  gsize n;

  assert_values (maps, &joint, FUS_MAP_LEVEL_CELLS, cells, 4);
  assert_values (maps, &joint, FUS_MAP_LEVEL_FRAMES, frames, 4);
  assert_values (maps, &joint, FUS_MAP_LEVEL_PEOPLE, people, 2);
  assert_values (maps, &absent, FUS_MAP_LEVEL_FRAMES, NULL, 0);
  pixels = fus_map_values (maps, &joint, FUS_MAP_LEVEL_PIXELS, &n);
  g_assert_cmpuint (n, ==, 224 * 224);
  /* Corners lie beyond the middle of the outer cells and have their values. */
  g_assert_cmpfloat_with_epsilon (pixels[0], 0.25, 1e-6);
  g_assert_cmpfloat_with_epsilon (pixels[n - 1], 1, 1e-6);
}

static void
test_tests (void)
{
  g_autoptr (FusStudyMaps) maps = make_study_maps ();
  /* Of own_values: 0.75, 1, 0.5, 1 against 0.5, 0.25, 1, 0.5. */
  FusTest frames = fus_map_test (maps, &joint, &own, FUS_MAP_LEVEL_FRAMES);
  FusTest people = fus_map_test (maps, &joint, &own, FUS_MAP_LEVEL_PEOPLE);
  FusTest pixels = fus_map_test (maps, &joint, &own, FUS_MAP_LEVEL_PIXELS);
  FusTest none = fus_map_test (maps, &joint, &absent, FUS_MAP_LEVEL_FRAMES);

  /* Pairs in which joint is greater count 1, equal ones a half: 0.5: 0.5; 0.25: 0; 1: 3.5; 0.5:
   * 0.5. */
  g_assert_cmpfloat (frames.statistic, ==, 4);
  g_assert_cmpfloat_with_epsilon (frames.effect, 2 * 4.0 / 16 - 1, 1e-12);
  g_assert_false (frames.is_exact);
  /* Both people's means are smaller: the most that two against two can show, p = 2 / 6. */
  g_assert_cmpfloat (people.statistic, ==, 0);
  g_assert_true (people.is_exact);
  g_assert_cmpfloat_with_epsilon (people.p, 1.0 / 3, 1e-12);
  g_assert_cmpuint (pixels.n[0], ==, 224 * 224);
  g_assert_cmpfloat (pixels.p, <, 1e-100);
  g_assert_true (isfinite (pixels.log10_p));
  g_assert_cmpuint (none.n[0] + none.n[1], ==, 0);
  g_assert_true (isnan (none.p));
}

static void
test_groups (void)
{
  g_autoptr (FusStudyMaps) maps = make_study_maps ();
  g_autoptr (GPtrArray) expressions = fus_map_groups (maps, FUS_MAP_GROUPING_EXPRESSION);
  g_autoptr (GPtrArray) people = fus_map_groups (maps, FUS_MAP_GROUPING_PERSON);
  g_autoptr (GPtrArray) angles = fus_map_groups (maps, FUS_MAP_GROUPING_ANGLE);
  const FusMapGroup *happy = g_ptr_array_index (expressions, 0);
  const FusMapGroup *sad = g_ptr_array_index (expressions, 1);
  const FusMeanMap *map = happy->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  const float expected[AREA] = { 1 / 3.0f, 2 / 3.0f, 2 / 3.0f, 1 };

  g_assert_cmpuint (expressions->len, ==, 2);
  g_assert_cmpstr (happy->name, ==, "happy");
  g_assert_cmpstr (sad->name, ==, "sad");
  g_assert_cmpuint (map->n_frames, ==, 3);
  for (guint i = 0; i < AREA; i++)
    g_assert_cmpfloat_with_epsilon (map->map[i], expected[i], 1e-6);
  g_assert_null (happy->map[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY]);
  g_assert_cmpuint (people->len, ==, 2);
  map = ((const FusMapGroup *) g_ptr_array_index (people, 1))
            ->map[FUS_NETWORK_EXPRESSION][FUS_TASK_EXPRESSION];
  g_assert_cmpuint (map->n_frames, ==, 1);
  g_assert_cmpuint (map->n_unreadable, ==, 1);
  g_assert_cmpuint (angles->len, ==, 0);
}

static void
test_difference (void)
{
  g_autoptr (FusStudyMaps) maps = make_study_maps ();
  g_autofree float *difference
      = fus_map_difference (maps->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION],
                            maps->map[FUS_NETWORK_EXPRESSION][FUS_TASK_EXPRESSION]);
  const float expected[AREA] = { 0.25f - 1, 0.5f - 1, 0.5f - 0.75f, 1 - 0.5f };

  for (guint i = 0; i < AREA; i++)
    g_assert_cmpfloat_with_epsilon (difference[i], expected[i], 1e-6);
  g_assert_null (fus_map_difference (maps->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION], NULL));
}

static void
test_overlap (void)
{
  float left[AREA] = { 1, 0, 1, 0 }, top[AREA] = { 1, 1, 0, 0 }, right[AREA] = { 0, 1, 0, 1 };
  const FusMeanMap a = { SIDE, left, 1, 0, 0 }, b = { SIDE, top, 1, 0, 0 },
                   c = { SIDE, right, 1, 0, 0 };
  /* A quarter of the pixels on each side lie beyond the middle of the outer cells: with the median
   * as threshold, a map's half, and of two halves at a right angle a quarter in common. */
  g_autoptr (FusMapOverlap) crossed = fus_map_overlap (&a, &b, 0.5);
  g_autoptr (FusMapOverlap) opposed = fus_map_overlap (&a, &c, 0.5);

  for (int task = 0; task < FUS_N_TASKS; task++)
    g_assert_cmpfloat_with_epsilon (crossed->area[task], 0.5, 0.01);
  g_assert_cmpfloat_with_epsilon (crossed->both, 0.25, 0.01);
  g_assert_cmpfloat_with_epsilon (crossed->jaccard, 1 / 3.0, 0.02);
  g_assert_cmpfloat_with_epsilon (opposed->both, 0, 0.01);
  g_assert_null (fus_map_overlap (&a, NULL, 0.95));
}

static guint
count_rows (FusStudy *study, const char *name, const char *containing)
{
  g_autofree char *path = fus_study_file (study, "analysis", name);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", 0);
  for (char **line = lines + 1; *line != NULL; line++)
    n += **line != '\0' && strstr (*line, containing) != NULL;
  return n;
}

static void
run_maps (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyMaps) maps
      = fus_analysis_compute (&fus_maps_analysis, study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (maps);
}

static void
test_tables (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, 10, &protocol);
  g_autofree char *pixels = fus_study_file (study, "analysis", "map_pixels.csv");
  g_autofree char *difference = fus_study_file (study, "analysis/maps", "difference-identity.npy");
  g_autoptr (GError) error = NULL;
  GStatBuf before, again, after;

  /* Before anything is trained there is the average face, and nothing to be put into tables. */
  g_autoptr (FusStudyMaps) untrained
      = fus_analysis_compute (&fus_maps_analysis, study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (untrained->average_face);
  g_assert_false (g_file_test (pixels, G_FILE_TEST_EXISTS));
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fixture_train (study, kind);
  run_maps (study);
  /* Four maps of 2 x 2. */
  g_assert_cmpuint (count_rows (study, "map_pixels.csv", ","), ==, 16);
  g_assert_cmpuint (count_rows (study, "map_overlap.csv", ","), ==, 2);
  g_assert_cmpuint (count_rows (study, "map_groups.csv", ",all,"), ==, 4);
  /* All are straight. */
  g_assert_cmpuint (count_rows (study, "map_groups.csv", ",angle,straight,"), ==, 4);
  g_assert_cmpuint (count_rows (study, "map_groups.csv", ",expression,happy,"), ==, 4);
  /* Six pairs of four maps at four levels. */
  g_assert_cmpuint (count_rows (study, "tests.csv", "Mann-Whitney U"), ==, 24);
  g_assert_true (g_file_test (difference, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_stat (pixels, &before), ==, 0);
  run_maps (study);
  g_assert_cmpint (g_stat (pixels, &again), ==, 0);
  g_assert_cmpint (before.st_ino, ==, again.st_ino);
  fus_train (study, FUS_NETWORK_IDENTITY, TRUE, 4, 1, NULL, NULL, NULL);
  run_maps (study);
  g_assert_cmpint (g_stat (pixels, &after), ==, 0);
  g_assert_cmpint (before.st_ino, !=, after.st_ino);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/map-tests/levels", test_levels);
  g_test_add_func ("/study/map-tests/tests", test_tests);
  g_test_add_func ("/study/map-tests/groups", test_groups);
  g_test_add_func ("/study/map-tests/difference", test_difference);
  g_test_add_func ("/study/map-tests/overlap", test_overlap);
  g_test_add_func ("/study/map-tests/tables", test_tables);
  return g_test_run ();
}
