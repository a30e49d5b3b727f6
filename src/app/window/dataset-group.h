/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusDatasetGroup:
 *
 * Chooses a folder with faces, by dialog or by dropping one on it; tells what was recognised there,
 * with counts for each label and what a person should know; and asks what of it is to be used: how
 * many frames of a person, which of FER-2013's tests, which part of each frame.
 *
 * Signal "changed" (): another data set, or another choice of it.
 */
#define FUS_TYPE_DATASET_GROUP (fus_dataset_group_get_type ())
G_DECLARE_FINAL_TYPE (FusDatasetGroup, fus_dataset_group, FUS, DATASET_GROUP, AdwPreferencesGroup)

/* Title and explanation above the rows. @optional: it can be emptied again. */
void fus_dataset_group_describe (FusDatasetGroup *group, const char *title, const char *description,
                                 gboolean optional);
/* NULL to choose none. Opening goes on in the background. */
void fus_dataset_group_set_folder (FusDatasetGroup *group, const char *folder);
/* What is chosen of the data set. (transfer none) (nullable): NULL while there is none. */
FusDataset *fus_dataset_group_dataset (FusDatasetGroup *group);
/* Whether a folder is chosen that is not opened yet, or is no data set. */
gboolean fus_dataset_group_unsettled (FusDatasetGroup *group);
/* The crop that was drawn by hand. Returns: FALSE where the data set's own stands. */
gboolean fus_dataset_group_crop (FusDatasetGroup *group, FusCrop *crop);

G_END_DECLS
