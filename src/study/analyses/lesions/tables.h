/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/lesions/lesions.h"

G_BEGIN_DECLS

/* lesions.csv, lesion_curves.csv and lesion_layers.csv. */
#define FUS_N_LESION_TABLES 3
extern const FusResultTable fus_lesion_tables[FUS_N_LESION_TABLES];

/* Everything unknown; @n_units of each layer as @arch has it. */
FusNetworkLesions *fus_network_lesions_new (const FusArchitecture *arch);
void fus_network_lesions_free (FusNetworkLesions *lesions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusNetworkLesions, fus_network_lesions_free)

/* What follows from the rises of the loss alone: ranks, index and distance of each layer. */
void fus_network_lesions_conclude (FusNetworkLesions *lesions);

/* FusAnalysis.begin and .restore */
void fus_lesion_tables_begin (FusAnalysisWork *work, FusNetworkKind kind);
gboolean fus_lesion_tables_restore (FusAnalysisWork *work, FusNetworkKind kind);

G_END_DECLS
