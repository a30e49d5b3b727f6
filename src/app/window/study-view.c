/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/study-view.h"
#include "app/average/average-page.h"
#include "app/units/filters-page.h"
#include "app/frames/frames-page.h"
#include "app/units/layers-page.h"
#include "app/specialization/specialization-page.h"
#include "app/training/training-page.h"

struct _FusStudyView
{
  GtkWidget parent_instance;

  /* template widgets */
  AdwViewStack *pages;
  FusFramesPage *frames;
  FusAveragePage *average;
  FusLayersPage *layers;
  FusFiltersPage *filters;
  FusSpecializationPage *specialization;
  FusTrainingPage *training;

  /* owned */
  FusWorkspace *workspace;
};

G_DEFINE_FINAL_TYPE (FusStudyView, fus_study_view, GTK_TYPE_WIDGET)

static gboolean
fus_study_view_grab_focus (GtkWidget *widget)
{
  GtkWidget *page = adw_view_stack_get_visible_child (FUS_STUDY_VIEW (widget)->pages);

  /* A page that does not care begins at its first control: keys must not be left to the header. */
  return gtk_widget_grab_focus (page) || gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
fus_study_view_dispose (GObject *object)
{
  FusStudyView *self = FUS_STUDY_VIEW (object);

  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), FUS_TYPE_STUDY_VIEW);
  G_OBJECT_CLASS (fus_study_view_parent_class)->dispose (object);
}

static void
fus_study_view_class_init (FusStudyViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_study_view_dispose;
  widget_class->grab_focus = fus_study_view_grab_focus;
  g_type_ensure (FUS_TYPE_FRAMES_PAGE);
  g_type_ensure (FUS_TYPE_AVERAGE_PAGE);
  g_type_ensure (FUS_TYPE_LAYERS_PAGE);
  g_type_ensure (FUS_TYPE_FILTERS_PAGE);
  g_type_ensure (FUS_TYPE_SPECIALIZATION_PAGE);
  g_type_ensure (FUS_TYPE_TRAINING_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fusiform/Fusiform/ui/study-view.ui");
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, pages);
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, frames);
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, average);
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, layers);
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, filters);
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, specialization);
  gtk_widget_class_bind_template_child (widget_class, FusStudyView, training);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_study_view_init (FusStudyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fus_study_view_new (FusWorkspace *workspace)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (workspace), NULL);
  FusStudyView *self = g_object_new (FUS_TYPE_STUDY_VIEW, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "show-page", G_CALLBACK (fus_study_view_show), self,
                           G_CONNECT_SWAPPED);
  fus_frames_page_set_workspace (self->frames, workspace);
  fus_average_page_set_workspace (self->average, workspace);
  fus_layers_page_set_workspace (self->layers, workspace);
  fus_filters_page_set_workspace (self->filters, workspace);
  fus_specialization_page_set_workspace (self->specialization, workspace);
  fus_training_page_set_workspace (self->training, workspace);
  return GTK_WIDGET (self);
}

FusWorkspace *
fus_study_view_workspace (FusStudyView *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_VIEW (self), NULL);
  return self->workspace;
}

AdwViewStack *
fus_study_view_pages (FusStudyView *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_VIEW (self), NULL);
  return self->pages;
}

gboolean
fus_study_view_show (FusStudyView *self, const char *page)
{
  g_return_val_if_fail (FUS_IS_STUDY_VIEW (self), FALSE);

  if (adw_view_stack_get_child_by_name (self->pages, page) == NULL)
    return FALSE;
  adw_view_stack_set_visible_child_name (self->pages, page);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return TRUE;
}

FusViewer *
fus_study_view_viewer (FusStudyView *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_VIEW (self), NULL);
  GtkWidget *child = adw_view_stack_get_visible_child (self->pages);

  return FUS_IS_VIEWER (child) ? FUS_VIEWER (child) : NULL;
}

void
fus_study_view_open_picture (FusStudyView *self, const char *path)
{
  g_return_if_fail (FUS_IS_STUDY_VIEW (self));

  fus_study_view_show (self, "frames");
  fus_frames_page_open_picture (self->frames, path);
}

guint
fus_study_view_frame (FusStudyView *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_VIEW (self), 0);

  return (guint) MAX (fus_frames_page_frame (self->frames), 0);
}
