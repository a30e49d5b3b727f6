/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/demo/faces.h"
#include "study/folder/demo-cache.h"
#include "study/folder/demo-study.h"

#include "tests/study/fixture.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <string.h>

/* The smallest set that can be split, drawn small. */
static const FusDemoSet set = { .people = 4, .seed = 3, .width = 40, .height = 54 };

/* A study as it is shipped: two epochs of one network, and no checkpoint. */
static char *
make_shipped (const char *folder, gboolean more)
{
  g_autofree char *cache
      = g_build_filename (g_get_user_cache_dir (), "fusiform", "demo-faces-v4-4-3-40x54", NULL);
  char *shipped = g_build_filename (folder, more ? "shipped-2" : "shipped", NULL);
  g_autofree char *checkpoint
      = g_build_filename (shipped, "networks", "joint.checkpoint.safetensors", NULL);
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusDataset) dataset = NULL;
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fus_demo_faces_write (cache, &set, 0, NULL, NULL, &error));
  g_assert_no_error (error);
  dataset = fus_dataset_open (cache, &error);
  g_assert_no_error (error);
  study = fus_study_create (shipped, &dataset, 1, NULL, &protocol, &error);
  g_assert_no_error (error);
  fus_train (study, FUS_NETWORK_JOINT, FALSE, more ? 2 : 1, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (checkpoint), ==, 0);
  return shipped;
}

static char *
prepare (const char *shipped)
{
  g_autoptr (GError) error = NULL;
  char *path = fus_demo_study_prepare (shipped, &error);

  g_assert_no_error (error);
  g_assert_nonnull (path);
  return path;
}

static void
test_prepare (void)
{
  const char *folder = g_get_user_data_dir ();
  g_autofree char *shipped = make_shipped (folder, FALSE);
  g_autofree char *newer = make_shipped (folder, TRUE);
  g_autofree char *json = g_build_filename (shipped, "study.json", NULL);
  g_autofree char *results = g_build_filename (shipped, "analysis", "maps", NULL);
  g_autofree char *table = g_build_filename (results, "table.csv", NULL);
  g_autofree char *path = NULL, *frame = NULL, *copied = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (FusStudy) study = NULL;
  g_autoptr (FusNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  /* No path of this machine in what is shipped. */
  text = fixture_read (json);
  g_assert_null (g_strstr_len (g_bytes_get_data (text, NULL), g_bytes_get_size (text), folder));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (text, NULL), g_bytes_get_size (text),
                                  "demo-faces:people=4,seed=3,size=40x54"));

  g_assert_cmpint (g_mkdir_with_parents (results, 0777), ==, 0);
  fixture_write (table, "a,b\n");
  path = prepare (shipped);
  /* What was computed is shipped too. */
  copied = g_build_filename (path, "analysis", "maps", "table.csv", NULL);
  fixture_assert_same_file (table, copied);
  study = fus_study_open (path, &error);
  g_assert_no_error (error);
  g_assert_false (fus_study_data_missing (study));
  network = fus_study_network (study, FUS_NETWORK_JOINT, &error);
  g_assert_nonnull (network);
  g_assert_cmpuint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 1);

  /* In a cache that was cleaned, a frame is drawn when it is read, to the same bytes; and nothing
   * is missing meanwhile. */
  frame = fus_frame_full_path (fus_study_dataset_root (study, 0),
                               &fus_study_frames (study)->frames[9]);
  {
    g_autoptr (GBytes) before = fixture_read (frame), after = NULL;
    g_autofree char *cache = fus_demo_cache_root (&set);
    g_autoptr (FusPicture) picture = NULL;

    fus_delete_folder (cache);
    g_assert_false (fus_study_data_missing (study));
    picture = fus_feeder_fetch_picture (fus_study_feeder (study), 9, &error);
    g_assert_no_error (error);
    after = fixture_read (frame);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_false (fus_demo_cache_is_filled (&set));
    g_assert_true (fus_demo_cache_fill (&set, 1, NULL, NULL, &error));
    g_assert_true (fus_demo_cache_is_filled (&set));
  }

  /* A newer shipped study replaces the copy, but for what its owner has made of it … */
  {
    g_autofree char *again = NULL;
    g_autofree char *regions = g_build_filename (path, "regions.json", NULL);
    g_autofree char *figures = g_build_filename (path, "figures", "mine", NULL);
    g_autofree char *figure = g_build_filename (figures, "a.svg", NULL);
    g_autoptr (GBytes) kept = NULL;

    fixture_write (regions, "moved");
    g_assert_cmpint (g_mkdir_with_parents (figures, 0777), ==, 0);
    fixture_write (figure, "drawn");
    again = prepare (newer);
    kept = fixture_read (regions);
    g_assert_cmpmem (g_bytes_get_data (kept, NULL), g_bytes_get_size (kept), "moved", 5);
    g_assert_true (g_file_test (figure, G_FILE_TEST_IS_REGULAR));
    g_assert_false (g_file_test (copied, G_FILE_TEST_EXISTS));
    g_assert_cmpstr (again, ==, path);
    g_assert_cmpuint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 2);
  }
  /* … unless its owner has trained it. */
  {
    g_autofree char *again = NULL;

    g_clear_object (&study);
    study = fus_study_open (path, NULL);
    g_assert_cmpint (fus_train (study, FUS_NETWORK_JOINT, TRUE, 3, 1, NULL, NULL, &error), ==,
                     FUS_TRAINING_DONE);
    again = prepare (shipped);
    g_assert_cmpuint (fus_training_epochs_done (study, FUS_NETWORK_JOINT), ==, 3);
  }
}

/* A copy whose crop its owner has set is theirs. */
static void
test_own_crop (void)
{
  g_autofree char *top = g_build_filename (g_get_user_data_dir (), "crop", NULL);
  g_autofree char *shipped = make_shipped (top, FALSE);
  g_autofree char *newer = make_shipped (top, TRUE);
  g_autofree char *path = prepare (shipped);
  g_autofree char *again = NULL;
  const FusCrop crop = { 0.1, 0.1, 0.8, 0.8 };
  g_autoptr (FusStudy) study = fus_study_open (path, NULL), now = NULL;

  g_assert_true (fus_study_set_crop (study, 0, &crop, NULL));
  again = prepare (newer);
  now = fus_study_open (again, NULL);
  g_assert_cmpfloat (fus_study_crop (now, 0).x, ==, 0.1);
  fus_delete_folder (path);
}

static void
test_not_shipped (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_demo_study_prepare ("/nowhere", &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_NOT_A_STUDY);
}

/* A folder of demo faces in the cache, as a version of the program left it. */
static char *
make_cached (const char *name, guint drawing)
{
  const FusDemoSet small = { .people = 1, .seed = 9, .width = 32, .height = 32 };
  char *path = g_build_filename (g_get_user_cache_dir (), "fusiform", name, NULL);
  g_autofree char *note = g_build_filename (path, "demo-faces.json", NULL);
  g_autofree char *now = g_strdup_printf ("\"drawing\" : %d", FUS_DEMO_DRAWING);
  g_autofree char *then = g_strdup_printf ("\"drawing\" : %u", drawing);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fus_demo_faces_write (path, &small, 1, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (note, &text, NULL, NULL));
  g_autoptr (GString) changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, now, then, 0), ==, 1);
  g_assert_true (g_file_set_contents (note, changed->str, -1, NULL));
  return path;
}

/* What earlier versions have drawn goes when this one has drawn; nothing that is not theirs. */
static void
test_outdated (void)
{
  const FusDemoSet other = { .people = 1, .seed = 10, .width = 32, .height = 32 };
  g_autofree char *unnumbered = make_cached ("demo-faces-1-9-32x32", FUS_DEMO_DRAWING - 1);
  g_autofree char *older = make_cached ("demo-faces-v2-1-9-32x32", 2);
  g_autofree char *newer = make_cached ("demo-faces-v99-1-9-32x32", 99);
  g_autofree char *current = make_cached ("demo-faces-v3-1-9-32x32", FUS_DEMO_DRAWING);
  g_autofree char *of_another = make_cached ("demo-faces-2-9-32x32", 1);
  g_autofree char *own_name = make_cached ("demo-faces-1-9-32x32-mine", 1);
  g_autofree char *with_mine = make_cached ("demo-faces-v1-1-9-32x32", 1);
  g_autofree char *mine = g_build_filename (with_mine, "KDEF", "AF01", "notes.txt", NULL);
  g_autofree char *filled = fus_demo_cache_root (&other);
  g_autoptr (GError) error = NULL;

  fixture_write (mine, "mine");
  g_assert_true (fus_demo_cache_fill (&other, 1, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (filled, G_FILE_TEST_IS_DIR));
  g_assert_false (g_file_test (unnumbered, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (older, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (newer, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (current, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (of_another, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (own_name, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
  fus_delete_folder (newer);
  fus_delete_folder (current);
  fus_delete_folder (of_another);
  fus_delete_folder (own_name);
  fus_delete_folder (with_mine);
}

int
main (int argc, char *argv[])
{
  /* Own data and cache folders for each test program. */
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/study/demo-study/not-shipped", test_not_shipped);
  g_test_add_func ("/study/demo-study/own-crop", test_own_crop);
  g_test_add_func ("/study/demo-study/outdated", test_outdated);
  g_test_add_func ("/study/demo-study/prepare", test_prepare);
  return g_test_run ();
}
