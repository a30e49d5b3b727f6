/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/regions/regions.h"

G_BEGIN_DECLS

/* analysis/regions.csv and region_norms.csv with their notes. */

/* Fills in the rows, if the files were made from the same networks (whose hashes @regions has),
 * frames and template. */
gboolean fus_region_store_load (FusStudy *study, FusStudyRegions *regions,
                                const char *template_hash);
gboolean fus_region_store_save (FusStudy *study, FusStudyRegions *regions,
                                const char *template_hash, GError **error);

G_END_DECLS
