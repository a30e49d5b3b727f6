/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * fus_demo_study_prepare:
 * @shipped: folder of the demo study as installed (data/demo)
 *
 * Makes the demo study usable: copies it into the user's data folder on first use, so that it can
 * be trained further. Its faces are drawn when they are read. Any thread; blocking (a part of a
 * second on first use, milliseconds later).
 *
 * Returns: (transfer full): path of the study, or NULL with @error
 */
char *fus_demo_study_prepare (const char *shipped, GError **error);

G_END_DECLS
