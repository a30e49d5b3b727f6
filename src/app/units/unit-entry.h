/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusUnitEntry:
 *
 * The address of a unit ("joint:conv8:137"), to be read, copied and typed; what is wrong with a
 * typed one is said below it.
 *
 * Signal "chosen" (pointer to a FusUnitAddress): somebody typed the address of a unit that the
 * study has, of a trained network.
 */
#define FUS_TYPE_UNIT_ENTRY (fus_unit_entry_get_type ())
G_DECLARE_FINAL_TYPE (FusUnitEntry, fus_unit_entry, FUS, UNIT_ENTRY, GtkWidget)

/* Once. */
void fus_unit_entry_set_workspace (FusUnitEntry *entry, FusWorkspace *workspace);
/* Shows an address, and takes back what was said of another. NULL: none. */
void fus_unit_entry_set_address (FusUnitEntry *entry, const FusUnitAddress *address);
/* Says what is wrong; NULL: nothing. */
void fus_unit_entry_say (FusUnitEntry *entry, const char *problem);
/* Whether a network of the study has been trained that has the unit; if not, says so. */
gboolean fus_unit_entry_check (FusUnitEntry *entry, const FusUnitAddress *address);
/* Puts the address that is shown on the clipboard, as text. */
void fus_unit_entry_copy (FusUnitEntry *entry);

G_END_DECLS
