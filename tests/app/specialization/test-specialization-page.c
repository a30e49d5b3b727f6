/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/analyses/regions/regions.h"
#include "study/analyses/decoding/specialization.h"
#include "app/state/page.h"
#include "app/specialization/specialization-page.h"

#include "app/widgets/analysis-section.h"
#include "app/specialization/confusion-view.h"
#include "app/widgets/figure-view.h"
#include "tests/study/fixture.h"
#include "tests/app/widgets.h"
#include "app/specialization/measure-view.h"
#include "study/analyses/layers/layers.h"
#include "study/analyses/trust/trust.h"
#include "app/specialization/task-results.h"
#include "app/widgets/statistic-words.h"
#include <adwaita.h>
#include <math.h>
#include <string.h>

typedef struct
{
  char *folder;
  FusStudy *study;
  FusWorkspace *workspace;
  FusSpecializationPage *page;
  GtkWindow *window;
  char *page_shown;
} Fixture;

static void
on_show_page (Fixture *f, const char *page)
{
  g_free (f->page_shown);
  f->page_shown = g_strdup (page);
}

static void
set_up (Fixture *f, gconstpointer trained)
{
  const FusProtocol protocol = fixture_protocol ();
  g_autoptr (FusViewOptions) options = fus_view_options_new (NULL);

  f->folder = fixture_folder_new ();
  f->study = fixture_study (f->folder, 20, &protocol);
  for (FusNetworkKind kind = 0; kind < FUS_N_NETWORKS; kind++)
    if ((GPOINTER_TO_UINT (trained) & (1u << kind)) != 0)
      fixture_train (f->study, kind);
  f->workspace = fus_workspace_new (f->study, options, 1);
  g_signal_connect_swapped (f->workspace, "show-page", G_CALLBACK (on_show_page), f);
  f->page = g_object_new (FUS_TYPE_SPECIALIZATION_PAGE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 1200, 800);
  gtk_window_set_child (f->window, GTK_WIDGET (f->page));
  fus_page_set_workspace (FUS_PAGE (f->page), f->workspace);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  FusSpecializationPage *page = f->page;

  fus_workspace_close (f->workspace);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (f->window);
  fixture_wait (fixture_is_gone, &page, 10);
  g_object_unref (f->workspace);
  g_object_unref (f->study);
  fixture_folder_free (f->folder);
  g_free (f->page_shown);
}

static gpointer
nth (Fixture *f, GType type, guint n)
{
  return widgets_nth (GTK_WIDGET (f->page), type, n);
}

/* The first visible widget of a type whose label has the text. */
static GtkWidget *
find_text (GtkWidget *widget, GType type, const char *text)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      g_autofree char *label = NULL;

      g_object_get (widget, "label", &label, NULL);
      if (label != NULL && strstr (label, text) != NULL)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows (Fixture *f, const char *text)
{
  return find_text (GTK_WIDGET (f->page), GTK_TYPE_LABEL, text) != NULL;
}

static FusAnalysisRun *
run_of (Fixture *f)
{
  return fus_workspace_run (f->workspace, &fus_decoding_analysis);
}

static gboolean
is_done (gpointer data)
{
  FusAnalysisRun *run = run_of (data);

  return fus_analysis_run_job (run) == NULL
         && (fus_analysis_run_result (run) != NULL || fus_analysis_run_failure (run) != NULL);
}

static gboolean
is_idle (gpointer data)
{
  return fus_analysis_run_job (run_of (data)) == NULL;
}

static void
compute (Fixture *f)
{
  gtk_window_present (f->window);
  g_assert_nonnull (fus_analysis_run_job (run_of (f)));
  fixture_wait (is_done, f, 60);
  g_assert_null (fus_analysis_run_failure (run_of (f)));
}

static void
test_untrained (Fixture *f, gconstpointer data)
{
  gtk_window_present (f->window);
  g_assert_null (fus_analysis_run_job (run_of (f)));
  g_assert_true (shows (f, "No Network Yet"));
  g_assert_nonnull (find_text (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Train a Network"));
}

static void
test_computes_when_shown (Fixture *f, gconstpointer data)
{
  compute (f);
  g_assert_true (shows (f, "Decoding"));
  g_assert_true (shows (f, "Accuracy of the Networks"));
  g_assert_true (shows (f, "Confusions"));
  g_assert_true (shows (f, "Exact McNemar test on the same "));
  g_assert_true (shows (f, "Paired t test across 100 bootstrap rounds"));
  g_assert_false (shows (f, "Outdated"));
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (
        fus_study_figure_chart (fus_figure_view_figure (nth (f, FUS_TYPE_FIGURE_VIEW, i))));
  for (guint i = 2; i < 6; i++)
    g_assert_nonnull (fus_study_figure_confusion_plot (
        fus_figure_view_figure (nth (f, FUS_TYPE_FIGURE_VIEW, i))));
}

/* One network alone: its bars, and what to do to compare. */
static void
test_one_network (Fixture *f, gconstpointer data)
{
  compute (f);
  g_assert_true (shows (f, "Train the networks that are missing to compare them."));
  g_assert_false (shows (f, "McNemar"));
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  gtk_window_present (f->window);
  GtkWidget *section = nth (f, FUS_TYPE_ANALYSIS_SECTION, 0);
  g_assert_true (shows (f, "Specialization"));
  g_assert_true (gtk_widget_activate_action (section, "section.cancel", NULL));
  fixture_wait (is_idle, f, 30);
  g_assert_null (fus_analysis_run_result (run_of (f)));
  g_assert_null (fus_analysis_run_failure (run_of (f)));
  g_assert_true (shows (f, "Not computed yet"));
  g_assert_false (shows (f, "Confusions"));
  g_assert_true (gtk_widget_activate_action (section, "section.compute", NULL));
  fixture_wait (is_done, f, 60);
  g_assert_true (shows (f, "Confusions"));
}

static gboolean
says_outdated (gpointer data)
{
  return shows (data, "Outdated");
}

static void
test_outdated (Fixture *f, gconstpointer data)
{
  compute (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (FusNetwork) network = fus_study_network (f->study, FUS_NETWORK_IDENTITY, &error);
  g_assert_no_error (error);
  const gpointer first = fus_analysis_run_result (run_of (f));

  /* An epoch further: the same weights are newer weights. */
  fus_study_publish_network (f->study, FUS_NETWORK_IDENTITY, network);
  fixture_wait (says_outdated, f, 30);
  g_assert_true (fus_analysis_run_result (run_of (f)) == first);
  gtk_widget_activate_action (nth (f, FUS_TYPE_ANALYSIS_SECTION, 0), "section.compute", NULL);
  g_assert_false (shows (f, "Outdated"));
  fixture_wait (is_done, f, 60);
  g_assert_false (shows (f, "Outdated"));
}

/* A picture that is gone is said beside what was made without it. */
static void
test_missing_frames (Fixture *f, gconstpointer data)
{
  const FusCrop crop = { 0, 0, 1, 0.9 };
  g_autofree char *path = g_build_filename (f->folder, "faces/AF01/AF01AFS.png", NULL);
  g_autoptr (GError) error = NULL;

  fixture_write (path, "no picture");
  /* What is in memory was cropped otherwise. */
  g_assert_true (fus_study_set_crop (f->study, 0, &crop, &error));
  g_assert_no_error (error);
  compute (f);
  g_assert_true (shows (f, "could not be read and is left out: “AF01/AF01AFS.png”"));
}

/* Whether a figure of that name is in sight. */
static gboolean
has_figure (Fixture *f, const char *name)
{
  FusFigureView *view;

  for (guint i = 0; (view = nth (f, FUS_TYPE_FIGURE_VIEW, i)) != NULL; i++)
    if (gtk_widget_get_mapped (GTK_WIDGET (view)) && fus_figure_view_figure (view) != NULL
        && g_str_equal (fus_study_figure (fus_figure_view_figure (view))->name, name))
      return TRUE;
  return FALSE;
}

static gboolean
has_all_kept (gpointer data)
{
  return has_figure (data, "regions-joint") && has_figure (data, "layer-decoding")
         && has_figure (data, "trust-methods");
}

static void
keep (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FusStudyRegions) regions
      = fus_analysis_compute (&fus_regions_analysis, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (FusStudyLayers) layers
      = fus_analysis_compute (&fus_layers_analysis, f->study, 1, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What the study has kept is there without a press of a button; what it has not is offered. */
static void
test_kept (Fixture *f, gconstpointer data)
{
  keep (f);
  g_autoptr (FusStudyTrust) trust
      = fus_analysis_compute (&fus_trust_analysis, f->study, 1, NULL, NULL, NULL);
  g_assert_nonnull (trust);
  gtk_window_present (f->window);
  fixture_wait (has_all_kept, f, 30);
  g_assert_false (shows (f, "Outdated"));
  /* Lesions and blank units. */
  g_assert_true (shows (f, "Not computed yet"));
  g_assert_false (has_figure (f, "lesions-joint"));
  fixture_wait (is_done, f, 60);
}

/* Kept of other weights: not shown, and said to be outdated rather than not computed. */
static void
test_kept_of_other_weights (Fixture *f, gconstpointer data)
{
  keep (f);
  fixture_train (f->study, FUS_NETWORK_EXPRESSION);
  fus_train (f->study, FUS_NETWORK_JOINT, TRUE, 4, 1, NULL, NULL, NULL);
  compute (f);
  fixture_wait (says_outdated, f, 30);
  g_assert_false (has_figure (f, "layer-decoding"));
  g_assert_nonnull (find_text (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "_Recompute"));
}

static void
test_failure (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fus_study_path (f->study), "analysis", NULL);

  /* Results have nowhere to go. */
  fixture_write (path, "a file");
  gtk_window_present (f->window);
  fixture_wait (is_done, f, 30);
  const char *failure = fus_analysis_run_failure (run_of (f));
  g_assert_nonnull (failure);
  g_assert_true (shows (f, failure));
  g_assert_nonnull (find_text (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "_Try Again"));
}

static guint
n_listed (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fus_workspace_frame_model (f->workspace)));
}

static void
check_bars_list_frames (Fixture *f)
{
  const FusSpecialization *specialization = fus_analysis_run_result (run_of (f));
  const FusTaskSpecialization *task = &specialization->task[FUS_TASK_IDENTITY];
  const FusNetworkKind own = FUS_NETWORK_IDENTITY;
  const guint right = fus_measure_count (task, own, FUS_MEASURE_DECODING, TRUE);
  const guint wrong = fus_measure_count (task, own, FUS_MEASURE_DECODING, FALSE);

  g_assert_cmpuint (right + wrong, ==, task->frames->len);
  g_assert_cmpfloat_with_epsilon (right / (double) task->frames->len, task->decoding[own]->value,
                                  1e-9); /* a share of whole frames */
  /* The keys begin at the first bar: the identity network's, of identity. */
  gtk_widget_activate_action (nth (f, FUS_TYPE_FIGURE_VIEW, 0), "figure.pick", NULL);
  g_assert_cmpstr (f->page_shown, ==, "frames");
  g_assert_cmpuint (n_listed (f), ==, right);
  g_assert_cmpstr (fus_frame_model_listing_title (fus_workspace_frame_model (f->workspace)), ==,
                   "Identity network, SVM: identity right");

  fus_measure_list (f->workspace, specialization, FUS_TASK_IDENTITY, own, FUS_MEASURE_DECODING,
                    FALSE);
  g_assert_cmpuint (n_listed (f), ==, wrong);
}

static void
check_cells_list_frames (Fixture *f)
{
  const FusSpecialization *specialization = fus_analysis_run_result (run_of (f));
  const FusTaskSpecialization *task = &specialization->task[FUS_TASK_EXPRESSION];
  const guint32 *counts = task->confusion[FUS_NETWORK_JOINT];

  for (guint truth = 0; truth < task->n_classes; truth++)
    for (guint predicted = 0; predicted < task->n_classes; predicted++)
      {
        const guint32 n = counts[truth * task->n_classes + predicted];

        g_clear_pointer (&f->page_shown, g_free);
        fus_confusion_list (f->workspace, specialization, FUS_TASK_EXPRESSION, FUS_NETWORK_JOINT,
                            truth, predicted);
        if (n > 0)
          g_assert_cmpuint (n_listed (f), ==, n);
        /* A cell without frames leaves everything as it was. */
        g_assert_cmpint (f->page_shown != NULL, ==, n > 0);
      }
}

static void
test_lists_frames (Fixture *f, gconstpointer data)
{
  compute (f);
  check_bars_list_frames (f);
  check_cells_list_frames (f);
}

static void
test_words (void)
{
  FusTest test = { .statistic = 3, .p = 0.5, .effect = -0.01, .n = { 490, 490 } };
  g_autofree char *none = fus_test_verdict ("Joint network", "Identity network", &test);

  g_assert_nonnull (strstr (none, "no difference"));
  g_assert_nonnull (strstr (none, "490 frames"));
  g_assert_nonnull (strstr (none, "p = 0.5"));

  test.p = 0;
  test.effect = -0.783;
  g_autofree char *behind = fus_test_verdict ("Joint network", "Identity network", &test);
  g_assert_true (g_str_has_prefix (behind, "Identity network is right on 78.3 % more"));
  g_assert_nonnull (strstr (behind, "than Joint network (p < 1e-300)"));

  test.effect = 0.05;
  g_autofree char *ahead = fus_test_verdict ("Joint network", "Identity network", &test);
  g_assert_true (g_str_has_prefix (ahead, "Joint network is right on 5.0 % more"));

  test.p = NAN;
  g_autofree char *nothing = fus_test_verdict ("Joint network", "Identity network", &test);
  g_assert_nonnull (strstr (nothing, "p = n/a"));
}

#define ADD(name, trained, function)                                                               \
  g_test_add ("/app/specialization-page/" name, Fixture, GUINT_TO_POINTER (trained), set_up,       \
              function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("untrained", 0, test_untrained);
  ADD ("computes-when-shown", 7, test_computes_when_shown);
  ADD ("one-network", 1 << FUS_NETWORK_EXPRESSION, test_one_network);
  ADD ("cancel", 7, test_cancel);
  ADD ("outdated", 7, test_outdated);
  ADD ("missing-frames", 1 << FUS_NETWORK_EXPRESSION, test_missing_frames);
  ADD ("kept", 1 << FUS_NETWORK_JOINT, test_kept);
  ADD ("kept-of-other-weights", 1 << FUS_NETWORK_JOINT, test_kept_of_other_weights);
  ADD ("failure", 1 << FUS_NETWORK_IDENTITY, test_failure);
  ADD ("lists-frames", 7, test_lists_frames);
  g_test_add_func ("/app/specialization-page/words", test_words);
  return g_test_run ();
}
