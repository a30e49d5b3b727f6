/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * fus_study_input_open:
 * @status: (out): what to exit with where there is none; the reason was printed
 *
 * Opens a study that a command works on. Demo faces that are not drawn yet, or were cleaned away,
 * are drawn first, with progress.
 *
 * Returns: (transfer full) (nullable)
 */
FusStudy *fus_study_input_open (const char *path, guint n_threads, int *status);

G_END_DECLS
