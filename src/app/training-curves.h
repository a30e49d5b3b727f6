/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "training.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  FUS_CURVES_ACCURACY,
  FUS_CURVES_LOSS,
} FusCurvesQuantity;

/**
 * FusTrainingCurves:
 *
 * Accuracy or loss of one network against epochs: a line per head and part, test solid, training
 * dashed, each in its task's colour.
 */
#define FUS_TYPE_TRAINING_CURVES (fus_training_curves_get_type ())
G_DECLARE_FINAL_TYPE (FusTrainingCurves, fus_training_curves, FUS, TRAINING_CURVES, GtkWidget)

void fus_training_curves_set_quantity (FusTrainingCurves *curves, FusCurvesQuantity quantity);

/**
 * fus_training_curves_set_log:
 * @log: (element-type FusEpoch) (nullable): copied
 * @n_epochs: epochs the x axis has room for
 * @chance: per task: accuracy of guessing, NaN where the network has no such head
 */
void fus_training_curves_set_log (FusTrainingCurves *curves, const GArray *log, guint n_epochs,
                                  const double chance[FUS_N_TASKS]);

G_END_DECLS
