/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/channel-grid.h"
#include "study/figures/study-figure.h"

G_BEGIN_DECLS

/**
 * FusShownFeatures:
 * @network: whose features they are
 * @grid: the features, their order, scale and colours, names
 *
 * One layer of one network as it is shown.
 */
typedef struct
{
  FusNetworkKind kind;
  FusNetwork *network;
  FusChannelGrid grid;
} FusShownFeatures;

/**
 * fus_study_figure_shown_features:
 * @shown: [n]: of one layer; what it points to is kept by reference or copied
 * @picture: (nullable): what the networks were shown
 * @frame: of the study, or -1 for a picture of one's own
 * @title: says what it is, for a person
 * @order: by what the channels are ordered, for the note: "unit", "activation", …
 *
 * Figure S2B for one layer: every channel of each of the networks. 183 mm. "figure-s2b-conv4". Any
 * thread. (transfer full)
 */
FusStudyFigure *fus_study_figure_shown_features (FusStudy *study, const FusShownFeatures *shown,
                                                 guint n, FusPicture *picture, gint64 frame,
                                                 const char *title, const char *order);

/* Figure S2B: every channel of conv1 … conv8 of all networks for one frame: the paper's where the
 * study has it, else a happy straight one. 183 mm. NULL with @error, or without when @poll
 * cancelled or no network is trained. */
FusStudyFigure *fus_study_figure_features (FusStudy *study, guint n_threads, const FusPoll *poll,
                                           const FusProgress *progress, GError **error);

G_END_DECLS
