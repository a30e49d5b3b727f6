/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"

G_BEGIN_DECLS

/**
 * FusUnitAddress:
 * @network: one of a study's three networks
 * @layer: the unit's layer
 * @unit: its number in the layer, from 0: a channel of a conv layer, a unit of an fc layer, a logit
 *   of the heads (identity's first, then expression's, of those that the network has)
 *
 * Which unit of a study is meant, written "joint:conv8:137" in files, in the window and on the
 * command line.
 */
typedef struct
{
  FusNetworkKind network;
  FusLayer layer;
  guint unit;
} FusUnitAddress;

/* "joint:conv8:137". (transfer full) */
char *fus_unit_address_format (const FusUnitAddress *address);

/**
 * fus_unit_address_parse:
 * @text: an address; blanks around it are ignored
 * @address: (out): left alone on failure
 *
 * Any thread. Whether the network has such a unit is fus_unit_address_check()'s to say.
 *
 * Returns: FALSE with @error (FUS_ENGINE_ERROR_ADDRESS), which says which of the three parts is
 *   wrong and what it may be
 */
gboolean fus_unit_address_parse (const char *text, FusUnitAddress *address, GError **error);

/* Whether a network of this architecture has the unit; otherwise FUS_ENGINE_ERROR_ADDRESS, with how
 * many the layer has. */
gboolean fus_unit_address_check (const FusUnitAddress *address, const FusArchitecture *arch,
                                 GError **error);

G_END_DECLS
