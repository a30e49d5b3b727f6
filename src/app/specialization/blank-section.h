/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Section of the Specialization page: the share of blank units against depth, beside what the paper
 * says of it. Computed when it is asked for: it takes an ascent for every conv unit. */
GtkWidget *fus_blank_section_new (FusWorkspace *workspace);

G_END_DECLS
