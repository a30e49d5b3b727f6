/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusCropDialog:
 *
 * Chooses what part of a study's frames the networks see.
 *
 * Signal "applied" (guint data set, pointer FusCrop): with the crop as it was before.
 */
#define FUS_TYPE_CROP_DIALOG (fus_crop_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FusCropDialog, fus_crop_dialog, FUS, CROP_DIALOG, AdwWindow)

/* @frame: index of the frame to show it on; its data set's crop is the one that changes. */
FusCropDialog *fus_crop_dialog_new (GtkWindow *parent, FusStudy *study, guint frame);

G_END_DECLS
