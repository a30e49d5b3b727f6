/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/truth/truth.h"

G_BEGIN_DECLS

/* Shares of the trained, untrained and random maps in the mask of their own task, with the share of
 * a uniform map as chance. 183 mm. NULL where no network is trained. Any thread.
 * FusResultFigure.draw */
FusStudyFigure *fus_study_figure_truth (FusStudy *study, gconstpointer result, guint variant,
                                        GError **error);

G_END_DECLS
