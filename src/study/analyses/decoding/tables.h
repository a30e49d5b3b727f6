/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/decoding/specialization.h"

G_BEGIN_DECLS

/* analysis/decoding.csv, accuracy.csv and predictions.csv: what was decoded and predicted, each
 * with a note of what it was computed from. All else follows from them in no time. */

/**
 * fus_specialization_fill:
 * @specialization: its frames, classes, truth and network hashes are set; what was decoded and
 *   predicted is filled in for each network whose weights the files were computed with
 * @data_hash: of the frames and settings
 *
 * Returns: bit mask of 1 << FusNetworkKind: the networks that were filled in
 */
guint fus_specialization_fill (FusSpecialization *specialization, FusStudy *study,
                               const char *data_hash);
gboolean fus_specialization_save (const FusSpecialization *specialization, FusStudy *study,
                                  const char *data_hash, GError **error);

G_END_DECLS
