/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/regions/regions.h"

G_BEGIN_DECLS

/* Plots of a FusStudyRegions: FusResultFigure.draw. Any thread; (transfer full). */

/* Bars of the mean share per region and task: of the joint network, or each task's own. NULL where
 * there is nothing to show. 183 mm. */
FusStudyFigure *fus_study_figure_regions (FusStudy *study, gconstpointer result, guint joint,
                                          GError **error);

/* Bars of how dense the expression network's maps are in each third of the face, by the expression
 * that the frame shows. NULL without that network. 183 mm. */
FusStudyFigure *fus_study_figure_regions_by_expression (FusStudy *study, gconstpointer result,
                                                        guint variant, GError **error);

G_END_DECLS
