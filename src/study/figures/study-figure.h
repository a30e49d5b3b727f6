/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/bars.h"
#include "figures/confusion.h"
#include "figures/figure.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* Plots of a study's results, ready to be drawn: the window, fusiform-cli figures and Export all
 * draw these. Each owns what it points to. Any thread. */

/**
 * FusStudyFigure:
 * @figure: to be written by fus_figure_write(), or drawn by its draw function
 *
 * One figure with the numbers it draws and its note of origin.
 */
typedef struct _FusStudyFigure FusStudyFigure;

const FusFigure *fus_study_figure (FusStudyFigure *figure);
void fus_study_figure_free (FusStudyFigure *figure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyFigure, fus_study_figure_free)

/* What it says of frames that could not be read and are left out; NULL where none are. */
const char *fus_study_figure_missing (FusStudyFigure *figure);

/* The chart behind a figure of accuracies, to find what a click points at; NULL for other figures.
 * Group = task, bar = network as listed by fus_study_figure_bar_network(). */
const FusBarChart *fus_study_figure_chart (FusStudyFigure *figure);
FusNetworkKind fus_study_figure_bar_network (FusStudyFigure *figure, guint group, guint bar);
const FusConfusionPlot *fus_study_figure_confusion_plot (FusStudyFigure *figure);

G_END_DECLS
