/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/decoding/specialization.h"

G_BEGIN_DECLS

/* Plots of a FusSpecialization: FusResultFigure.draw. Any thread; (transfer full). */

/* Figure 1B: decoding accuracy of both tasks from fc2 of the networks, with chance lines. 89 mm. */
FusStudyFigure *fus_study_figure_decoding (FusStudy *study, gconstpointer result, guint variant,
                                           GError **error);
/* Figure 1C: each head's accuracy, joint beside specialised. 89 mm. */
FusStudyFigure *fus_study_figure_accuracy (FusStudy *study, gconstpointer result, guint variant,
                                           GError **error);
/* Figure S1: 1C and 1B side by side, for a study over two data sets; NULL for any other. 183 mm. */
FusStudyFigure *fus_study_figure_two_datasets (FusStudy *study, gconstpointer result, guint variant,
                                               GError **error);
/* The confusion matrix of one head. NULL with FUS_STUDY_ERROR_TOO_LARGE where there are more
 * classes than FUS_MOST_CONFUSED. NULL where the network has no such head or is not trained.
 * @head: FUS_CONFUSION_HEAD() */
FusStudyFigure *fus_study_figure_confusion (FusStudy *study, gconstpointer result, guint head,
                                            GError **error);
#define FUS_CONFUSION_HEAD(kind, task) ((kind) *FUS_N_TASKS + (task))

G_END_DECLS
