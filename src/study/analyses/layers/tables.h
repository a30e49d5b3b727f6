/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/layers/layers.h"

G_BEGIN_DECLS

/* layers.csv and alignment.csv. */
#define FUS_N_LAYER_TABLES 2
extern const FusResultTable fus_layer_tables[FUS_N_LAYER_TABLES];

/* Everything unknown; free with g_free(). */
FusNetworkLayers *fus_network_layers_new (void);

/* FusAnalysis.begin and .restore */
void fus_layer_tables_begin (FusAnalysisWork *work, FusNetworkKind kind);
gboolean fus_layer_tables_restore (FusAnalysisWork *work, FusNetworkKind kind);

G_END_DECLS
