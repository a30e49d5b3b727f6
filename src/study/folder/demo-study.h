/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * fus_demo_study_prepare:
 * @shipped: folder of the demo study as installed (data/demo)
 *
 * Makes the demo study usable: copies it into the user's data folder on first use (so that it can
 * be trained further) and draws its faces into the user's cache folder where they are not there
 * yet. Any thread; blocking (seconds on first use, milliseconds later).
 *
 * Returns: (transfer full): path of the study, or NULL with @error, or NULL when @poll cancelled
 */
char *fus_demo_study_prepare (const char *shipped, guint n_threads, const FusPoll *poll,
                              const FusProgress *progress, GError **error);
/* Whether that would be quick. */
gboolean fus_demo_study_is_ready (const char *shipped);

G_END_DECLS
