/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusUnitCard:
 *
 * What the study knows of one unit, beside what it makes of a frame: its preferred stimulus and the
 * frames that drive it most. Shows what was computed before; a button computes what is missing.
 *
 * Action: unit.find.
 */
#define FUS_TYPE_UNIT_CARD (fus_unit_card_get_type ())
G_DECLARE_FINAL_TYPE (FusUnitCard, fus_unit_card, FUS, UNIT_CARD, GtkWidget)

/* Once. */
void fus_unit_card_set_workspace (FusUnitCard *card, FusWorkspace *workspace);
/* Of a unit that its network has. */
void fus_unit_card_set_address (FusUnitCard *card, const FusUnitAddress *address);

G_END_DECLS
