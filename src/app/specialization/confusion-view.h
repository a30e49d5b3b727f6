/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusConfusionView:
 *
 * The confusion matrices of both networks that tell a task, one task at a time. A cell lists its
 * frames.
 */
#define FUS_TYPE_CONFUSION_VIEW (fus_confusion_view_get_type ())
G_DECLARE_FINAL_TYPE (FusConfusionView, fus_confusion_view, FUS, CONFUSION_VIEW, GtkWidget)

/* Section of the Specialization page with such a view. */
GtkWidget *fus_confusion_section_new (FusWorkspace *workspace);

G_END_DECLS
