/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/address.h"
#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusLesionBar:
 *
 * The units that the lesion brush has taken out, and what both tasks of their network lose by it:
 * accuracy on test frames before and after, as bars and in per cent. It speaks of the network
 * whose unit is chosen (fus_workspace_unit()); those of the others stay taken out. What it shows
 * is brought up to date after every change, off the main thread; what a newer change has
 * overtaken is dropped.
 *
 * Actions: lesions.clear.
 * Signals: "changed" (): units were taken out or put back.
 */
#define FUS_TYPE_LESION_BAR (fus_lesion_bar_get_type ())
G_DECLARE_FINAL_TYPE (FusLesionBar, fus_lesion_bar, FUS, LESION_BAR, GtkWidget)

/* Once. */
void fus_lesion_bar_set_workspace (FusLesionBar *bar, FusWorkspace *workspace);

/* Takes a unit out, or puts it back. Not of the heads: they are the tasks. */
void fus_lesion_bar_set_removed (FusLesionBar *bar, const FusUnitAddress *unit, gboolean removed);
gboolean fus_lesion_bar_is_removed (FusLesionBar *bar, const FusUnitAddress *unit);
/* Units taken out of one network. */
guint fus_lesion_bar_n_removed (FusLesionBar *bar, FusNetworkKind kind);
/* Measures now what is shown, if anything is out of date; a bar that is not seen does not. */
void fus_lesion_bar_update (FusLesionBar *bar);

G_END_DECLS
