/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/viewer.h"
#include "app/state/workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusStudyView:
 *
 * The pages of one open study.
 */
#define FUS_TYPE_STUDY_VIEW (fus_study_view_get_type ())
G_DECLARE_FINAL_TYPE (FusStudyView, fus_study_view, FUS, STUDY_VIEW, GtkWidget)

GtkWidget *fus_study_view_new (FusWorkspace *workspace);

FusWorkspace *fus_study_view_workspace (FusStudyView *view);
/* For the view switcher; page names are "frames", "average", … */
AdwViewStack *fus_study_view_pages (FusStudyView *view);
/* Shows a page; FALSE when there is none of that name. */
gboolean fus_study_view_show (FusStudyView *view, const char *page);
/* The page shown, if it has a stage. */
FusViewer *fus_study_view_viewer (FusStudyView *view);
/* Explains a picture of one's own on the Frames page. */
void fus_study_view_open_picture (FusStudyView *view, const char *path);
/* Index of the frame looked at; the first one where there is none. */
guint fus_study_view_frame (FusStudyView *view);

G_END_DECLS
