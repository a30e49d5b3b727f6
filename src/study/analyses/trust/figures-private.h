/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figure-private.h"
#include "study/analyses/trust/figures.h"

G_BEGIN_DECLS

#define FUS_TRUST_MAX_HEADS 4
/* Of all figures, in millimetres, as the window shows them in one place. */
#define FUS_TRUST_FIGURE_HEIGHT 110

/* A head that was asked. */
typedef struct
{
  FusNetworkKind kind;
  FusTask task;
  const FusHeadTrust *trust;
} FusTrustHead;

/* The specialised networks' heads first. Returns: how many */
guint fus_trust_heads (const FusStudyTrust *trust, FusTrustHead heads[FUS_TRUST_MAX_HEADS]);
const char *fus_trust_head_title (const FusTrustHead *head);
/* Most frames that any head has of a quantity. */
guint fus_trust_most_frames (const FusTrustHead *heads, guint n_heads, guint quantity);
JsonBuilder *fus_trust_begin_note (FusStudy *study, const FusStudyTrust *trust);

G_END_DECLS
