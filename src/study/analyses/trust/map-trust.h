/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/trust/trust.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_TRUST_NOT_TESTED,
  FUS_TRUST_NO_BETTER,
  FUS_TRUST_BETTER,
} FusTrustVerdict;

/**
 * FusMapTrust:
 * @verdict: of one kind of map: better than chance where the whole interval of its mean deletion
 *   score (2.5 to 97.5 percentile) lies above that of random maps
 * @score, @random: both scores; NaN where it is not tested
 * @best: the method whose score is the highest
 * @best_score: its score
 * @best_verdict: FUS_TRUST_NOT_TESTED where none was tested
 *
 * What the tests of a study say of the maps of one head.
 */
typedef struct
{
  FusTrustVerdict verdict;
  FusTrustNumber score, random;
  FusMapMethod best;
  FusTrustNumber best_score;
  FusTrustVerdict best_verdict;
} FusMapTrust;

/* @trust: (nullable). The tests are of maps at conv8, and of methods without a layer; others are
 * not tested. Any thread. */
FusMapTrust fus_map_trust (const FusStudyTrust *trust, FusNetworkKind kind, FusTask task,
                           const FusMapSpec *spec);

/* "better than chance": translated. */
const char *fus_trust_verdict_title (FusTrustVerdict verdict);
/* What it means, with the scores, in two or three sentences for a person. Translated. (transfer
 * full) */
char *fus_map_trust_describe (const FusMapTrust *trust, const FusMapSpec *spec);

G_END_DECLS
