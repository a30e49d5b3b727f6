/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/answers.h"
#include "study/asking/explainer.h"
#include "tests/study/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE 8

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
  protocol.epochs = 2;
  f->study = fixture_study (f->folder, PEOPLE, &protocol);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

static FusAnswers *
compute (Fixture *f, FusNetworkKind kind)
{
  g_autoptr (GError) error = NULL;
  FusAnswers *answers = fus_answers_compute (f->study, kind, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answers);
  return answers;
}

/* What fus_explain() says of one frame: another way to the same answer. */
static FusAnswer
explained (FusStudy *study, FusNetwork *network, FusTask task, guint32 index)
{
  const guint size = fus_network_architecture (network)->image_size;
  const FusFrame *frame = &fus_study_frames (study)->frames[index];
  const FusTarget targets[FUS_N_TASKS] = { { FUS_TARGET_PREDICTED, -1 } };
  gint32 truth[FUS_N_TASKS];
  g_autofree float *input = g_new (float, 3 * size * size);
  FusTeam *team = fus_team_new (1);
  FusPass *pass = fus_pass_new (network, FUS_PASS_EXPLAIN, 1, team);
  g_autoptr (FusExplanation) explanation = NULL;
  FusAnswer answer;

  for (FusTask t = 0; t < FUS_N_TASKS; t++)
    truth[t] = fus_study_true_class (study, network, t, frame);
  g_assert_cmpuint (fus_feeder_fetch (fus_study_feeder (study), &index, 1,
                                      fus_network_normalization (network), input, NULL, NULL),
                    ==, 1);
  explanation = fus_explain (pass, input, truth, targets, &FUS_MAP_SPEC_PAPER, NULL);
  answer = truth[task] < 0                                     ? FUS_ANSWER_NONE
           : explanation->heads[task].predicted == truth[task] ? FUS_ANSWER_RIGHT
                                                               : FUS_ANSWER_WRONG;
  fus_pass_free (pass);
  fus_team_free (team);
  return answer;
}

static void
test_joint (Fixture *f, gconstpointer data)
{
  fixture_train (f->study, FUS_NETWORK_JOINT);
  g_autoptr (FusAnswers) answers = compute (f, FUS_NETWORK_JOINT);
  g_autoptr (FusNetwork) network = fus_study_network (f->study, FUS_NETWORK_JOINT, NULL);
  const FusFrameList *frames = fus_study_frames (f->study);
  guint known[FUS_N_TASKS] = { 0 };

  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    {
      g_assert_nonnull (answers->answer[task]);
      for (guint i = 0; i < frames->n_frames; i++)
        {
          g_assert_cmpint (answers->answer[task][i], ==, explained (f->study, network, task, i));
          known[task] += answers->answer[task][i] != FUS_ANSWER_NONE;
        }
    }
  /* Half the people are the identity network's; everybody has an expression. */
  g_assert_cmpuint (known[FUS_TASK_IDENTITY], ==, frames->n_frames / 2);
  g_assert_cmpuint (known[FUS_TASK_EXPRESSION], ==, frames->n_frames);
  g_assert_false (fus_answers_outdated (answers, f->study));
}

static void
test_one_head (Fixture *f, gconstpointer data)
{
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  g_autoptr (FusAnswers) answers = compute (f, FUS_NETWORK_EXPRESSION);

  g_assert_null (answers->answer[FUS_TASK_IDENTITY]);
  g_assert_nonnull (answers->answer[FUS_TASK_EXPRESSION]);
}

static guint64
inode_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_ino;
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  g_autofree char *path = fus_study_file (f->study, "analysis", "answers-expression.csv");
  g_autoptr (FusAnswers) first = compute (f, FUS_NETWORK_EXPRESSION);
  const guint64 inode = inode_of (path);
  g_autoptr (FusAnswers) again = compute (f, FUS_NETWORK_EXPRESSION);
  const guint n = fus_study_frames (f->study)->n_frames;

  g_assert_cmpuint (inode_of (path), ==, inode);
  g_assert_cmpmem (first->answer[FUS_TASK_EXPRESSION], n, again->answer[FUS_TASK_EXPRESSION], n);

  /* A table that was cut short is made anew. */
  g_autoptr (GBytes) whole = fixture_read (path);
  g_autofree char *part = g_strndup (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole) / 2);
  fixture_write (path, part);
  g_autoptr (FusAnswers) repaired = compute (f, FUS_NETWORK_EXPRESSION);
  g_autoptr (GBytes) written = fixture_read (path);
  g_assert_true (g_bytes_equal (whole, written));
  g_assert_cmpmem (first->answer[FUS_TASK_EXPRESSION], n, repaired->answer[FUS_TASK_EXPRESSION], n);

  /* Other weights, other answers. */
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  g_assert_true (fus_answers_outdated (first, f->study));
}

static void
test_fault (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFrameList) checked = fus_frame_list_copy (fus_study_frames (f->study));
  g_autoptr (GError) error = NULL;

  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  checked->frames[3].fault = FUS_FAULT_BLACK;
  g_assert_true (fus_study_set_faults (f->study, checked, &error));
  g_assert_no_error (error);
  g_autoptr (FusAnswers) answers = compute (f, FUS_NETWORK_EXPRESSION);
  g_assert_cmpint (answers->answer[FUS_TASK_EXPRESSION][3], ==, FUS_ANSWER_NONE);
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fus_answers_compute (f->study, FUS_NETWORK_JOINT, 1, NULL, NULL, &error));
  g_assert_error (error, FUS_STUDY_ERROR, FUS_STUDY_ERROR_TRAINING);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/study/answers/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("joint", test_joint);
  ADD ("one-head", test_one_head);
  ADD ("kept", test_kept);
  ADD ("fault", test_fault);
  ADD ("untrained", test_untrained);
  return g_test_run ();
}
