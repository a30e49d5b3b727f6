/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/augment.h"
#include "faces/datasets/dataset.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusAugmentationPreview:
 *
 * A row that shows a frame of a data set as it is, and beside it as a network may see it in some
 * epochs. Hidden while there is no frame or nothing is changed.
 */
#define FUS_TYPE_AUGMENTATION_PREVIEW (fus_augmentation_preview_get_type ())
G_DECLARE_FINAL_TYPE (FusAugmentationPreview, fus_augmentation_preview, FUS, AUGMENTATION_PREVIEW,
                      AdwPreferencesRow)

FusAugmentationPreview *fus_augmentation_preview_new (void);

/* @dataset: (nullable). @crop: (nullable): the data set's own. The frame is read in the background;
 * of several calls the last one counts. */
void fus_augmentation_preview_show (FusAugmentationPreview *preview, FusDataset *dataset,
                                    const FusCrop *crop, guint image_size,
                                    const FusAugmentation *augmentation);

G_END_DECLS
