/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/findings/findings.h"

G_BEGIN_DECLS

/* (transfer full): effects of every kind of map, a column for each statement; what is not known to
 * be better than chance by the study's trust analysis is hollow. @result: FusStudyFindings. NULL
 * where nothing is known. Any thread. */
FusStudyFigure *fus_study_figure_findings (FusStudy *study, gconstpointer result, guint variant,
                                           GError **error);

G_END_DECLS
