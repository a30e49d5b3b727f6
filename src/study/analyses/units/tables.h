/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/units/units.h"

G_BEGIN_DECLS

/* units.csv and unit-frames.csv. */
#define FUS_N_UNIT_TABLES 2
extern const FusResultTable fus_unit_tables[FUS_N_UNIT_TABLES];

/* FusAnalysis.begin and .restore */
void fus_unit_tables_begin (FusAnalysisWork *work, FusNetworkKind kind);
gboolean fus_unit_tables_restore (FusAnalysisWork *work, FusNetworkKind kind);

G_END_DECLS
