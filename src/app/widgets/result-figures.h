/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/analysis-run.h"
#include "study/figures/study-figures.h"
#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusResultFigure:
 * @title: (nullable): untranslated; figures with a title share one place, where a switcher chooses
 *   between them; those without lie below one another
 * @make: (transfer full) (nullable): the figure, NULL where the result has none
 */
typedef struct
{
  const char *title;
  FusStudyFigure *(*make) (FusStudy *study, gpointer result);
} FusResultFigure;

/**
 * FusResultFigures:
 *
 * The figures of an analysis's latest result.
 */
#define FUS_TYPE_RESULT_FIGURES (fus_result_figures_get_type ())
G_DECLARE_FINAL_TYPE (FusResultFigures, fus_result_figures, FUS, RESULT_FIGURES, GtkWidget)

/**
 * fus_result_section_new:
 * @title, @description: translated
 * @kind: static
 * @ref_result: takes a reference, which @kind's free_result gives back
 * @figures: [n], static
 *
 * A FusAnalysisSection with the figures of an analysis that is its own: it runs when asked for and
 * is cancelled when the section goes.
 */
GtkWidget *fus_result_section_new (FusWorkspace *workspace, const char *title,
                                   const char *description, const FusAnalysisKind *kind,
                                   gpointer (*ref_result) (gpointer result),
                                   const FusResultFigure *figures, guint n);

G_END_DECLS
