/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figures.h"
#include "study/analyses/stimuli/stimuli.h"

G_BEGIN_DECLS

/* Share of blank units against depth, with what the paper says of it. 89 mm. */
FusStudyFigure *fus_study_figure_blank_units (FusStudy *study, FusStudyStimuli *stimuli);

/* Makers (FusFigureMaker) of it, and of preferred stimuli of the units that are most active on the
 * test frames, of every trained network: nine of conv1, conv4, conv6 and conv8 each (figure 3),
 * five of conv8 (figure S2A); clear ones, or by the paper's preset. They make the stimuli that the
 * study does not hold yet. */
FusStudyFigure *fus_study_make_blank_units (FusStudy *study, guint n_threads, const FusPoll *poll,
                                            const FusProgress *progress, GError **error);
FusStudyFigure *fus_study_make_figure_3 (FusStudy *study, guint n_threads, const FusPoll *poll,
                                         const FusProgress *progress, GError **error);
FusStudyFigure *fus_study_make_figure_3_paper (FusStudy *study, guint n_threads,
                                               const FusPoll *poll, const FusProgress *progress,
                                               GError **error);
FusStudyFigure *fus_study_make_figure_s2a (FusStudy *study, guint n_threads, const FusPoll *poll,
                                           const FusProgress *progress, GError **error);
FusStudyFigure *fus_study_make_figure_s2a_paper (FusStudy *study, guint n_threads,
                                                 const FusPoll *poll, const FusProgress *progress,
                                                 GError **error);

G_END_DECLS
