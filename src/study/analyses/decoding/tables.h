/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/decoding/specialization.h"

G_BEGIN_DECLS

/* decoding.csv, accuracy.csv and predictions.csv: what was decoded and predicted. All else follows
 * from them in no time. */
#define FUS_N_DECODING_TABLES 3
extern const FusResultTable fus_decoding_tables[FUS_N_DECODING_TABLES];

/* FusAnalysis.restore */
gboolean fus_decoding_tables_restore (FusAnalysisWork *work, FusNetworkKind kind);

G_END_DECLS
