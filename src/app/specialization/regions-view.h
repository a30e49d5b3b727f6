/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A section of the Specialization page: on which regions of the face the networks' maps lie, the
 * joint network's and the specialised ones' side by side. (transfer floating) */
GtkWidget *fus_regions_section_new (FusWorkspace *workspace);

G_END_DECLS
