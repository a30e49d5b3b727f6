/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/list.h"
#include "study/analyses/truth/figures.h"
#include "study/analyses/truth/truth.h"
#include "study/analyses/analysis.h"
#include "faces/demo/faces.h"
#include "tests/study/fixture.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A study of faces drawn for the purpose: small, but all of KDEF's expressions and angles. */
static FusStudy *
demo_study (const char *folder)
{
  const FusDemoSet set = { .people = 4, .seed = 5, .width = 48, .height = 64 };
  FusProtocol protocol = fixture_protocol ();
  g_autofree char *faces = g_build_filename (folder, "drawn", NULL);
  g_autofree char *path = g_build_filename (folder, "study", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusDataset) dataset = NULL;
  FusStudy *study;

  g_assert_true (fus_demo_faces_write (faces, &set, 2, NULL, NULL, &error));
  g_assert_no_error (error);
  dataset = fus_dataset_open (faces, &error);
  g_assert_no_error (error);
  study = fus_study_create (path, &dataset, 1, NULL, &protocol, &error);
  g_assert_no_error (error);
  return study;
}

static FusStudyTruth *
compute (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusStudyTruth *truth = fus_analysis_compute (&fus_truth_analysis, study, 2, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (truth);
  return truth;
}

static void
test_shares (void)
{
  char *folder = fixture_folder_new ();
  g_autoptr (FusStudy) study = demo_study (folder);
  g_autofree char *table = fus_study_file (study, "analysis", "truth.csv");
  g_autoptr (FusStudyTruth) truth = NULL, again = NULL;
  g_autoptr (FusStudyFigure) figure = NULL;
  GStatBuf before, after;

  g_assert_true (fus_analysis_applies (&fus_truth_analysis, study));
  fixture_train (study, FUS_NETWORK_JOINT);
  truth = compute (study);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (FusTask mask = 0; mask < FUS_N_TASKS; mask++)
      {
        const FusTruthShare *share = truth->share[FUS_NETWORK_JOINT][task][mask];

        for (int map = 0; map < FUS_N_TRUTH_MAPS; map++)
          {
            if (share[map].n == 0)
              continue;
            g_assert_cmpfloat (share[map].share, >=, 0);
            g_assert_cmpfloat (share[map].share, <=, 1);
            g_assert_cmpfloat (share[map].low, <=, share[map].share);
            g_assert_cmpfloat (share[map].high, >=, share[map].share);
            g_assert_cmpfloat (share[map].area, >, 0);
          }
        /* Maps of 2 x 2 random values know nothing of the face: their share is the mask's area
         * but for chance (n > 20 frames, of a few per cent each). */
        g_assert_cmpuint (share[FUS_TRUTH_RANDOM].n, >, 20);
        g_assert_cmpfloat_with_epsilon (share[FUS_TRUTH_RANDOM].share, share[FUS_TRUTH_RANDOM].area,
                                        0.06);
      }
  /* Neutral faces express nothing. */
  g_assert_cmpuint (
      truth->share[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY][FUS_TASK_EXPRESSION][FUS_TRUTH_RANDOM].n,
      <, truth->share[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY][FUS_TASK_IDENTITY][FUS_TRUTH_RANDOM].n);
  g_assert_cmpuint (
      truth->share[FUS_NETWORK_IDENTITY][FUS_TASK_IDENTITY][FUS_TASK_IDENTITY][FUS_TRUTH_TRAINED].n,
      ==, 0);

  /* Read, not computed, and the same. */
  g_assert_cmpint (g_stat (table, &before), ==, 0);
  again = compute (study);
  g_assert_cmpint (g_stat (table, &after), ==, 0);
  g_assert_cmpint (before.st_ino, ==, after.st_ino);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (int map = 0; map < FUS_N_TRUTH_MAPS; map++)
      {
        const FusTruthShare *a = &truth->share[FUS_NETWORK_JOINT][task][task][map];
        const FusTruthShare *b = &again->share[FUS_NETWORK_JOINT][task][task][map];

        g_assert_cmpuint (a->n, ==, b->n);
        if (a->n > 0)
          g_assert_cmpfloat (a->share, ==, b->share);
      }
  figure = fus_study_figure_truth (study, again, 0, NULL);
  if (truth->share[FUS_NETWORK_JOINT][FUS_TASK_IDENTITY][FUS_TASK_IDENTITY][FUS_TRUTH_TRAINED].n
      > 0)
    g_assert_nonnull (figure);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_refused (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, 10, &protocol);
  g_autoptr (GError) error = NULL;

  g_assert_false (fus_analysis_applies (&fus_truth_analysis, study));
  g_assert_null (fus_analysis_compute (&fus_truth_analysis, study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_DATA);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_cancelled (void)
{
  char *folder = fixture_folder_new ();
  g_autoptr (FusStudy) study = demo_study (folder);
  g_autofree char *table = fus_study_file (study, "analysis", "truth.csv");
  const FusPoll poll = { refuse, NULL };
  g_autoptr (GError) error = NULL;

  fixture_train (study, FUS_NETWORK_EXPRESSION);
  g_assert_null (fus_analysis_compute (&fus_truth_analysis, study, 2, &poll, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (table, G_FILE_TEST_EXISTS));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/truth/shares", test_shares);
  g_test_add_func ("/study/truth/refused", test_refused);
  g_test_add_func ("/study/truth/cancelled", test_cancelled);
  return g_test_run ();
}
