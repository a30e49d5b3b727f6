/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/trust/trust.h"
#include "tests/study/fixture.h"
#include "study/analyses/trust/head.h"
#include "study/training/training.h"
#include "study/analyses/trust/figures.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PEOPLE 8

static const char *const names[]
    = { "trust_deletion", "trust_scores", "trust_randomization", "trust_flip" };

static FusStudyTrust *
compute (FusStudy *study, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  FusStudyTrust *trust
      = fus_analysis_compute (&fus_trust_analysis, study, n_threads, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (trust);
  return trust;
}

static char *
table_of (FusStudy *study, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".csv", NULL);

  return fus_study_file (study, "analysis", file);
}

static guint64
inode_of (FusStudy *study, const char *name)
{
  g_autofree char *path = table_of (study, name);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_ino;
}

static void
assert_same (const FusHeadTrust *a, const FusHeadTrust *b)
{
  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    {
      fixture_assert_same_number (a->number[q].value, b->number[q].value);
      fixture_assert_same_number (a->number[q].low, b->number[q].low);
      fixture_assert_same_number (a->number[q].high, b->number[q].high);
      g_assert_cmpuint (a->number[q].n, ==, b->number[q].n);
      g_assert_cmpuint (a->number[q].n_undefined, ==, b->number[q].n_undefined);
    }
}

/* A quantity of a method that is not measured. */
static gboolean
is_of_other_method (guint q)
{
  return (q >= FUS_TRUST_SCORE && q < FUS_TRUST_RANDOM_SCORE
          && !fus_head_trust_has_method ((FusMapMethod) (q - FUS_TRUST_SCORE)))
         || (q >= FUS_TRUST_RANDOM_SPEARMAN && q < FUS_TRUST_SPEARMAN
             && !fus_head_trust_has_method ((FusMapMethod) (q - FUS_TRUST_RANDOM_SPEARMAN)));
}

static void
check_numbers (const FusHeadTrust *head, guint n_frames)
{
  const FusTrustNumber *number = head->number;
  guint n_deletion = (n_frames + 1) / 2;
  double score = 0;

  for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
    {
      guint all = number[q].n + number[q].n_undefined;

      if (is_of_other_method (q))
        {
          g_assert_cmpuint (all, ==, 0);
          continue;
        }
      g_assert_cmpuint (all, ==, q < FUS_TRUST_SPEARMAN ? n_deletion : n_frames);
      if (number[q].n == 0)
        continue;
      g_assert_cmpfloat (fabs (number[q].value), <=, 1 + 1e-12);
      g_assert_cmpfloat (number[q].low, <=, number[q].value + 1e-12);
      g_assert_cmpfloat (number[q].high, >=, number[q].value - 1e-12);
    }
  /* The score is the mean distance of the two curves, on the same frames. */
  for (guint i = 0; i < FUS_N_DELETION_SHARES; i++)
    score += number[FUS_TRUST_PROBABILITY + FUS_DELETION_LEAST * FUS_N_DELETION_SHARES + i].value
             - number[FUS_TRUST_PROBABILITY + FUS_DELETION_MOST * FUS_N_DELETION_SHARES + i].value;
  g_assert_cmpuint (number[FUS_TRUST_SCORE].n, >, 0);
  g_assert_cmpfloat_with_epsilon (score / FUS_N_DELETION_SHARES, number[FUS_TRUST_SCORE].value,
                                  1e-9);
  /* As are the parts of the asymmetry. */
  if (number[FUS_TRUST_FACE].n == number[FUS_TRUST_ASYMMETRY].n)
    g_assert_cmpfloat_with_epsilon (number[FUS_TRUST_FACE].value + number[FUS_TRUST_PLACE].value,
                                    number[FUS_TRUST_ASYMMETRY].value, 1e-9);
}

static void
check_figure (FusStudyFigure *figure, const char *name, guint n_rows)
{
  guint n = 0;

  g_assert_nonnull (figure);
  g_assert_cmpstr (fus_study_figure (figure)->name, ==, name);
  for (const char *csv = fus_study_figure (figure)->csv; *csv != '\0'; csv++)
    n += *csv == '\n';
  g_assert_cmpuint (n, ==, 1 + n_rows);
  g_autoptr (GBytes) png = fus_figure_png (fus_study_figure (figure), 60, (FusColor){ 0, 0, 0 },
                                           (FusColor){ 1, 1, 1 });
  g_assert_cmpuint (g_bytes_get_size (png), >, 1000);
  fus_study_figure_free (figure);
}

/* What the joint network's two heads come to. */
static void
check_figures (FusStudy *study, const FusStudyTrust *trust)
{
  check_figure (fus_study_figure_trust_deletion (study, trust, 0, NULL), "trust-deletion",
                2 * FUS_N_TRUST_ORDERS * (1 + FUS_N_DELETION_SHARES));
  check_figure (fus_study_figure_trust_methods (study, trust, 0, NULL), "trust-methods", 2 * 7);
  check_figure (fus_study_figure_trust_random_weights (study, trust, 0, NULL),
                "trust-random-weights", 2 * 6);
  check_figure (fus_study_figure_trust_randomization (study, trust, 0, NULL), "trust-randomization",
                2 * 2 * (1 + FUS_N_LAYERS));
  check_figure (fus_study_figure_trust_flip (study, trust, 0, NULL), "trust-flip", 2 * 5);
}

static void
test_compute_and_reuse (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudyTrust) first = NULL, again = NULL, loaded = NULL, anew = NULL;
  guint64 inodes[G_N_ELEMENTS (names)];

  fixture_train (study, FUS_NETWORK_JOINT);
  g_assert_null (fus_analysis_load (&fus_trust_analysis, study, NULL));
  first = compute (study, 1);
  g_assert_null (first->head[FUS_NETWORK_IDENTITY][FUS_TASK_IDENTITY]);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_autoptr (GArray) test
          = fus_frame_list_select (fus_study_frames (study), (FusSet) task, FUS_PART_TEST);

      check_numbers (first->head[FUS_NETWORK_JOINT][task], test->len);
    }
  check_figures (study, first);

  /* Read, not computed, and the same. */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    inodes[i] = inode_of (study, names[i]);
  again = compute (study, 1);
  loaded = fus_analysis_load (&fus_trust_analysis, study, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (inodes[i], ==, inode_of (study, names[i]));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      assert_same (first->head[FUS_NETWORK_JOINT][task], again->head[FUS_NETWORK_JOINT][task]);
      assert_same (first->head[FUS_NETWORK_JOINT][task], loaded->head[FUS_NETWORK_JOINT][task]);
    }
  g_assert_false (fus_result_outdated (again, study));

  /* A table that was cut short is made again, and comes out the same. */
  g_autofree char *path = table_of (study, "trust_scores");
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  *strrchr (g_strchomp (text), '\n') = '\0';
  fixture_write (path, text);
  g_assert_null (fus_analysis_load (&fus_trust_analysis, study, NULL));
  anew = compute (study, 1);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    assert_same (first->head[FUS_NETWORK_JOINT][task], anew->head[FUS_NETWORK_JOINT][task]);

  fus_train (study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  g_assert_true (fus_result_outdated (again, study));
  g_assert_null (fus_analysis_load (&fus_trust_analysis, study, NULL));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static gboolean
refuse (gpointer data)
{
  guint *left = data;

  return (*left)-- > 0;
}

static void
test_cancel_and_untrained (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = table_of (study, "trust_scores");

  g_assert_null (fus_analysis_compute (&fus_trust_analysis, study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_clear_error (&error);
  g_assert_null (fus_analysis_load (&fus_trust_analysis, study, NULL));

  fixture_train (study, FUS_NETWORK_EXPRESSION);
  /* Cancelled at any stage, nothing is written. */
  for (guint patience = 1; patience < 500; patience *= 6)
    {
      guint left = patience;
      const FusPoll poll = { refuse, &left };

      g_assert_null (fus_analysis_compute (&fus_trust_analysis, study, 1, &poll, NULL, &error));
      g_assert_no_error (error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_clear_object (&study);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study-trust/compute-and-reuse", test_compute_and_reuse);
  g_test_add_func ("/study-trust/cancel-and-untrained", test_cancel_and_untrained);
  return g_test_run ();
}
