/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/layers/layers.h"

G_BEGIN_DECLS

/* analysis/layers.csv and alignment.csv. */

/* All NaN. */
FusNetworkLayers *fus_network_layers_new (void);

/* Fills in the networks that the files hold as computed with the weights of @layers' set and with
 * @data_hash. */
void fus_layers_load (FusStudyLayers *layers, FusStudy *study, const char *data_hash);
gboolean fus_layers_save (const FusStudyLayers *layers, FusStudy *study, const char *data_hash,
                          GError **error);

G_END_DECLS
