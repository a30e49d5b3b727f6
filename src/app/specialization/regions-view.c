/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/specialization/regions-view.h"
#include "app/widgets/analysis-section.h"
#include "app/widgets/figure-view.h"

#include <glib/gi18n-lib.h>

#define FUS_TYPE_REGIONS_VIEW (fus_regions_view_get_type ())
G_DECLARE_FINAL_TYPE (FusRegionsView, fus_regions_view, FUS, REGIONS_VIEW, GtkWidget)

struct _FusRegionsView
{
  GtkWidget parent_instance;

  /* borrowed: children. Joint, specialised, by expression */
  FusFigureView *figures[3];

  /* owned */
  FusWorkspace *workspace;
};

G_DEFINE_FINAL_TYPE (FusRegionsView, fus_regions_view, GTK_TYPE_WIDGET)

static void
update (FusRegionsView *self)
{
  FusStudyRegions *regions = fus_analysis_run_result (fus_workspace_regions (self->workspace));
  FusStudy *study = fus_workspace_study (self->workspace);

  for (guint i = 0; i < G_N_ELEMENTS (self->figures); i++)
    {
      FusStudyFigure *figure = NULL;

      if (regions != NULL)
        figure = i < 2 ? fus_study_figure_regions (study, regions, i == 0)
                       : fus_study_figure_regions_by_expression (study, regions);
      gtk_widget_set_visible (GTK_WIDGET (self->figures[i]), figure != NULL);
      fus_figure_view_set_figure (self->figures[i], figure);
    }
}

static void
fus_regions_view_dispose (GObject *object)
{
  FusRegionsView *self = FUS_REGIONS_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (fus_regions_view_parent_class)->dispose (object);
}

static void
fus_regions_view_class_init (FusRegionsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fus_regions_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
fus_regions_view_init (FusRegionsView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 18);
  for (guint i = 0; i < G_N_ELEMENTS (self->figures); i++)
    {
      GtkWidget *figure = fus_figure_view_new ();

      self->figures[i] = FUS_FIGURE_VIEW (figure);
      gtk_widget_set_parent (figure, GTK_WIDGET (self));
    }
}

GtkWidget *
fus_regions_section_new (FusWorkspace *workspace)
{
  FusRegionsView *self = g_object_new (FUS_TYPE_REGIONS_VIEW, NULL);
  FusAnalysisRun *run = fus_workspace_regions (workspace);
  GtkWidget *section = fus_analysis_section_new (
      _ ("Regions of the Face"),
      _ ("On which parts of the face do the maps lie? Measured on the straight test frames; the "
         "regions are in the study’s regions.json, and can be moved there."),
      GTK_WIDGET (self));

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  fus_analysis_section_set_run (FUS_ANALYSIS_SECTION (section), run, TRUE);
  return section;
}
