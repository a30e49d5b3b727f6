/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/analysis-run.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusAnalysisSection:
 *
 * A titled part of a page that shows what an analysis found: the content where there is a result,
 * and above it what is going on: not computed yet, running with progress and cancel, failed,
 * outdated with a button to recompute. Actions section.compute and section.cancel.
 */
#define FUS_TYPE_ANALYSIS_SECTION (fus_analysis_section_get_type ())
G_DECLARE_FINAL_TYPE (FusAnalysisSection, fus_analysis_section, FUS, ANALYSIS_SECTION, GtkWidget)

/**
 * fus_analysis_section_new:
 * @title: translated
 * @description: translated: the question, in a sentence or two
 * @content: shown where there is a result
 */
GtkWidget *fus_analysis_section_new (const char *title, const char *description,
                                     GtkWidget *content);

/**
 * fus_analysis_section_set_run:
 * @leads: whether the section says how the run is getting on. Where several sections show one run,
 *   the first leads, and the others are not seen until there is a result.
 *
 * Once.
 */
void fus_analysis_section_set_run (FusAnalysisSection *section, FusAnalysisRun *run,
                                   gboolean leads);

G_END_DECLS
