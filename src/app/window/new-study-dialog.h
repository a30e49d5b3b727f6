/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"
#include <adwaita.h>

G_BEGIN_DECLS

/**
 * FusNewStudyDialog:
 *
 * Asks for the faces, the settings and the place of a new study, says how long training will take
 * and how much memory, looks every frame over for faults, and makes the study.
 *
 * Signal "created" (FusStudy): the study is on disk; the dialog closes itself.
 */
#define FUS_TYPE_NEW_STUDY_DIALOG (fus_new_study_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FusNewStudyDialog, fus_new_study_dialog, FUS, NEW_STUDY_DIALOG, AdwWindow)

/* @folder: (nullable): where the faces are; asked for in the dialog otherwise. @n_threads: 0 = all.
 */
FusNewStudyDialog *fus_new_study_dialog_new (GtkWindow *parent, const char *folder,
                                             guint n_threads);

G_END_DECLS
