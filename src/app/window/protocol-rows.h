/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/protocol-settings.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusProtocolRows:
 *
 * A row for each setting of the protocol. Main thread.
 */
typedef struct _FusProtocolRows FusProtocolRows;

/* @changed: called when a person changes a setting. Made before what shows the rows, freed after.
 */
FusProtocolRows *fus_protocol_rows_new (void (*changed) (gpointer data), gpointer data);
void fus_protocol_rows_free (FusProtocolRows *rows);

/* Adds the rows of a group. Each is added once. */
void fus_protocol_rows_add_to (FusProtocolRows *rows, FusSettingsGroup group,
                               AdwExpanderRow *expander);

/* Without calling @changed. */
void fus_protocol_rows_show (FusProtocolRows *rows, const FusProtocol *protocol);
/* What the rows say, into @protocol. */
void fus_protocol_rows_read (FusProtocolRows *rows, FusProtocol *protocol);

G_END_DECLS
