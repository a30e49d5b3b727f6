/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/stimuli/stimuli.h"

G_BEGIN_DECLS

/* Share of blank units against depth, with what the paper says of it. 89 mm. FusResultFigure.draw
 */
FusStudyFigure *fus_study_figure_blank_units (FusStudy *study, gconstpointer result, guint variant,
                                              GError **error);

/* Preferred stimuli of the units that are most active on the test frames, of every trained network:
 * nine of conv1, conv4, conv6 and conv8 each (figure 3), five of conv8 (figure S2A). They make the
 * stimuli that the study does not hold yet: FusResultFigure.make. @preset: FusStimulusPreset */
FusStudyFigure *fus_study_figure_3 (FusStudy *study, guint preset, guint n_threads,
                                    const FusPoll *poll, const FusProgress *progress,
                                    GError **error);
FusStudyFigure *fus_study_figure_s2a (FusStudy *study, guint preset, guint n_threads,
                                      const FusPoll *poll, const FusProgress *progress,
                                      GError **error);

G_END_DECLS
