/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Sections of the Specialization page. Each has an analysis of its own, which runs when asked for
 * and is cancelled when the section goes. */

/* What is lost without units: curves of each network, and how task-specific each layer is. */
GtkWidget *fus_lesions_section_new (FusWorkspace *workspace);
/* What each layer tells of either task, and how far the two are aligned. */
GtkWidget *fus_layers_section_new (FusWorkspace *workspace);

G_END_DECLS
