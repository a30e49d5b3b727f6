/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/lesions/lesions.h"

G_BEGIN_DECLS

/* analysis/lesions.csv, lesion_curves.csv and lesion_layers.csv. */

FusNetworkLesions *fus_network_lesions_new (void);
void fus_network_lesions_free (FusNetworkLesions *lesions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusNetworkLesions, fus_network_lesions_free)

/* What follows from the rises of the loss alone: ranks, index and distance of each layer. */
void fus_network_lesions_conclude (FusNetworkLesions *lesions);

/* Fills in the networks whose lesions the files hold as computed with the weights of @lesions' set
 * and with @data_hash. */
void fus_lesions_load (FusStudyLesions *lesions, FusStudy *study, const char *data_hash);
gboolean fus_lesions_save (const FusStudyLesions *lesions, FusStudy *study, const char *data_hash,
                           GError **error);

G_END_DECLS
