/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/maps/map-groups.h"
#include "study/analyses/maps/map-tests.h"
#include "study/figures/study-figure.h"

G_BEGIN_DECLS

/**
 * fus_study_figure_map_groups:
 *
 * Small multiples: one map of figure 2A for each expression, person or angle of its test frames, on
 * the scale of all four maps. 183 mm; at most seven in a row. Keeps the result. Any thread.
 * FusResultFigure.draw; @variant: FUS_MAP_GROUPS_VARIANT() of an index into fus_map_sources and a
 * FusMapGrouping.
 *
 * Returns: (transfer full) (nullable): NULL where the study has no such map
 */
FusStudyFigure *fus_study_figure_map_groups (FusStudy *study, gconstpointer result, guint variant,
                                             GError **error);
#define FUS_MAP_GROUPS_VARIANT(source, grouping) ((source) *FUS_N_MAP_GROUPINGS + (grouping))

G_END_DECLS
