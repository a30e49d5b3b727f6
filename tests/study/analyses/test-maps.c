/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/study/fixture.h"
#include "study/analyses/maps/maps.h"
#include "study/training/training.h"

#include "analysis/npy.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE 10

static FusStudyMaps *
compute (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusStudyMaps *maps = fus_analysis_compute (&fus_maps_analysis, study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (maps);
  return maps;
}

static void
test_compute_and_reuse (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudyMaps) maps = NULL, again = NULL, changed = NULL;
  g_autofree char *npy = fus_study_file (study, "analysis/maps", "joint-expression.npy");
  g_autofree char *face = fus_study_file (study, "analysis/maps", "average-face.png");
  const FusMeanMap *map;
  GStatBuf before, after;

  fixture_train (study, FUS_NETWORK_JOINT);
  maps = compute (study);
  g_assert_cmpint (maps->average_face->width, ==, maps->average_face->height);
  g_assert_null (maps->map[FUS_NETWORK_IDENTITY][FUS_TASK_IDENTITY]);
  map = maps->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  g_assert_cmpuint (map->side, ==, 2);
  /* One person of five is held out. */
  g_assert_cmpuint (map->n_frames, ==, 14);
  g_assert_true (g_file_test (npy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (face, G_FILE_TEST_EXISTS));
  g_assert_false ((fus_result_current (maps, study) & 1u << FUS_NETWORK_JOINT) == 0);

  /* Read, not computed: the file is as it was. */
  g_assert_cmpint (g_stat (npy, &before), ==, 0);
  again = compute (study);
  g_assert_cmpint (g_stat (npy, &after), ==, 0);
  g_assert_cmpint (before.st_ino, ==, after.st_ino);
  g_assert_cmpmem (again->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION]->map, 4 * sizeof (float),
                   map->map, 4 * sizeof (float));
  g_assert_cmpuint (again->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION]->n_frames, ==,
                    map->n_frames);
  g_assert_cmpuint (again->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION]->n_empty, ==, map->n_empty);

  /* Other weights, other maps; a broken file is not believed either. */
  fus_train (study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  g_assert_true ((fus_result_current (maps, study) & 1u << FUS_NETWORK_JOINT) == 0);
  g_assert_true (fus_result_outdated (maps, study));
  fixture_write (face, "no picture");
  changed = compute (study);
  g_assert_cmpint (g_stat (npy, &after), ==, 0);
  g_assert_cmpint (before.st_ino, !=, after.st_ino);
  g_assert_cmpint (changed->average_face->width, ==, maps->average_face->width);
  g_assert_cmpstr (changed->result.origin.hash[FUS_NETWORK_JOINT], !=,
                   maps->result.origin.hash[FUS_NETWORK_JOINT]);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static float *
load_frames (FusStudy *study, const char *name, gsize n)
{
  g_autofree char *path = fus_study_file (study, "analysis/maps", name);
  g_autoptr (GError) error = NULL;
  gsize dims[8];
  guint n_dims;
  float *values = fus_npy_load (path, &n_dims, dims, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (n_dims, ==, 3);
  g_assert_cmpuint (dims[0], ==, n);
  g_assert_cmpuint (dims[1], ==, 2);
  g_assert_cmpuint (dims[2], ==, 2);
  return values;
}

/* What was read again is bit by bit what was computed, and both are what the files hold. */
static void
test_frames (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autofree char *table = fus_study_file (study, "analysis/maps", "joint-expression.csv");
  g_autoptr (FusStudyMaps) computed = NULL, read = NULL, anew = NULL;
  g_autofree float *raw = NULL, *scaled = NULL;
  g_autofree char *text = NULL;
  const FusMaps *a, *b;

  fixture_train (study, FUS_NETWORK_JOINT);
  computed = compute (study);
  read = compute (study);
  a = computed->frame_maps[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  b = read->frame_maps[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  g_assert_cmpuint (a->n, ==, computed->frames[FUS_TASK_EXPRESSION]->len);
  g_assert_cmpuint (a->n, ==, 14);
  raw = load_frames (study, "joint-expression-raw.npy", 14);
  scaled = load_frames (study, "joint-expression-scaled.npy", 14);
  g_assert_cmpmem (a->raw, 14 * 4 * sizeof (float), raw, 14 * 4 * sizeof (float));
  g_assert_cmpmem (a->scaled, 14 * 4 * sizeof (float), scaled, 14 * 4 * sizeof (float));
  g_assert_cmpmem (b->raw, 14 * 4 * sizeof (float), raw, 14 * 4 * sizeof (float));
  g_assert_cmpmem (b->scaled, 14 * 4 * sizeof (float), scaled, 14 * 4 * sizeof (float));
  g_assert_cmpmem (a->state, 14, b->state, 14);
  g_assert_cmpmem (a->predicted, 14 * sizeof (gint32), b->predicted, 14 * sizeof (gint32));

  /* A table that does not fit is not believed. */
  g_file_get_contents (table, &text, NULL, NULL);
  strrchr (g_strchomp (text), '\n')[1] = '\0';
  fixture_write (table, text);
  anew = compute (study);
  g_assert_cmpmem (anew->frame_maps[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION]->predicted,
                   14 * sizeof (gint32), a->predicted, 14 * sizeof (gint32));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Another kind of map stands beside the paper's, and neither is taken for the other. */
static void
test_other_kind (void)
{
  const FusMapSpec spec = { FUS_MAP_METHOD_LAYERCAM, FUS_LAYER_CONV5 };
  const FusMapSpec pixels[] = { { FUS_MAP_METHOD_INTEGRATED_GRADIENTS, FUS_LAYER_CONV2 },
                                { FUS_MAP_METHOD_INTEGRATED_GRADIENTS, FUS_LAYER_CONV8 } };
  const FusAnalysis *analysis = fus_maps_analysis_of (&spec);
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudyMaps) paper = NULL, other = NULL, loaded = NULL;
  g_autoptr (GError) error = NULL;
  const FusMeanMap *map, *again;

  g_assert_true (fus_maps_analysis_of (&FUS_MAP_SPEC_PAPER) == &fus_maps_analysis);
  g_assert_true (fus_maps_analysis_of (&spec) == analysis);
  g_assert_true (analysis != &fus_maps_analysis);
  g_assert_true (fus_maps_analysis_of (&pixels[0]) == fus_maps_analysis_of (&pixels[1]));

  fixture_train (study, FUS_NETWORK_JOINT);
  paper = compute (study);
  g_assert_null (fus_analysis_load (analysis, study, NULL));
  g_assert_false (fus_analysis_is_kept (analysis, study));
  other = fus_analysis_compute (analysis, study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (fus_map_spec_equal (&other->spec, &spec));
  map = other->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  g_assert_cmpuint (map->side, ==, 2 * paper->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION]->side);
  g_assert_cmpint (other->average_face->width, ==, paper->average_face->width);
  g_assert_true (fus_analysis_is_kept (analysis, study));
  loaded = fus_analysis_load (analysis, study, NULL);
  g_assert_nonnull (loaded);
  again = loaded->map[FUS_NETWORK_JOINT][FUS_TASK_EXPRESSION];
  g_assert_cmpmem (again->map, again->side * again->side * sizeof (float), map->map,
                   map->side * map->side * sizeof (float));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static gboolean done;

static void
on_done (FusJob *job, gpointer data)
{
  FusStudyMaps **maps = data;

  *maps = fus_job_take_result (job, NULL);
  done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return done;
}

static void
test_job (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusJob) job = NULL, cancelled = NULL;
  g_autoptr (FusStudyMaps) maps = NULL, none = NULL;

  fixture_train (study, FUS_NETWORK_JOINT);
  done = FALSE;
  cancelled = fus_analysis_start (&fus_maps_analysis, study, 1, on_done, &none);
  fus_job_cancel (cancelled);
  fixture_wait (is_done, NULL, 10);
  g_assert_null (none);

  done = FALSE;
  job = fus_analysis_start (&fus_maps_analysis, study, 1, on_done, &maps);
  fixture_wait (is_done, NULL, 10);
  g_assert_nonnull (maps->map[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY]);
  g_assert_cmpfloat (fus_job_get_progress (job), >, 0);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/maps/compute-and-reuse", test_compute_and_reuse);
  g_test_add_func ("/study/maps/frames", test_frames);
  g_test_add_func ("/study/maps/other-kind", test_other_kind);
  g_test_add_func ("/study/maps/job", test_job);
  return g_test_run ();
}
