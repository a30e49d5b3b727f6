/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A section of the Specialization page: what maps are worth by deletion, by random weights and in a
 * mirror. Its analysis is its own: it runs when asked for and is cancelled when the section goes.
 */
GtkWidget *fus_trust_section_new (FusWorkspace *workspace);

G_END_DECLS
