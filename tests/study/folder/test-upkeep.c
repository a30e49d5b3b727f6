/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/folder/fault-check.h"
#include "tests/study/fixture.h"
#include "study/folder/study-copy.h"

#include <glib/gstdio.h>

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
  ADD ("copy-into-itself", test_copy_into_itself);
  return g_test_run ();
}
