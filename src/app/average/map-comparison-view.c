/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-maker.h"
#include "study/analyses/maps/figures.h"
#include "app/average/map-views.h"

struct _FusMapComparisonView
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *scroller;
  FusFigureView *overlap;
  FusFigureView *differences;
};

G_DEFINE_FINAL_TYPE (FusMapComparisonView, fus_map_comparison_view, GTK_TYPE_WIDGET)

static void
fus_map_comparison_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FUS_TYPE_MAP_COMPARISON_VIEW);
  G_OBJECT_CLASS (fus_map_comparison_view_parent_class)->dispose (object);
}

static void
fus_map_comparison_view_class_init (FusMapComparisonViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_map_comparison_view_dispose;
  g_type_ensure (FUS_TYPE_FIGURE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/map-comparison-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FusMapComparisonView, scroller);
  gtk_widget_class_bind_template_child (widget_class, FusMapComparisonView, overlap);
  gtk_widget_class_bind_template_child (widget_class, FusMapComparisonView, differences);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_map_comparison_view_init (FusMapComparisonView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fus_map_comparison_view_set_maps (FusMapComparisonView *self, FusStudy *study, FusStudyMaps *maps)
{
  g_return_if_fail (FUS_IS_MAP_COMPARISON_VIEW (self));

  fus_figure_view_make (self->overlap, study, maps, fus_study_figure_map_overlap, 0);
  fus_figure_view_make (self->differences, study, maps, fus_study_figure_map_differences, 0);
}
