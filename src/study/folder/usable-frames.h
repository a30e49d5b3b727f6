/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"

G_BEGIN_DECLS

/* Whether any frame of a checked data set can be used; sets FUS_STUDY_ERROR_DATA, with the faults
 * counted. */
gboolean fus_usable_frames_check (const FusDataset *dataset, const FusFrameList *checked,
                                  GError **error);

/* Whether there are two classes or more to tell apart in what each task trains on, after the split;
 * sets FUS_STUDY_ERROR_DATA, as 100 % of one class is no result. */
gboolean fus_usable_classes_check (const FusFrameList *frames, GError **error);

G_END_DECLS
