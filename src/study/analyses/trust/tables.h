/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/trust/trust.h"

G_BEGIN_DECLS

/* The tables of analysis/ that hold a FusStudyTrust. */

/**
 * fus_trust_store_load:
 * @data_hash: of what else than the networks the tables were made from
 *
 * Fills in the heads of the networks (whose hashes @trust has) of which all tables tell.
 */
void fus_trust_store_load (FusStudyTrust *trust, FusStudy *study, const char *data_hash);
/* @n_frames: per task, that were drawn */
gboolean fus_trust_store_save (const FusStudyTrust *trust, FusStudy *study, const char *data_hash,
                               const guint n_frames[FUS_N_TASKS], GError **error);

G_END_DECLS
