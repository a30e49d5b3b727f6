/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/frame-trust.h"
#include "study/figures/study-figure.h"

G_BEGIN_DECLS

/**
 * fus_study_figure_frame_trust:
 * @network: whose map was tested
 * @frame: of the study, or -1 for a picture of one's own
 * @title: says which, for a person
 *
 * What the tests of one frame's map came to: probability of the class as pixels are removed, beside
 * random maps; likeness of the map to that of the network with ever more of its weights at random.
 * The table has the numbers of all three tests: test, at (share of pixels, layer), quantity, value.
 * 60 mm: it stands beside the frame. "frame-trust". Any thread. (transfer full): NULL for a map
 * without evidence
 */
FusStudyFigure *fus_study_figure_frame_trust (FusStudy *study, FusNetworkKind kind,
                                              const FusNetwork *network, const FusFrameTrust *trust,
                                              gint64 frame, const char *title);

G_END_DECLS
