/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusResultFigures:
 *
 * The figures of an analysis's latest result.
 */
#define FUS_TYPE_RESULT_FIGURES (fus_result_figures_get_type ())
G_DECLARE_FINAL_TYPE (FusResultFigures, fus_result_figures, FUS, RESULT_FIGURES, GtkWidget)

/* A FusAnalysisSection with the figures of an analysis, as its row says. */
GtkWidget *fus_result_section_new (FusWorkspace *workspace, const FusAnalysis *analysis);

G_END_DECLS
