/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/trust/trust.h"

G_BEGIN_DECLS

/* Plots of whether maps can be trusted. Any thread; (transfer full), NULL where no head was asked.
 * 183 mm. */

/* Probability of the class against the share of pixels removed, a panel for each head. */
FusStudyFigure *fus_study_figure_trust_deletion (FusStudy *study, gconstpointer result,
                                                 guint variant, GError **error);
/* Deletion scores of the kinds of map, and of random maps. */
FusStudyFigure *fus_study_figure_trust_methods (FusStudy *study, gconstpointer result,
                                                guint variant, GError **error);
/* Likeness of the kinds of map to those of a network of random weights. */
FusStudyFigure *fus_study_figure_trust_random_weights (FusStudy *study, gconstpointer result,
                                                       guint variant, GError **error);
/* Likeness to the map of the trained network against how much of it is random, a panel for each
 * head. */
FusStudyFigure *fus_study_figure_trust_randomization (FusStudy *study, gconstpointer result,
                                                      guint variant, GError **error);
/* Likeness to the mirrored frame's map, and what of its asymmetry follows the face. */
FusStudyFigure *fus_study_figure_trust_flip (FusStudy *study, gconstpointer result, guint variant,
                                             GError **error);

G_END_DECLS
