/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/regions.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* A study's regions.json: where the regions of its faces lie, for a person to edit. */

/**
 * fus_region_file_load:
 * @hash: (out) (nullable): SHA-256 of what the template was read from
 *
 * The study's own template, or the default one where it has none. Any thread.
 *
 * Returns: (transfer full): NULL with FUS_STUDY_ERROR_PROTOCOL, which names the file and what is
 *   wrong with it
 */
FusRegionTemplate *fus_region_file_load (FusStudy *study, char **hash, GError **error);

/* Writes the default template where the study has none yet. Any thread. */
gboolean fus_region_file_ensure (FusStudy *study, GError **error);

G_END_DECLS
