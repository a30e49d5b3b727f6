/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/training/trainer.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusTrainingIndicator:
 *
 * How far training is, on every page; pauses and resumes. Hidden when nothing is trained.
 */
#define FUS_TYPE_TRAINING_INDICATOR (fus_training_indicator_get_type ())
G_DECLARE_FINAL_TYPE (FusTrainingIndicator, fus_training_indicator, FUS, TRAINING_INDICATOR,
                      GtkWidget)

void fus_training_indicator_set_trainer (FusTrainingIndicator *indicator, FusTrainer *trainer);

G_END_DECLS
