/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/gallery.h"
#include "study/analyses/units/units.h"
#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusUnitPanel:
 *
 * One unit enlarged: its preferred stimulus and how that was made, how strongly it answers to the
 * test frames, the nine frames that drive it most with the patch that does it, and why it is blank
 * where it is.
 */
#define FUS_TYPE_UNIT_PANEL (fus_unit_panel_get_type ())
G_DECLARE_FINAL_TYPE (FusUnitPanel, fus_unit_panel, FUS, UNIT_PANEL, GtkWidget)

/* Once. */
void fus_unit_panel_set_up (FusUnitPanel *panel, FusWorkspace *workspace, FusGallery *gallery);
/* (nullable) */
void fus_unit_panel_set_units (FusUnitPanel *panel, FusStudyUnits *units);
/* NULL for none. */
void fus_unit_panel_set_address (FusUnitPanel *panel, const FusUnitAddress *address);

G_END_DECLS
