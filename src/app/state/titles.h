/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/explainer.h"

G_BEGIN_DECLS

/* Title of a class that the explanation's network has. */
const char *fus_explanation_class_title (const FusExplanation *explanation, FusTask task,
                                         gint32 class_index);
/* "F01 97 % · happy 88 %". (transfer full) */
char *fus_prediction_text (const FusExplanation *explanation);
/* "No positive evidence for happy" for those of @shown tasks whose map is empty, else NULL.
 * (transfer full) */
char *fus_evidence_message (const FusExplanation *explanation, const gboolean shown[FUS_N_TASKS]);

G_END_DECLS
