/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/trust/trust.h"

G_BEGIN_DECLS

/* trust_scores.csv, trust_deletion.csv, trust_randomization.csv and trust_flip.csv. */
#define FUS_N_TRUST_TABLES 4
extern const FusResultTable fus_trust_tables[FUS_N_TRUST_TABLES];

/* FusAnalysis.restore */
gboolean fus_trust_tables_restore (FusAnalysisWork *work, FusNetworkKind kind);

G_END_DECLS
