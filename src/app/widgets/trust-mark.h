/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include "study/analyses/trust/map-trust.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusTrustMark:
 *
 * One quiet line that says of a map what the study's tests say of its kind: better than chance, no
 * better, or not tested; a click or the pointer at rest tells the scores and what they mean. Where
 * another method does better, a button beside it changes to that.
 */
#define FUS_TYPE_TRUST_MARK (fus_trust_mark_get_type ())
G_DECLARE_FINAL_TYPE (FusTrustMark, fus_trust_mark, FUS, TRUST_MARK, GtkWidget)

GtkWidget *fus_trust_mark_new (void);

/* @subject: (nullable): whose map it is, where there are several: "Identity".
 * @may_change: whether the method can be changed here, by the actions
 * "view.map-method" and "view.map-layer". */
void fus_trust_mark_show (FusTrustMark *mark, const char *subject, const FusMapTrust *trust,
                          const FusMapSpec *spec, gboolean may_change);
/* What it says: "Identity: better than chance". (transfer none) */
const char *fus_trust_mark_text (FusTrustMark *mark);

/* The study's tests as they stand; NULL where there are none of the networks as they are now.
 * (transfer none) (nullable) */
const FusStudyTrust *fus_workspace_trust (FusWorkspace *workspace);
/* What they say of the maps of @explanation (nullable) that the view's options show: a bit mask of
 * the tasks, and @trust of each of these. */
guint fus_workspace_map_trust (FusWorkspace *workspace, FusNetworkKind kind,
                               const FusExplanation *explanation, FusMapTrust trust[FUS_N_TASKS]);

G_END_DECLS
