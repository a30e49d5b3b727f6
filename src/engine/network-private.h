/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"

G_BEGIN_DECLS

/* What the files of the engine need beyond network.h. */
const float *fus_network_peek_parameters (const FusNetwork *network);
/* Sorted by key; owned by the network. */
GTree *fus_network_notes (const FusNetwork *network);

G_END_DECLS
