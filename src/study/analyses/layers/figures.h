/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figures.h"
#include "study/analyses/layers/layers.h"
#include "study/analyses/lesions/lesions.h"

G_BEGIN_DECLS

/* Plots of lesions and of what each layer tells. Any thread; (transfer full). */

/* Accuracy of either task against the share of units removed, a panel for each layer and one for
 * all layers. 183 mm. NULL where the network is not trained. */
FusStudyFigure *fus_study_figure_lesions (FusStudy *study, const FusStudyLesions *lesions,
                                          FusNetworkKind kind);
/* How far apart the units are that the joint network's two tasks need, by layer. 120 mm. NULL where
 * it is not trained. */
FusStudyFigure *fus_study_figure_specificity (FusStudy *study, const FusStudyLesions *lesions);
/* Decoding accuracy of both tasks by layer, a panel for each network. 183 mm. */
FusStudyFigure *fus_study_figure_layers (FusStudy *study, const FusStudyLayers *layers);
/* Congruence of identity and expression by layer, a curve for each network. 120 mm. */
FusStudyFigure *fus_study_figure_alignment (FusStudy *study, const FusStudyLayers *layers);

G_END_DECLS
