/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/measure-view.h"
#include "app/widgets/analysis-section.h"
#include "app/widgets/figure-view.h"
#include "app/specialization/task-results.h"
#include "study/analyses/decoding/figures.h"

#include <glib/gi18n-lib.h>

#define SPACING 24
/* As far down as the title of the figure beside it. */
#define RESULTS_TOP 12

struct _FusMeasureView
{
  GtkWidget parent_instance;

  FusMeasure measure;
  FusFigureView *figure;
  GtkBox *results;

  /* owned */
  FusWorkspace *workspace;
  FusSpecialization *shown;
};

G_DEFINE_FINAL_TYPE (FusMeasureView, fus_measure_view, GTK_TYPE_WIDGET)

static void
clear_results (FusMeasureView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->results))) != NULL)
    gtk_box_remove (self->results, child);
}

static void
update (FusMeasureView *self)
{
  FusSpecialization *specialization
      = fus_analysis_run_result (fus_workspace_run (self->workspace, &fus_decoding_analysis));
  FusStudy *study = fus_workspace_study (self->workspace);

  /* A job that starts, or age, changes nothing here. */
  if (specialization == self->shown)
    return;
  clear_results (self);
  g_clear_pointer (&self->shown, fus_result_unref);
  self->shown = fus_result_ref (specialization);
  fus_figure_view_set_figure (self->figure,
                              self->measure == FUS_MEASURE_DECODING
                                  ? fus_study_figure_decoding (study, specialization, 0, NULL)
                                  : fus_study_figure_accuracy (study, specialization, 0, NULL));
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    gtk_box_append (self->results,
                    fus_task_results_new (self->workspace, specialization, task, self->measure));
}

static void
on_picked (FusMeasureView *self, guint group, guint bar)
{
  fus_measure_list (
      self->workspace, self->shown, (FusTask) group,
      fus_study_figure_bar_network (fus_figure_view_figure (self->figure), group, bar),
      self->measure, TRUE);
}

static void
fus_measure_view_dispose (GObject *object)
{
  FusMeasureView *self = FUS_MEASURE_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->shown, fus_result_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (fus_measure_view_parent_class)->dispose (object);
}

static void
fus_measure_view_class_init (FusMeasureViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_measure_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
fus_measure_view_init (FusMeasureView *self)
{
  GtkWidget *figure = fus_figure_view_new ();
  GtkWidget *results = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              SPACING);
  self->figure = FUS_FIGURE_VIEW (figure);
  self->results = GTK_BOX (results);
  fus_figure_view_set_pickable (self->figure, _ ("Click to list the frames told right"));
  gtk_widget_set_valign (figure, GTK_ALIGN_START);
  /* Its natural width alone, so that the sections' tables begin at the same place. */
  gtk_widget_set_hexpand (figure, FALSE);
  gtk_widget_set_valign (results, GTK_ALIGN_START);
  gtk_widget_set_margin_top (results, RESULTS_TOP);
  gtk_widget_set_hexpand (results, TRUE);
  gtk_widget_set_parent (figure, GTK_WIDGET (self));
  gtk_widget_set_parent (results, GTK_WIDGET (self));
  g_signal_connect_swapped (figure, "picked", G_CALLBACK (on_picked), self);
}

static GtkWidget *
section_new (FusWorkspace *workspace, FusMeasure measure, const char *title,
             const char *description)
{
  FusMeasureView *self = g_object_new (FUS_TYPE_MEASURE_VIEW, NULL);
  FusAnalysisRun *run = fus_workspace_run (workspace, &fus_decoding_analysis);
  GtkWidget *section = fus_analysis_section_new (title, description, GTK_WIDGET (self));

  self->measure = measure;
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  fus_analysis_section_set_run (FUS_ANALYSIS_SECTION (section), run,
                                measure == FUS_MEASURE_DECODING);
  return section;
}

GtkWidget *
fus_decoding_section_new (FusWorkspace *workspace)
{
  return section_new (workspace, FUS_MEASURE_DECODING, _ (fus_decoding_analysis.section),
                      _ (fus_decoding_analysis.question));
}

GtkWidget *
fus_accuracy_section_new (FusWorkspace *workspace)
{
  return section_new (workspace, FUS_MEASURE_ACCURACY, _ ("Accuracy of the Networks"),
                      _ ("Does a network that learns both tasks at once do as well as one that "
                         "learns its task alone?"));
}
