/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-findings.h"
#include "study/analyses/trust/map-trust.h"

G_BEGIN_DECLS

/**
 * FusStudyFindings:
 * @result: what it was made from
 * @finding: [method][question]: unknown of methods that are not quick, and where a network is not
 *   trained
 * @n_frames: per task, that were drawn
 *
 * Does what the paper says of Grad-CAM maps hold for other kinds of map?
 */
typedef struct
{
  FusResult result;
  FusMapFinding finding[FUS_N_MAP_METHODS][FUS_N_MAP_QUESTIONS];
  guint n_frames[FUS_N_TASKS];
} FusStudyFindings;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyFindings, fus_result_unref)

/* The maps of a method that are asked: at conv8, where it has a layer. */
FusMapSpec fus_findings_spec (FusMapMethod method);

/* Whether a question can be asked of the networks that the result tells of. */
gboolean fus_findings_has (const FusStudyFindings *findings, guint question);

/**
 * fus_findings_trust:
 * @trust: (nullable): what the study's trust analysis has found
 *
 * The worst that is known of the maps which a question is asked of: no better than chance where
 * those of one head are not; not tested where one is not, as when @trust is of other networks.
 */
FusTrustVerdict fus_findings_trust (const FusStudyFindings *findings, const FusStudyTrust *trust,
                                    FusMapMethod method, guint question);

/**
 * fus_findings_analysis:
 *
 * Asks every statement of the paper about maps of the maps that each quick method makes for the
 * predicted class, of the same test frames that trust is measured on.
 *
 * Table: findings.csv (statement, networks, task, method, effect, low, high, n, holds, trust),
 * whose last column is as trust was known when it was written. Its result is a FusStudyFindings.
 */
extern const FusAnalysis fus_findings_analysis;

G_END_DECLS
