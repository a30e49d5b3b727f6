/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/training/training.h"

G_BEGIN_DECLS

/* training/<kind>.csv. (transfer full) */
char *fus_training_log_path (FusStudy *study, FusNetworkKind kind);

/* Replaces the file by @epochs (FusEpoch): two rows each, a cell empty where there is no number.
 * The same bytes in every locale. */
gboolean fus_training_log_save (const char *path, const GArray *epochs, GError **error);

G_END_DECLS
