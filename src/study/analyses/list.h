/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* All analyses, in the order in which they are best run and read. (transfer none) (array length=n)
 */
const FusAnalysis *const *fus_analyses (guint *n);
/* NULL for an unknown name. */
const FusAnalysis *fus_analysis_find (const char *name);
/* Their names, separated by commas. (transfer full) */
char *fus_analysis_names (void);

/**
 * FusFigureMaker:
 * @analysis: (nullable): whose figure it is; NULL where it is of no analysis
 *
 * A figure that can be made of a study.
 */
typedef struct
{
  const FusAnalysis *analysis;
  const FusResultFigure *figure;
} FusFigureMaker;

/* All figures, those of each analysis together. (transfer none) (array length=n). Any thread. */
const FusFigureMaker *fus_figure_makers (guint *n);
/* NULL for an unknown name; "figure-" may be left out. */
const FusFigureMaker *fus_figure_maker_find (const char *name);
/* As fus_analysis_make_figure(). */
FusStudyFigure *fus_figure_make (const FusFigureMaker *maker, FusStudy *study, guint n_threads,
                                 const FusPoll *poll, const FusProgress *progress, GError **error);

G_END_DECLS
