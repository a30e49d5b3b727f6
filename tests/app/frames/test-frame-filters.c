/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/asking/answers.h"
#include "tests/study/fixture.h"
#include "app/frames/frame-facet.h"
#include "app/frames/frame-filters.h"
#include "tests/app/widgets.h"

typedef struct
{
  char *folder;
  FusStudy *study;
  FusFrameModel *model;
  GtkWindow *window;
  FusFrameFilters *filters;
} Fixture;

static void
set_up (Fixture *f, gconstpointer trained)
{
  f->folder = fixture_folder_new ();
  f->study = widgets_study (f->folder, trained != NULL);
  f->model = fus_frame_model_new ();
  fus_frame_model_set_frames (f->model, fus_study_frames (f->study));
  f->filters = g_object_new (FUS_TYPE_FRAME_FILTERS, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_child (f->window, GTK_WIDGET (f->filters));
  fus_frame_filters_set_model (f->filters, f->model);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_assert_finalize_object (f->model);
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
}

static guint
n_frames (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->model));
}

/* A sum over the values of a facet is over all frames that the other facets let pass. */
static guint
sum (Fixture *f, FusFacet facet)
{
  guint n = 0;

  for (guint value = 0; value < fus_frame_model_n_values (f->model, facet); value++)
    n += fus_frame_model_count (f->model, facet, value);
  return n;
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  const guint all = 8 * 2 * FUS_N_EXPRESSIONS;

  g_assert_cmpuint (n_frames (f), ==, all);
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_HAPPY),
                    ==, 16);
  fus_frame_model_choose (f->model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_HAPPY, TRUE);
  g_assert_cmpuint (n_frames (f), ==, 16);
  /* The counts of the facet itself stay those of choosing another value too. */
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_SAD), ==,
                    16);
  g_assert_cmpuint (sum (f, FUS_FACET_EXPRESSION), ==, all);
  g_assert_cmpuint (sum (f, FUS_FACET_PERSON), ==, 16);
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_PERSON, 0), ==, 2);

  fus_frame_model_choose (f->model, FUS_FACET_PERSON, 0, TRUE);
  g_assert_cmpuint (n_frames (f), ==, 2);
  fus_frame_model_choose (f->model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_SAD, TRUE);
  g_assert_cmpuint (n_frames (f), ==, 4);
  fus_frame_model_clear (f->model, FUS_FACET_EXPRESSION);
  g_assert_cmpuint (n_frames (f), ==, 14);
  fus_frame_model_clear_all (f->model);
  g_assert_cmpuint (n_frames (f), ==, all);
}

static void
test_buttons (Fixture *f, gconstpointer data)
{
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "112 frames"));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "Expression"));
  /* All frames are straight and sound: nothing to choose between. */
  g_assert_null (widgets_find_text (GTK_WIDGET (f->filters), "Angle"));
  g_assert_null (widgets_find_text (GTK_WIDGET (f->filters), "Fault"));
  g_assert_null (widgets_find_text (GTK_WIDGET (f->filters), "✓"));

  fus_frame_model_choose (f->model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_HAPPY, TRUE);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "16 of 112 frames"));
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "happy"));
  fus_frame_model_choose (f->model, FUS_FACET_EXPRESSION, FUS_EXPRESSION_SAD, TRUE);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "happy +1"));

  g_signal_emit_by_name (widgets_button (GTK_WIDGET (f->filters), "Clear"), "clicked");
  g_assert_cmpuint (n_frames (f), ==, 112);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "112 frames"));
}

static void
test_fault (Fixture *f, gconstpointer data)
{
  g_autoptr (FusFrameList) checked = fus_frame_list_copy (fus_study_frames (f->study));

  checked->frames[0].fault = FUS_FAULT_BLACK;
  checked->frames[7].fault = FUS_FAULT_MISSING;
  fus_frame_model_set_frames (f->model, checked);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "Fault"));
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_FAULT, FUS_FAULT_BLACK), ==, 1);
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_FAULT, FUS_FAULT_NONE), ==, 110);
  fus_frame_model_choose (f->model, FUS_FACET_FAULT, FUS_FAULT_MISSING, TRUE);
  g_assert_cmpuint (n_frames (f), ==, 1);
  g_assert_cmpuint (fus_frame_model_frame (f->model, 0), ==, 7);
}

static void
on_wanted (guint *n)
{
  (*n)++;
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  const guint heads = 1u << FUS_TASK_IDENTITY | 1u << FUS_TASK_EXPRESSION;
  g_autoptr (GError) error = NULL;
  guint wanted = 0, right = 0, first_wrong = G_MAXUINT;

  g_signal_connect_swapped (f->model, "answers-wanted", G_CALLBACK (on_wanted), &wanted);
  fus_frame_model_set_answers (f->model, heads, NULL);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "Identity ✓✗"));
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_EXPRESSION_ANSWER, FUS_ANSWER_NONE),
                    ==, 112);

  g_autoptr (FusAnswers) answers
      = fus_answers_compute (f->study, FUS_NETWORK_JOINT, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  fus_frame_model_set_answers (f->model, heads, answers);
  for (guint i = 0; i < 112; i++)
    if (answers->answer[FUS_TASK_EXPRESSION][i] == FUS_ANSWER_RIGHT)
      right++;
    else if (first_wrong == G_MAXUINT)
      first_wrong = i;
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_EXPRESSION_ANSWER, FUS_ANSWER_RIGHT),
                    ==, right);
  g_assert_cmpuint (fus_frame_model_count (f->model, FUS_FACET_IDENTITY_ANSWER, FUS_ANSWER_NONE),
                    ==, 56);

  fus_frame_model_choose (f->model, FUS_FACET_EXPRESSION_ANSWER, FUS_ANSWER_WRONG, TRUE);
  g_assert_true (fus_frame_model_filters_answers (f->model));
  g_assert_cmpuint (n_frames (f), ==, 112 - right);
  g_assert_cmpuint (fus_frame_model_frame (f->model, 0), ==, first_wrong);
  g_assert_nonnull (widgets_find_text (GTK_WIDGET (f->filters), "expression wrong"));

  /* A network without that head drops what was chosen of it. */
  fus_frame_model_set_answers (f->model, 1u << FUS_TASK_IDENTITY, NULL);
  g_assert_false (fus_frame_model_filters_answers (f->model));
  g_assert_cmpuint (n_frames (f), ==, 112);

  /* Answers about other frames are none. */
  fus_frame_model_set_answers (f->model, heads, answers);
  g_assert_true (fus_frame_model_has_answers (f->model));
  g_autoptr (FusFrameList) others = fus_frame_list_copy (fus_study_frames (f->study));
  fus_frame_model_set_frames (f->model, others);
  g_assert_false (fus_frame_model_has_answers (f->model));
  fus_frame_model_set_answers (f->model, heads, answers);
  g_assert_false (fus_frame_model_has_answers (f->model));
  g_assert_cmpuint (wanted, ==, 0);
}

/* Opening the list of right and wrong is what asks the network. */
static void
test_wanted (Fixture *f, gconstpointer data)
{
  guint wanted = 0;
  g_autoptr (FusFrameModel) model = g_object_ref (f->model);
  GtkWidget *facet = g_object_ref_sink (fus_frame_facet_new (model, FUS_FACET_EXPRESSION_ANSWER));
  GtkWidget *popover;

  g_signal_connect_swapped (model, "answers-wanted", G_CALLBACK (on_wanted), &wanted);
  gtk_window_set_child (f->window, facet);
  fus_frame_model_set_answers (model, 1u << FUS_TASK_EXPRESSION, NULL);
  popover = widgets_find (facet, GTK_TYPE_POPOVER);
  gtk_popover_popup (GTK_POPOVER (popover));
  g_assert_cmpuint (wanted, ==, 1);
  g_assert_null (widgets_find_text (popover, "Asking"));
  fus_frame_model_set_answers_progress (model, 0.4);
  g_assert_nonnull (widgets_find_text (popover, "Asking"));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (
                         GTK_PROGRESS_BAR (widgets_find (popover, GTK_TYPE_PROGRESS_BAR))),
                     ==, 0.4);
  fus_frame_model_set_answers_progress (model, -1);
  g_assert_null (widgets_find_text (popover, "Asking"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_window_set_child (f->window, NULL);
  g_object_unref (facet);
}

#define ADD(name, trained, function)                                                               \
  g_test_add ("/app/frame-filters/" name, Fixture, trained, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("counts", NULL, test_counts);
  ADD ("buttons", NULL, test_buttons);
  ADD ("fault", NULL, test_fault);
  ADD ("answers", "trained", test_answers);
  ADD ("wanted", NULL, test_wanted);
  return g_test_run ();
}
