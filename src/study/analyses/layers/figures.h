/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/layers/layers.h"

G_BEGIN_DECLS

/* Plots of a FusStudyLayers: FusResultFigure.draw. Any thread; (transfer full). */

/* Decoding accuracy of both tasks by layer, a panel for each network. 183 mm. */
FusStudyFigure *fus_study_figure_layers (FusStudy *study, gconstpointer result, guint variant,
                                         GError **error);
/* Congruence of identity and expression by layer, a curve for each network. 120 mm. */
FusStudyFigure *fus_study_figure_alignment (FusStudy *study, gconstpointer result, guint variant,
                                            GError **error);

G_END_DECLS
