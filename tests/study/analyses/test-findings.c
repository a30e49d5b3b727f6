/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/findings/findings.h"
#include "study/analyses/findings/figures.h"
#include "study/folder/frame-choice.h"
#include "tests/study/fixture.h"
#include "tests/study/table-file.h"

#include <math.h>
#include <string.h>

#define PEOPLE 8
#define N_METHODS 6 /* quick ones */

static FusStudyFindings *
compute (FusStudy *study, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  FusStudyFindings *findings
      = fus_analysis_compute (&fus_findings_analysis, study, n_threads, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (findings);
  return findings;
}

static void
assert_same (const FusStudyFindings *a, const FusStudyFindings *b)
{
  for (guint method = 0; method < FUS_N_MAP_METHODS; method++)
    for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
      {
        const FusMapFinding *of_a = &a->finding[method][q], *of_b = &b->finding[method][q];

        fixture_assert_same_number (of_a->effect, of_b->effect);
        fixture_assert_same_number (of_a->low, of_b->low);
        fixture_assert_same_number (of_a->high, of_b->high);
        g_assert_cmpuint (of_a->n, ==, of_b->n);
      }
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* Of the frames that were drawn, one after another: the mean of the scaled maps. */
static double
mean_size (FusStudy *study, FusNetworkKind kind, FusTask task, FusMapMethod method, guint *n)
{
  g_autoptr (FusFeeder) feeder = fus_study_ref_feeder (study);
  const FusArchitecture protocol = fus_protocol_architecture (fus_study_protocol (study));
  g_autoptr (FusFrameChoice) choice
      = fus_frame_choice_new (study, task, FUS_PART_TEST, fus_frame_choice_for_maps (&protocol));
  FusNetwork *network = fus_study_network (study, kind, NULL);
  const FusArchitecture *arch = fus_network_architecture (network);
  const FusMapSpec spec = { method, FUS_LAYER_CONV8 };
  const guint side = fus_map_spec_side (&spec, arch);
  const gsize numbers = 3 * (gsize) arch->image_size * arch->image_size;
  g_autofree float *image = g_new (float, numbers), *map = g_new (float, side *side);
  g_autoptr (FusTeam) team = fus_team_new (1);
  g_autoptr (FusPass) pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  double sum = 0;

  *n = choice->frames->len;
  for (guint i = 0; i < *n; i++)
    {
      const guint32 frame = g_array_index (choice->frames, guint32, i);
      gboolean failed;

      fus_feeder_fetch (feeder, &frame, 1, fus_network_normalization (network), image, &failed,
                        NULL);
      g_assert_false (failed);
      g_assert_true (fus_pass_forward (pass, image, 1, FUS_LAYER_HEADS, NULL));
      g_assert_true (fus_explain_maps (pass, &spec, image, task, NULL, 1, map, NULL));
      fus_map_scale (map, (gsize) side * side);
      sum += fus_map_mean (map, (gsize) side * side);
    }
  fus_network_unref (network);
  return sum / *n;
}

/* The table's numbers are those of the maps when they are made one by one. */
static void
check_sizes (FusStudy *study, FusMapMethod method)
{
  g_autoptr (TableFile) table = table_file_read (study, "findings");
  const char *const name = fus_map_method_name (method);
  guint n[FUS_N_TASKS], row;
  double joint[FUS_N_TASKS], own[FUS_N_TASKS];

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      joint[task] = mean_size (study, FUS_NETWORK_JOINT, task, method, &n[task]);
      own[task] = mean_size (study, fus_specialized_network (task), task, method, &n[task]);
      row = table_file_find (table, "statement", "joint-smaller", "networks",
                             "joint minus specialised", "task", fus_task_name (task), "method",
                             name, NULL);
      /* Means of maps that are kept as float. */
      g_assert_cmpfloat_with_epsilon (table_file_number (table, row, "effect"),
                                      joint[task] - own[task], 1e-5);
      g_assert_cmpfloat (table_file_number (table, row, "n"), ==, n[task]);
    }
  row = table_file_find (table, "statement", "identity-larger", "networks", "joint", "task", "both",
                         "method", name, NULL);
  g_assert_cmpfloat_with_epsilon (table_file_number (table, row, "effect"),
                                  joint[FUS_TASK_IDENTITY] - joint[FUS_TASK_EXPRESSION], 1e-5);
  g_assert_cmpfloat (table_file_number (table, row, "n"), ==, n[0] + n[1]);
  row = table_file_find (table, "statement", "identity-larger", "networks", "specialised", "task",
                         "both", "method", name, NULL);
  g_assert_cmpfloat_with_epsilon (table_file_number (table, row, "effect"),
                                  own[FUS_TASK_IDENTITY] - own[FUS_TASK_EXPRESSION], 1e-5);
}

/* A table that was cut short is no use. */
static void
check_cut_short (FusStudy *study, const char *whole)
{
  g_autofree char *path = fus_study_file (study, "analysis", "findings.csv");
  g_autofree char *text = g_strdup (whole);

  *strrchr (text, '\n') = '\0';
  *(strrchr (text, '\n') + 1) = '\0';
  fixture_write (path, text);
  g_assert_null (fus_analysis_load (&fus_findings_analysis, study, NULL));
}

/* Only the joint network is trained: what asks for others is left out, and comes with them. */
static void
test_compute_and_reuse (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusStudyFindings) first = NULL, again = NULL, loaded = NULL, all = NULL;
  g_autoptr (FusStudyFigure) figure = NULL;
  g_autofree char *text = NULL;
  guint64 inode;

  fixture_train (study, FUS_NETWORK_JOINT);
  g_assert_null (fus_analysis_load (&fus_findings_analysis, study, NULL));
  first = compute (study, 1);
  text = fixture_analysis_text (study, "findings.csv");
  inode = fixture_analysis_inode (study, "findings.csv");
  /* Five questions are of the joint network alone. */
  g_assert_cmpuint (count_lines (text), ==, 1 + 5 * N_METHODS);
  g_assert_null (strstr (text, "specialised"));
  loaded = fus_analysis_load (&fus_findings_analysis, study, NULL);
  g_assert_nonnull (loaded);
  assert_same (first, loaded);
  again = compute (study, 2);
  assert_same (first, again);
  g_assert_cmpuint (fixture_analysis_inode (study, "findings.csv"), ==, inode);
  check_cut_short (study, text);

  fixture_train (study, FUS_NETWORK_IDENTITY);
  fixture_train (study, FUS_NETWORK_EXPRESSION);
  g_assert_true (fus_result_outdated (first, study));
  all = compute (study, 2);
  g_clear_pointer (&text, g_free);
  text = fixture_analysis_text (study, "findings.csv");
  g_assert_cmpuint (count_lines (text), ==, 1 + FUS_N_MAP_QUESTIONS * N_METHODS);
  check_sizes (study, FUS_MAP_METHOD_GRADCAM);
  check_sizes (study, FUS_MAP_METHOD_GUIDED_BACKPROPAGATION);

  figure = fus_study_figure_findings (study, all, 0, NULL);
  g_assert_cmpstr (fus_study_figure (figure)->name, ==, "findings");
  g_assert_cmpuint (count_lines (fus_study_figure (figure)->csv), ==,
                    1 + FUS_N_MAP_QUESTIONS * N_METHODS);
  g_autoptr (GBytes) png = fus_figure_png (fus_study_figure (figure), 60, (FusColor){ 0, 0, 0 },
                                           (FusColor){ 1, 1, 1 });
  g_assert_cmpuint (g_bytes_get_size (png), >, 1000);
  fixture_folder_free (folder);
}

/* Trust of two networks by hand: scores beside those of random maps. */
static FusStudyTrust *
make_trust (const double scores[FUS_N_NETWORKS][FUS_N_TASKS])
{
  FusStudyTrust *trust = g_new0 (FusStudyTrust, 1);

  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    for (guint task = 0; task < FUS_N_TASKS; task++)
      {
        FusHeadTrust *head;

        if (isnan (scores[kind][task]))
          continue;
        head = trust->head[kind][task] = g_new0 (FusHeadTrust, 1);
        for (guint q = 0; q < FUS_N_TRUST_QUANTITIES; q++)
          head->number[q] = (FusTrustNumber){ NAN, NAN, NAN, 0, 0 };
        head->number[FUS_TRUST_RANDOM_SCORE] = (FusTrustNumber){ 0, -0.1, 0.1, 9, 0 };
        head->number[FUS_TRUST_SCORE + FUS_MAP_METHOD_HIRESCAM]
            = (FusTrustNumber){ scores[kind][task], scores[kind][task] - 0.1,
                                scores[kind][task] + 0.1, 9, 0 };
      }
  return trust;
}

static void
free_trust (FusStudyTrust *trust)
{
  for (guint kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_free (trust->result.origin.hash[kind]);
      for (guint task = 0; task < FUS_N_TASKS; task++)
        g_free (trust->head[kind][task]);
    }
  g_free (trust);
}

static guint
find_question (FusMapStatement statement, FusMapNetworks networks, guint tasks)
{
  for (guint q = 0; q < FUS_N_MAP_QUESTIONS; q++)
    if (fus_map_questions[q].statement == statement && fus_map_questions[q].networks == networks
        && fus_map_questions[q].tasks == tasks)
      return q;
  g_assert_not_reached ();
}

/* The worst head counts, of those that a question is about. */
static void
test_trust (void)
{
  const double scores[FUS_N_NETWORKS][FUS_N_TASKS] = { [FUS_NETWORK_IDENTITY] = { 0.5, NAN },
                                                       [FUS_NETWORK_EXPRESSION] = { NAN, NAN },
                                                       [FUS_NETWORK_JOINT] = { 0.5, 0.05 } };
  FusStudyTrust *trust = make_trust (scores);
  FusStudyFindings findings = { .n_frames = { 1, 1 } };
  const FusMapMethod method = FUS_MAP_METHOD_HIRESCAM;
  const guint both = find_question (FUS_MAP_STATEMENT_IDENTITY_LARGER, FUS_MAP_NETWORKS_JOINT, 3);
  const guint identity
      = find_question (FUS_MAP_STATEMENT_JOINT_SMALLER, FUS_MAP_NETWORKS_DIFFERENCE, 1);
  const guint expression
      = find_question (FUS_MAP_STATEMENT_JOINT_SMALLER, FUS_MAP_NETWORKS_DIFFERENCE, 2);

  g_assert_cmpint (fus_findings_trust (&findings, trust, method, both), ==, FUS_TRUST_NO_BETTER);
  g_assert_cmpint (fus_findings_trust (&findings, trust, method, identity), ==, FUS_TRUST_BETTER);
  /* The expression network is not tested. */
  g_assert_cmpint (fus_findings_trust (&findings, trust, method, expression), ==,
                   FUS_TRUST_NOT_TESTED);
  g_assert_cmpint (fus_findings_trust (&findings, trust, FUS_MAP_METHOD_LAYERCAM, identity), ==,
                   FUS_TRUST_NOT_TESTED);
  g_assert_cmpint (fus_findings_trust (&findings, NULL, method, identity), ==,
                   FUS_TRUST_NOT_TESTED);
  /* Of other weights. */
  trust->result.origin.hash[FUS_NETWORK_IDENTITY] = g_strdup ("0123");
  g_assert_cmpint (fus_findings_trust (&findings, trust, method, identity), ==,
                   FUS_TRUST_NOT_TESTED);
  g_assert_cmpint (fus_findings_trust (&findings, trust, method, both), ==, FUS_TRUST_NO_BETTER);
  free_trust (trust);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/findings/trust", test_trust);
  g_test_add_func ("/study/findings/compute-and-reuse", test_compute_and_reuse);
  return g_test_run ();
}
