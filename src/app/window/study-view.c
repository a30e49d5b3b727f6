/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window/study-view.h"
#include "app/frames/frames-page.h"
#include "app/state/page.h"
#include "app/window/pages.h"

#include <glib/gi18n-lib.h>

struct _FusStudyView
{
  GtkWidget parent_instance;

  /* borrowed: the only child */
  AdwViewStack *pages;

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
  if (self->pages != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->pages));
  self->pages = NULL;
  G_OBJECT_CLASS (fus_study_view_parent_class)->dispose (object);
}

static void
fus_study_view_class_init (FusStudyViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fus_study_view_dispose;
  widget_class->grab_focus = fus_study_view_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
fus_study_view_init (FusStudyView *self)
{
  guint n;
  const FusPageRow *rows = fus_pages (&n);

  self->pages = ADW_VIEW_STACK (adw_view_stack_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->pages), GTK_WIDGET (self));
  for (guint i = 0; i < n; i++)
    adw_view_stack_add_titled_with_icon (self->pages, g_object_new (rows[i].type (), NULL),
                                         rows[i].name, _ (rows[i].title), rows[i].icon_name);
}

GtkWidget *
fus_study_view_new (FusWorkspace *workspace)
{
  g_return_val_if_fail (FUS_IS_WORKSPACE (workspace), NULL);
  FusStudyView *self = g_object_new (FUS_TYPE_STUDY_VIEW, NULL);
  guint n;
  const FusPageRow *rows = fus_pages (&n);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "show-page", G_CALLBACK (fus_study_view_show), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < n; i++)
    fus_page_set_workspace (FUS_PAGE (adw_view_stack_get_child_by_name (self->pages, rows[i].name)),
                            workspace);
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

static FusFramesPage *
frames_page (FusStudyView *self)
{
  return FUS_FRAMES_PAGE (adw_view_stack_get_child_by_name (self->pages, "frames"));
}

void
fus_study_view_open_picture (FusStudyView *self, const char *path)
{
  g_return_if_fail (FUS_IS_STUDY_VIEW (self));

  fus_study_view_show (self, "frames");
  fus_frames_page_open_picture (frames_page (self), path);
}

guint
fus_study_view_frame (FusStudyView *self)
{
  g_return_val_if_fail (FUS_IS_STUDY_VIEW (self), 0);

  return (guint) MAX (fus_frames_page_frame (frames_page (self)), 0);
}
