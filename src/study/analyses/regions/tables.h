/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/regions/regions.h"

G_BEGIN_DECLS

/* regions.csv and region_norms.csv. */
#define FUS_N_REGION_TABLES 2
extern const FusResultTable fus_region_tables[FUS_N_REGION_TABLES];

/* FusAnalysis.restore */
gboolean fus_region_tables_restore (FusAnalysisWork *work, FusNetworkKind kind);

G_END_DECLS
