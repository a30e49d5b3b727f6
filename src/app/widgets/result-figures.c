/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/result-figures.h"
#include "app/widgets/analysis-section.h"
#include "app/widgets/figure-view.h"

#include <glib/gi18n-lib.h>

#define SPACING 18
/* On screen, of a figure that is one column of a page wide. */
#define NARROW_WIDTH 560

struct _FusResultFigures
{
  GtkWidget parent_instance;

  const FusAnalysis *analysis;
  FusFigureView **views; /* [analysis->n_figures], borrowed; NULL for those that it only makes */

  /* owned */
  FusStudy *study;
  FusAnalysisRun *run;
  gpointer shown;
};

G_DEFINE_FINAL_TYPE (FusResultFigures, fus_result_figures, GTK_TYPE_WIDGET)

/* A figure of one column of a page is shown no wider than it needs. */
static void
set_figure (FusFigureView *view, FusStudyFigure *figure)
{
  const gboolean narrow = figure != NULL && fus_study_figure (figure)->width <= FUS_FIGURE_NARROW;
  GtkWidget *widget = GTK_WIDGET (view), *parent = gtk_widget_get_parent (widget);

  gtk_widget_set_halign (widget, narrow ? GTK_ALIGN_START : GTK_ALIGN_FILL);
  gtk_widget_set_size_request (widget, narrow ? NARROW_WIDTH : -1, -1);
  if (GTK_IS_STACK (parent))
    gtk_stack_page_set_visible (gtk_stack_get_page (GTK_STACK (parent), widget), figure != NULL);
  else
    gtk_widget_set_visible (widget, figure != NULL);
  fus_figure_view_set_figure (view, figure);
}

static void
update (FusResultFigures *self)
{
  gpointer result = fus_analysis_run_result (self->run);

  /* A job that starts, or age, changes nothing here. */
  if (result == NULL || result == self->shown)
    return;
  g_clear_pointer (&self->shown, fus_result_unref);
  self->shown = fus_result_ref (result);
  for (guint i = 0; i < self->analysis->n_figures; i++)
    {
      const FusResultFigure *figure = &self->analysis->figures[i];

      if (self->views[i] != NULL)
        set_figure (self->views[i], figure->draw (self->study, result, figure->variant, NULL));
    }
}

static void
fus_result_figures_dispose (GObject *object)
{
  FusResultFigures *self = FUS_RESULT_FIGURES (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->run);
  g_clear_pointer (&self->shown, fus_result_unref);
  g_clear_pointer (&self->views, g_free);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (fus_result_figures_parent_class)->dispose (object);
}

static void
fus_result_figures_class_init (FusResultFiguresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_result_figures_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
fus_result_figures_init (FusResultFigures *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING);
}

/* The place that figures with a title share. */
static GtkStack *
add_stack (FusResultFigures *self)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = gtk_stack_switcher_new ();

  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (switcher, GTK_WIDGET (self));
  gtk_widget_set_parent (stack, GTK_WIDGET (self));
  return GTK_STACK (stack);
}

static void
add_views (FusResultFigures *self)
{
  GtkStack *stack = NULL;

  self->views = g_new0 (FusFigureView *, self->analysis->n_figures);
  for (guint i = 0; i < self->analysis->n_figures; i++)
    {
      const FusResultFigure *figure = &self->analysis->figures[i];
      GtkWidget *view;

      if (figure->draw == NULL)
        continue;
      view = fus_figure_view_new ();
      self->views[i] = FUS_FIGURE_VIEW (view);
      gtk_widget_set_hexpand (view, TRUE);
      if (figure->tab == NULL)
        {
          gtk_widget_set_parent (view, GTK_WIDGET (self));
          continue;
        }
      if (stack == NULL)
        stack = add_stack (self);
      gtk_stack_add_titled (stack, view, figure->tab, _ (figure->tab));
    }
}

GtkWidget *
fus_result_section_new (FusWorkspace *workspace, const FusAnalysis *analysis)
{
  FusResultFigures *self = g_object_new (FUS_TYPE_RESULT_FIGURES, NULL);
  GtkWidget *section
      = fus_analysis_section_new (_ (analysis->section), _ (analysis->question), GTK_WIDGET (self));

  self->study = g_object_ref (fus_workspace_study (workspace));
  self->analysis = analysis;
  self->run = g_object_ref (fus_workspace_run (workspace, analysis));
  add_views (self);
  g_signal_connect_object (self->run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  fus_analysis_section_set_run (FUS_ANALYSIS_SECTION (section), self->run, TRUE);
  update (self);
  return section;
}
