/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/units/units.h"

G_BEGIN_DECLS

/* analysis/units.csv and unit-frames.csv. */

/**
 * fus_units_store_load:
 * @units: its frames and network hashes are set; the units of each network whose weights the files
 *   were computed with are filled in
 * @archs: [network]: shape of each that has a hash
 * @data_hash: of the frames
 *
 * Returns: bit mask of 1 << FusNetworkKind: the networks that were filled in
 */
guint fus_units_store_load (FusStudyUnits *units, FusStudy *study,
                            const FusArchitecture archs[FUS_N_NETWORKS], const char *data_hash);
gboolean fus_units_store_save (const FusStudyUnits *units, FusStudy *study, const char *data_hash,
                               GError **error);

G_END_DECLS
