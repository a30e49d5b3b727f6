/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusTrustCard:
 *
 * Can the map on stage be trusted? Tests it when asked to, with progress and cancel, and says what
 * came out, a sentence for each of three tests with their numbers as a figure, which can be copied
 * and exported. What was found of another frame, network, class or kind of map goes.
 *
 * Actions: trust.test, trust.cancel. Property "task" (string): whose map, where a network has
 * two.
 */
#define FUS_TYPE_TRUST_CARD (fus_trust_card_get_type ())
G_DECLARE_FINAL_TYPE (FusTrustCard, fus_trust_card, FUS, TRUST_CARD, GtkWidget)

/* Once. */
void fus_trust_card_set_workspace (FusTrustCard *card, FusWorkspace *workspace);
/* @explanation: (nullable): of the network @kind; NULL while pending: what was found stays */
void fus_trust_card_set_explanation (FusTrustCard *card, FusNetworkKind kind,
                                     FusExplanation *explanation);

G_END_DECLS
