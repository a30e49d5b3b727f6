/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/maps/maps.h"

G_BEGIN_DECLS

/* What follows from the maps: map_groups.csv, map_overlap.csv and map_pixels.csv. */
#define FUS_N_MAP_TABLES 3
extern const FusResultTable fus_map_tables[FUS_N_MAP_TABLES];

/* FusAnalysis.save: the groups' maps and the differences, in analysis/maps. */
gboolean fus_map_tables_save (gconstpointer result, FusStudy *study, const char *note,
                              GError **error);
/* Adds the tests of figure 2B, at every level. */
void fus_map_tables_add_tests (const FusStudyMaps *maps, FusTestsTable *tests);

G_END_DECLS
