/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figure.h"
#include "study/training/training.h"

G_BEGIN_DECLS

typedef enum
{
  FUS_TRAINING_ACCURACY,
  FUS_TRAINING_LOSS,
} FusTrainingQuantity;

/**
 * fus_study_figure_training:
 * @log: (element-type FusEpoch): may be empty
 * @n_epochs: epochs the x axis has room for
 *
 * Accuracy or loss of one network against epochs: a line per head and part, test solid, training
 * dashed, each in its task's colour; chance as a dotted line. 89 mm. Any thread.
 *
 * Returns: (transfer full)
 */
FusStudyFigure *fus_study_figure_training (FusStudy *study, FusNetworkKind kind, const GArray *log,
                                           guint n_epochs, FusTrainingQuantity quantity);

G_END_DECLS
