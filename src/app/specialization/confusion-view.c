/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/confusion-view.h"
#include "app/widgets/analysis-section.h"
#include "app/widgets/figure-view.h"
#include "app/specialization/specialization-lists.h"
#include "study/analyses/decoding/figures.h"

#include <glib/gi18n-lib.h>

/* Matrices of more classes need the page's whole width. */
#define MOST_BESIDE 12
/* The specialised network and the joint one. */
#define N_HEADS 2

struct _FusConfusionView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkWidget *boxes[FUS_N_TASKS];
  FusFigureView *figures[FUS_N_TASKS][N_HEADS];

  /* owned */
  FusWorkspace *workspace;
  FusSpecialization *shown;
};

G_DEFINE_FINAL_TYPE (FusConfusionView, fus_confusion_view, GTK_TYPE_WIDGET)

static FusNetworkKind
network_of (FusTask task, guint head)
{
  return head == 0 ? fus_specialized_network (task) : FUS_NETWORK_JOINT;
}

static void
update_task (FusConfusionView *self, FusTask task)
{
  gboolean any = FALSE;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->boxes[task]),
                                  self->shown->task[task].n_classes > MOST_BESIDE
                                      ? GTK_ORIENTATION_VERTICAL
                                      : GTK_ORIENTATION_HORIZONTAL);
  for (guint head = 0; head < N_HEADS; head++)
    {
      FusStudyFigure *figure
          = fus_study_figure_confusion (fus_workspace_study (self->workspace), self->shown,
                                        FUS_CONFUSION_HEAD (network_of (task, head), task), NULL);

      gtk_widget_set_visible (GTK_WIDGET (self->figures[task][head]), figure != NULL);
      any |= figure != NULL;
      fus_figure_view_set_figure (self->figures[task][head], figure);
    }
  gtk_stack_page_set_visible (gtk_stack_get_page (self->stack, self->boxes[task]), any);
}

static void
update (FusConfusionView *self)
{
  FusSpecialization *specialization
      = fus_analysis_run_result (fus_workspace_run (self->workspace, &fus_decoding_analysis));

  if (specialization == self->shown)
    return;
  g_clear_pointer (&self->shown, fus_result_unref);
  self->shown = fus_result_ref (specialization);
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    update_task (self, task);
}

static void
on_picked (FusFigureView *view, guint truth, guint predicted, FusConfusionView *self)
{
  for (FusTask task = 0; task < FUS_N_TASKS; task++)
    for (guint head = 0; head < N_HEADS; head++)
      if (self->figures[task][head] == view)
        fus_confusion_list (self->workspace, self->shown, task, network_of (task, head), truth,
                            predicted);
}

static void
fus_confusion_view_dispose (GObject *object)
{
  FusConfusionView *self = FUS_CONFUSION_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->shown, fus_result_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (fus_confusion_view_parent_class)->dispose (object);
}

static void
fus_confusion_view_class_init (FusConfusionViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_confusion_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
add_task (FusConfusionView *self, FusTask task)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  for (guint head = 0; head < N_HEADS; head++)
    {
      GtkWidget *figure = fus_figure_view_new ();

      self->figures[task][head] = FUS_FIGURE_VIEW (figure);
      fus_figure_view_set_pickable (FUS_FIGURE_VIEW (figure), _ ("Click to list these frames"));
      gtk_widget_set_hexpand (figure, TRUE);
      g_signal_connect (figure, "picked", G_CALLBACK (on_picked), self);
      gtk_box_append (GTK_BOX (box), figure);
    }
  self->boxes[task] = box;
  gtk_stack_add_titled (self->stack, box, fus_task_name (task),
                        task == FUS_TASK_IDENTITY ? _ ("Identity") : _ ("Expression"));
}

static void
fus_confusion_view_init (FusConfusionView *self)
{
  GtkWidget *switcher = gtk_stack_switcher_new ();
  GtkWidget *stack = gtk_stack_new ();

  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              12);
  self->stack = GTK_STACK (stack);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), self->stack);
  gtk_widget_set_halign (switcher, GTK_ALIGN_START);
  gtk_widget_set_parent (switcher, GTK_WIDGET (self));
  gtk_widget_set_parent (stack, GTK_WIDGET (self));
  add_task (self, FUS_TASK_EXPRESSION);
  add_task (self, FUS_TASK_IDENTITY);
}

GtkWidget *
fus_confusion_section_new (FusWorkspace *workspace)
{
  FusConfusionView *self = g_object_new (FUS_TYPE_CONFUSION_VIEW, NULL);
  FusAnalysisRun *run = fus_workspace_run (workspace, &fus_decoding_analysis);
  GtkWidget *section = fus_analysis_section_new (
      _ ("Confusions"), _ ("What does a network take for what? Test frames only."),
      GTK_WIDGET (self));

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  fus_analysis_section_set_run (FUS_ANALYSIS_SECTION (section), run, FALSE);
  return section;
}
