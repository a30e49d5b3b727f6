/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/fault-check.h"
#include "tests/study/fixture.h"
#include "engine/files/output.h"
#include "study/folder/study-copy.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

/* What keeps a study usable: frames looked over, copies, data sets that have moved. */

typedef struct
{
  char *folder;
  FusStudy *study;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  FusProtocol protocol = fixture_protocol ();

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 8, &protocol);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

static char *
frame_path (Fixture *f, guint index)
{
  return fus_frame_full_path (fus_study_dataset_root (f->study, 0),
                              &fus_study_frames (f->study)->frames[index]);
}

static void
test_faults (Fixture *f, gconstpointer data)
{
  g_autofree char *gone = frame_path (f, 2);
  g_autofree char *broken = frame_path (f, 5);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_cmpint (g_remove (gone), ==, 0);
  fixture_write (broken, "not a picture");
  g_autoptr (FusFrameList) checked = fus_fault_check (f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < checked->n_frames; i++)
    n += checked->frames[i].fault != FUS_FAULT_NONE;
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (checked->frames[2].fault, ==, FUS_FAULT_MISSING);
  g_assert_cmpint (checked->frames[5].fault, ==, FUS_FAULT_UNREADABLE);
  g_assert_true (fus_study_set_faults (f->study, checked, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fus_study_frames (f->study)->frames[5].part, ==, FUS_PART_NONE);
  g_assert_true (fus_study_faults_checked (f->study));
}

static void
move_data (Fixture *f, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (f->folder, from, NULL);
  g_autofree char *new = g_build_filename (f->folder, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
}

/* A data set that has gone must not make every frame a missing one. */
static void
test_faults_without_data (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  move_data (f, "faces", "elsewhere");
  g_assert_null (fus_fault_check (f->study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
}

static void
test_relocate (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *elsewhere = g_build_filename (f->folder, "elsewhere", NULL);

  g_assert_cmpint (fus_study_missing_dataset (f->study), ==, -1);
  move_data (f, "faces", "elsewhere");
  g_assert_cmpint (fus_study_missing_dataset (f->study), ==, 0);

  g_autoptr (FusDataset) found = fus_dataset_open (elsewhere, &error);
  g_assert_no_error (error);
  g_assert_false (fus_study_relocate_to (f->study, 0, found, "another", &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_clear_error (&error);
  g_autofree char *fingerprint = fus_dataset_fingerprint (found);
  g_assert_true (fus_study_relocate_to (f->study, 0, found, fingerprint, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fus_study_missing_dataset (f->study), ==, -1);
  g_assert_cmpstr (fus_study_dataset_root (f->study, 0), ==, elsewhere);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  /* Not beside the original, so that a path relative to it would lead astray. */
  g_autofree char *to = g_build_filename (f->folder, "copies", "deeper", "copy", NULL);

  fixture_train (f->study, FUS_NETWORK_JOINT);
  g_autofree char *path = fus_study_copy (f->study, to, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, to);
  g_autoptr (FusStudy) copy = fus_study_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fus_study_dataset_root (copy, 0), ==, fus_study_dataset_root (f->study, 0));
  g_autofree char *network = fus_study_network_path (f->study, FUS_NETWORK_JOINT);
  g_autofree char *copied = fus_study_network_path (copy, FUS_NETWORK_JOINT);
  fixture_assert_same_file (network, copied);

  g_assert_null (fus_study_copy (f->study, to, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_EXISTS);
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_copy_cancelled (Fixture *f, gconstpointer data)
{
  const FusPoll poll = { refuse, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *to = g_build_filename (f->folder, "copy", NULL);

  g_assert_null (fus_study_copy (f->study, to, &poll, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
}

static void
test_copy_into_itself (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *to = g_build_filename (fus_study_path (f->study), "copy", NULL);

  g_assert_null (fus_study_copy (f->study, to, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_EXISTS);
}

/* What a killed program has left goes when the study is opened, and is not copied; what somebody is
 * writing stays, and so does whatever is called otherwise. */
static void
test_left_over (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *top = fus_study_path (f->study);
  g_autofree char *folder = fus_study_file (f->study, "analysis", "maps");
  g_autofree char *stale = g_build_filename (folder, ".raw.npy.A1B2C3", NULL);
  g_autofree char *stale_top = g_build_filename (top, ".frames.csv.ZZZZZ9", NULL);
  g_autofree char *others = g_build_filename (folder, "raw.npy.BACKUP", NULL);
  g_autofree char *path = g_build_filename (folder, "mean.npy", NULL);
  g_autofree char *to = g_build_filename (f->folder, "copy", NULL);
  FusOutput output;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  fixture_write (stale, "half");
  fixture_write (stale_top, "half");
  fixture_write (others, "mine");
  g_assert_true (fus_output_open (&output, path));
  g_autofree char *copied = fus_study_copy (f->study, to, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *in_copy = g_build_filename (to, "analysis", "maps", NULL);
  g_autoptr (GDir) dir = g_dir_open (in_copy, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "raw.npy.BACKUP");
  g_assert_null (g_dir_read_name (dir));

  g_autoptr (FusStudy) again = fus_study_open (top, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (stale_top, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (others, G_FILE_TEST_EXISTS));
  g_assert_true (fus_output_close (&output, TRUE));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
write_aged (const char *path, guint hours)
{
  const gint64 then = g_get_real_time () / G_USEC_PER_SEC - (gint64) hours * 3600;
  const struct utimbuf times = { then, then };

  fixture_write (path, "half");
  g_assert_cmpint (g_utime (path, (struct utimbuf *) &times), ==, 0);
}

/* What earlier versions have left was not hidden: it goes, too, where it is called as a file of
 * ours; a person's own copies stay, and what may be in the making. */
static void
test_left_over_unhidden (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *folder, *name;
    guint hours;
    gboolean stays;
  } files[] = {
    { NULL, "study.json.A1B2C3", 2, FALSE },
    { NULL, "frames.csv.0ZZZZZ", 2, FALSE },
    { "networks", "joint.safetensors.Q7Q7Q7", 2, FALSE },
    { "networks", "joint.checkpoint.safetensors.XY12AB", 2, FALSE },
    { "training", "joint.csv.9A9A9A", 2, FALSE },
    { "analysis", "decoding.csv.9A9A9A", 2, FALSE },
    { "analysis", "maps/raw.npy.9A9A9A", 2, FALSE },
    { NULL, "study.json.A1B2C4", 0, TRUE },
    { NULL, "study.json.BACKUP", 2, TRUE },
    { NULL, "frames.csv.251201", 2, TRUE },
    { NULL, "notes.csv.A1B2C3", 2, TRUE },
    { NULL, "study.json.a1b2c3", 2, TRUE },
    { NULL, "study.json.A1B2C", 2, TRUE },
    { "analysis", "thesis.odt.A1B2C3", 2, TRUE },
    { "mine", "decoding.csv.A1B2C3", 2, TRUE },
  };
  g_autofree char *mine = fus_study_file (f->study, "mine", NULL);
  g_autofree char *maps = fus_study_file (f->study, "analysis", "maps");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (maps, 0777), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (mine, 0777), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path
          = g_build_filename (fus_study_path (f->study),
                              files[i].folder != NULL ? files[i].folder : ".", files[i].name, NULL);
      g_autofree char *parent = g_path_get_dirname (path);

      g_assert_cmpint (g_mkdir_with_parents (parent, 0777), ==, 0);
      write_aged (path, files[i].hours);
    }
  g_autoptr (FusStudy) again = fus_study_open (fus_study_path (f->study), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path
          = g_build_filename (fus_study_path (f->study),
                              files[i].folder != NULL ? files[i].folder : ".", files[i].name, NULL);

      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == files[i].stays);
    }
}

static void
link_to (const char *target, const char *path)
{
  g_assert_cmpint (symlink (target, path), ==, 0);
}

/* Nothing is written where a link inside the study leads. */
static void
test_links (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "networks", "training", "analysis", ".training.lock" };
  g_autofree char *outside = g_build_filename (f->folder, "outside", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (outside, 0777), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = fus_study_file (f->study, names[i], NULL);
      g_autofree char *target = g_build_filename (outside, names[i][0] == '.' ? "lock" : ".", NULL);

      g_unlink (path);
      link_to (target, path);
      g_assert_cmpint (fus_train (f->study, FUS_NETWORK_JOINT, FALSE, 0, 1, NULL, NULL, &error), ==,
                       FUS_TRAINING_FAILED);
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, path));
      g_clear_error (&error);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (outside), ==, 0);

  /* The study itself may be behind one, and what leads to another of its folders stays inside. */
  g_autofree char *behind = g_build_filename (f->folder, "behind", NULL);
  g_autofree char *kept = fus_study_file (f->study, "kept", NULL);
  g_autofree char *networks = fus_study_file (f->study, "networks", NULL);

  link_to (fus_study_path (f->study), behind);
  g_assert_cmpint (g_mkdir (kept, 0777), ==, 0);
  link_to ("kept", networks);
  g_autoptr (FusStudy) study = fus_study_open (behind, &error);
  g_assert_no_error (error);
  fixture_train (study, FUS_NETWORK_JOINT);
  g_autofree char *network = g_build_filename (kept, "joint.safetensors", NULL);
  g_assert_true (g_file_test (network, G_FILE_TEST_IS_REGULAR));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/study/upkeep/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("faults", test_faults);
  ADD ("faults-without-data", test_faults_without_data);
  ADD ("relocate", test_relocate);
  ADD ("copy", test_copy);
  ADD ("copy-cancelled", test_copy_cancelled);
  ADD ("left-over", test_left_over);
  ADD ("left-over-unhidden", test_left_over_unhidden);
  ADD ("links", test_links);
  ADD ("copy-into-itself", test_copy_into_itself);
  return g_test_run ();
}
