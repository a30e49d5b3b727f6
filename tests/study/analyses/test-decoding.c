/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/decoding/figures.h"
#include "tests/study/fixture.h"
#include "study/analyses/decoding/specialization.h"
#include "study/figures/study-figure.h"
#include "study/training/training.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE 20

static FusSpecialization *
compute (FusStudy *study)
{
  g_autoptr (GError) error = NULL;
  FusSpecialization *specialization
      = fus_analysis_compute (&fus_decoding_analysis, study, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (specialization);
  return specialization;
}

static guint
n_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* Everything of @a that a person sees is the same in @b. */
static void
assert_same (const FusSpecialization *a, const FusSpecialization *b)
{
  for (int t = 0; t < FUS_N_TASKS; t++)
    for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
      {
        const FusDecoding *x = a->task[t].decoded[kind], *y = b->task[t].decoded[kind];
        gsize n = a->task[t].frames->len * sizeof (gint32);

        g_assert_true ((x == NULL) == (y == NULL));
        if (x == NULL)
          continue;
        g_assert_cmpmem (x->predicted, n, y->predicted, n);
        g_assert_cmpmem (x->right, x->n_test, y->right, y->n_test);
        g_assert_cmpfloat (x->accuracy, ==, y->accuracy);
        g_assert_cmpfloat (x->majority, ==, y->majority);
        g_assert_cmpfloat (x->c, ==, y->c);
        g_assert_cmpfloat (x->cross_accuracy, ==, y->cross_accuracy);
        g_assert_cmpuint (x->n_classes, ==, y->n_classes);
        g_assert_cmpuint (x->n_live, ==, y->n_live);
        g_assert_cmpfloat (a->task[t].decoding[kind]->low, ==, b->task[t].decoding[kind]->low);
        g_assert_true ((a->task[t].predicted[kind] == NULL)
                       == (b->task[t].predicted[kind] == NULL));
        if (a->task[t].predicted[kind] != NULL)
          g_assert_cmpmem (a->task[t].predicted[kind], n, b->task[t].predicted[kind], n);
      }
}

static void
check_task (const FusTaskSpecialization *task, FusNetworkKind own)
{
  FusNetworkKind other
      = own == FUS_NETWORK_IDENTITY ? FUS_NETWORK_EXPRESSION : FUS_NETWORK_IDENTITY;
  guint sum = 0;

  g_assert_cmpuint (task->frames->len, >, 0);
  g_assert_cmpfloat_with_epsilon (task->chance * task->n_classes, 1, 1e-12);
  /* Every network is decoded, also those that never saw these people. */
  for (int kind = 0; kind < FUS_N_NETWORKS; kind++)
    {
      g_assert_nonnull (task->decoded[kind]);
      g_assert_cmpuint (task->decoding[kind]->n, ==, task->frames->len);
      g_assert_cmpuint (task->decoding[kind]->n_rounds, ==, 100);
      g_assert_cmpuint (task->decoding_by_person[kind]->n_clusters, >, 0);
      g_assert_cmpfloat (task->decoding[kind]->value, ==, task->decoded[kind]->accuracy);
    }
  g_assert_null (task->predicted[other]);
  g_assert_null (task->accuracy[other]);
  g_assert_null (task->confusion[other]);
  for (guint i = 0; i < task->n_classes * task->n_classes; i++)
    sum += task->confusion[own][i];
  g_assert_cmpuint (sum, ==, task->frames->len);
  g_assert_cmpuint (task->joint_mcnemar.n[0], ==, task->frames->len);
  g_assert_cmpuint (task->decoding_t.n[0], ==, 100);
}

static void
test_compute_and_reuse (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusSpecialization) first = NULL, again = NULL, changed = NULL;
  g_autofree char *decoding = NULL, *predictions = NULL, *tests = NULL;
  guint64 inode;

  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    fixture_train (study, kind);
  first = compute (study);
  check_task (&first->task[FUS_TASK_IDENTITY], FUS_NETWORK_IDENTITY);
  check_task (&first->task[FUS_TASK_EXPRESSION], FUS_NETWORK_EXPRESSION);

  decoding = fixture_analysis_text (study, "decoding.csv");
  predictions = fixture_analysis_text (study, "predictions.csv");
  tests = fixture_analysis_text (study, "tests.csv");
  g_assert_cmpuint (n_lines (decoding), ==, 1 + FUS_N_NETWORKS * FUS_N_TASKS);
  g_assert_cmpuint (n_lines (predictions), ==,
                    1 + FUS_N_NETWORKS * (first->task[0].frames->len + first->task[1].frames->len));
  g_assert_cmpuint (n_lines (tests), ==, 1 + 4 * FUS_N_TASKS);

  /* Read, not computed, and the same. */
  inode = fixture_analysis_inode (study, "predictions.csv");
  again = compute (study);
  g_assert_cmpuint (inode, ==, fixture_analysis_inode (study, "predictions.csv"));
  assert_same (first, again);
  g_assert_false (fus_result_outdated (again, study));

  /* Other weights of one network: the others' results stand. */
  fus_train (study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  g_assert_true (fus_result_outdated (again, study));
  changed = compute (study);
  g_assert_cmpuint (inode, !=, fixture_analysis_inode (study, "predictions.csv"));
  g_assert_cmpstr (changed->result.origin.hash[FUS_NETWORK_JOINT], !=,
                   first->result.origin.hash[FUS_NETWORK_JOINT]);
  g_assert_cmpmem (changed->task[0].decoded[0]->right, first->task[0].frames->len,
                   first->task[0].decoded[0]->right, first->task[0].frames->len);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* What stands in the folder is believed only as a whole. */
static void
test_broken_files (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusSpecialization) first = NULL;
  const char *const names[] = { "predictions.csv", "decoding.csv", "decoding.json" };

  fixture_train (study, FUS_NETWORK_JOINT);
  first = compute (study);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = fus_study_file (study, "analysis", names[i]);
      g_autofree char *whole = fixture_analysis_text (study, names[i]);
      g_autofree char *mended = NULL;
      g_autoptr (FusSpecialization) again = NULL;

      whole[strlen (whole) * 2 / 3] = '\0';
      fixture_write (path, whole);
      again = compute (study);
      assert_same (first, again);
      mended = fixture_analysis_text (study, names[i]);
      g_assert_cmpuint (strlen (mended), >, strlen (whole));
    }
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static void
test_untrained (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_analysis_compute (&fus_decoding_analysis, study, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static gboolean
refuse (gpointer data)
{
  return FALSE;
}

static void
test_cancel (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  const FusPoll poll = { refuse, NULL };
  g_autofree char *path = fus_study_file (study, "analysis", "decoding.csv");
  g_autoptr (GError) error = NULL;

  fixture_train (study, FUS_NETWORK_IDENTITY);
  g_assert_null (fus_analysis_compute (&fus_decoding_analysis, study, 1, &poll, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

static gboolean done;

static void
on_done (FusJob *job, gpointer data)
{
  FusSpecialization **specialization = data;

  *specialization = fus_job_take_result (job, NULL);
  done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return done;
}

static void
test_job_and_figures (void)
{
  char *folder = fixture_folder_new ();
  FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusStudy) study = fixture_study (folder, PEOPLE, &protocol);
  g_autoptr (FusSpecialization) specialization = NULL, kept = NULL;
  g_autoptr (FusStudyFigure) decoding = NULL, accuracy = NULL, confusion = NULL;
  g_autoptr (FusJob) job = NULL;
  g_autofree char *png = g_build_filename (folder, "figure-1b.png", NULL);
  g_autoptr (GError) error = NULL;

  fixture_train (study, FUS_NETWORK_EXPRESSION);
  fixture_train (study, FUS_NETWORK_JOINT);
  /* Nothing is kept yet; then all is; and no longer all when one more network is there. */
  g_assert_null (fus_analysis_load (&fus_decoding_analysis, study, NULL));
  done = FALSE;
  job = fus_analysis_start (&fus_decoding_analysis, study, 1, on_done, &specialization);
  fixture_wait (is_done, NULL, 60);
  g_assert_nonnull (specialization);
  kept = fus_analysis_load (&fus_decoding_analysis, study, NULL);
  g_assert_nonnull (kept);
  g_assert_cmpfloat (kept->task[FUS_TASK_IDENTITY].decoding[FUS_NETWORK_JOINT]->value, ==,
                     specialization->task[FUS_TASK_IDENTITY].decoding[FUS_NETWORK_JOINT]->value);

  decoding = fus_study_figure_decoding (study, specialization, 0, NULL);
  g_assert_cmpuint (fus_study_figure_chart (decoding)->n_groups, ==, FUS_N_TASKS);
  for (guint t = 0; t < FUS_N_TASKS; t++)
    {
      const FusBarGroup *group = &fus_study_figure_chart (decoding)->groups[t];

      g_assert_cmpuint (group->n_bars, ==, 2);
      for (guint i = 0; i < group->n_bars; i++)
        {
          FusNetworkKind kind = fus_study_figure_bar_network (decoding, t, i);

          g_assert_cmpint (kind, !=, FUS_NETWORK_IDENTITY);
          g_assert_cmpfloat (group->bars[i].value, ==,
                             specialization->task[t].decoding[kind]->value);
        }
    }
  g_assert_true (fus_figure_write (fus_study_figure (decoding), folder, &error));
  g_assert_true (g_file_test (png, G_FILE_TEST_EXISTS));

  accuracy = fus_study_figure_accuracy (study, specialization, 0, NULL);
  g_assert_cmpuint (fus_study_figure_chart (accuracy)->groups[FUS_TASK_IDENTITY].n_bars, ==, 1);
  g_assert_null (fus_study_figure_confusion_plot (accuracy));

  g_assert_null (fus_study_figure_confusion (
      study, specialization, FUS_CONFUSION_HEAD (FUS_NETWORK_EXPRESSION, FUS_TASK_IDENTITY), NULL));
  confusion = fus_study_figure_confusion (
      study, specialization, FUS_CONFUSION_HEAD (FUS_NETWORK_JOINT, FUS_TASK_EXPRESSION), NULL);
  g_assert_cmpuint (fus_study_figure_confusion_plot (confusion)->k, ==, FUS_N_EXPRESSIONS);
  g_assert_null (fus_study_figure_chart (confusion));
  /* What is kept of the other networks stays true, and is not all that there is to know. */
  fixture_train (study, FUS_NETWORK_IDENTITY);
  g_autoptr (FusSpecialization) of_joint = fus_analysis_load (&fus_decoding_analysis, study, NULL);
  g_assert_nonnull (of_joint);
  g_assert_cmphex (of_joint->result.known, ==,
                   (1u << FUS_NETWORK_EXPRESSION) | (1u << FUS_NETWORK_JOINT));
  g_assert_null (of_joint->task[FUS_TASK_IDENTITY].decoded[FUS_NETWORK_IDENTITY]);
  g_assert_true (fus_result_outdated (of_joint, study));
  g_clear_object (&study);
  fixture_folder_free (folder);
}

/* Nobody could read a matrix of so many classes, and it would not fit into memory. */
static void
test_too_many_for_a_matrix (void)
{
  FusBootstrap accuracy = { 0 };
  FusSpecialization specialization = { 0 };
  g_autoptr (GError) error = NULL;

  specialization.task[FUS_TASK_IDENTITY].n_classes = FUS_MOST_CONFUSED + 1;
  specialization.task[FUS_TASK_IDENTITY].accuracy[FUS_NETWORK_JOINT] = &accuracy;
  g_assert_null (fus_study_figure_confusion (
      NULL, &specialization, FUS_CONFUSION_HEAD (FUS_NETWORK_JOINT, FUS_TASK_IDENTITY), &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "1001"));
  g_clear_error (&error);
  g_assert_null (fus_study_figure_confusion (
      NULL, &specialization, FUS_CONFUSION_HEAD (FUS_NETWORK_IDENTITY, FUS_TASK_IDENTITY), &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/specialization/compute-and-reuse", test_compute_and_reuse);
  g_test_add_func ("/study/specialization/broken-files", test_broken_files);
  g_test_add_func ("/study/specialization/untrained", test_untrained);
  g_test_add_func ("/study/specialization/cancel", test_cancel);
  g_test_add_func ("/study/specialization/too-many-for-a-matrix", test_too_many_for_a_matrix);
  g_test_add_func ("/study/specialization/job-and-figures", test_job_and_figures);
  return g_test_run ();
}
