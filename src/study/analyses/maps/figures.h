/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/boxplot.h"
#include "study/analyses/maps/map-tests.h"
#include "study/figures/study-figure.h"

G_BEGIN_DECLS

/* Figures of the maps of a study, FusResultFigure.draw. Each keeps the result.
 * NULL where no network is trained whose maps it shows. Any thread. */

/* Figure 2A: mean maps of all networks and tasks on the average face, on one scale. 183 mm. */
FusStudyFigure *fus_study_figure_mean_maps (FusStudy *study, gconstpointer result, guint variant,
                                            GError **error);
/* Figure 2B: box plots with all pairwise tests; for what is one observation see FusMapLevel. 89 mm.
 */
FusStudyFigure *fus_study_figure_map_boxes (FusStudy *study, gconstpointer result, guint level,
                                            GError **error);
/* Figure 2C: both maps of the joint network above the shared 95th percentile. 89 mm. */
FusStudyFigure *fus_study_figure_map_overlap (FusStudy *study, gconstpointer result, guint variant,
                                              GError **error);
/* Figure 2D: maps of two test frames for the expression that is predicted. 89 mm. NULL also with
 * @error when a frame cannot be read. */
FusStudyFigure *fus_study_figure_example_maps (FusStudy *study, gconstpointer result, guint variant,
                                               GError **error);
/* Joint minus specialised, for each task. 89 mm. */
FusStudyFigure *fus_study_figure_map_differences (FusStudy *study, gconstpointer result,
                                                  guint variant, GError **error);

G_END_DECLS
