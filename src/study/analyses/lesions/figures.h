/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/lesions/lesions.h"

G_BEGIN_DECLS

/* Plots of a FusStudyLesions: FusResultFigure.draw. Any thread; (transfer full). */

/* Accuracy of either task against the share of units removed, a panel for each layer and one for
 * all layers. 183 mm. NULL where the network is not trained. @kind: FusNetworkKind */
FusStudyFigure *fus_study_figure_lesions (FusStudy *study, gconstpointer result, guint kind,
                                          GError **error);
/* How far apart the units are that the joint network's two tasks need, by layer. 120 mm. NULL where
 * it is not trained. */
FusStudyFigure *fus_study_figure_specificity (FusStudy *study, gconstpointer result, guint variant,
                                              GError **error);

G_END_DECLS
