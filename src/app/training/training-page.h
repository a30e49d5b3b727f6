/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusTrainingPage:
 *
 * Starts, pauses and stops the training of a study's networks, and shows their curves while they
 * learn.
 */
#define FUS_TYPE_TRAINING_PAGE (fus_training_page_get_type ())
G_DECLARE_FINAL_TYPE (FusTrainingPage, fus_training_page, FUS, TRAINING_PAGE, AdwBin)

/* Trains every network that has epochs left, going on from its checkpoint. */
void fus_training_page_train_all (FusTrainingPage *page);

G_END_DECLS
