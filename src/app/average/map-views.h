/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusMapTestsView:
 *
 * Box plots of the mean maps and the tests between them (figure 2B), at a level that can be chosen.
 */
#define FUS_TYPE_MAP_TESTS_VIEW (fus_map_tests_view_get_type ())
G_DECLARE_FINAL_TYPE (FusMapTestsView, fus_map_tests_view, FUS, MAP_TESTS_VIEW, GtkWidget)
void fus_map_tests_view_set_maps (FusMapTestsView *view, FusStudy *study, FusStudyMaps *maps);

/**
 * FusMapComparisonView:
 *
 * Where the joint network's maps coincide (figure 2C), and where they differ from the specialised
 * networks'.
 */
#define FUS_TYPE_MAP_COMPARISON_VIEW (fus_map_comparison_view_get_type ())
G_DECLARE_FINAL_TYPE (FusMapComparisonView, fus_map_comparison_view, FUS, MAP_COMPARISON_VIEW,
                      GtkWidget)
void fus_map_comparison_view_set_maps (FusMapComparisonView *view, FusStudy *study,
                                       FusStudyMaps *maps);

/**
 * FusMapGroupsView:
 *
 * Mean maps of each expression, person or angle as small multiples, or of all frames (figure 2A).
 */
#define FUS_TYPE_MAP_GROUPS_VIEW (fus_map_groups_view_get_type ())
G_DECLARE_FINAL_TYPE (FusMapGroupsView, fus_map_groups_view, FUS, MAP_GROUPS_VIEW, GtkWidget)
void fus_map_groups_view_set_maps (FusMapGroupsView *view, FusStudy *study, FusStudyMaps *maps);

G_END_DECLS
