/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/bars.h"
#include "figures/confusion.h"
#include "figures/figure.h"
#include "study/analyses/decoding/specialization.h"

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

/* Figure 1B: decoding accuracy of both tasks from fc2 of the networks, with chance lines. 89 mm. */
FusStudyFigure *fus_study_figure_decoding (FusStudy *study, FusSpecialization *specialization);
/* Figure 1C: each head's accuracy, joint beside specialised. 89 mm. */
FusStudyFigure *fus_study_figure_accuracy (FusStudy *study, FusSpecialization *specialization);
/* Figure S1: 1C and 1B side by side, for a study over two data sets; NULL for any other. 183 mm. */
FusStudyFigure *fus_study_figure_two_datasets (FusStudy *study, FusSpecialization *specialization);
/* The confusion matrix of one head. NULL where the network has no such head or is not trained. */
FusStudyFigure *fus_study_figure_confusion (FusStudy *study, FusSpecialization *specialization,
                                            FusNetworkKind kind, FusTask task);

/* Figure S2B: every channel of conv1 … conv8 of all networks for one frame: the paper's where the
 * study has it, else a happy straight one. 183 mm. NULL with @error, or without when @poll
 * cancelled or no network is trained. */
FusStudyFigure *fus_study_figure_features (FusStudy *study, guint n_threads, const FusPoll *poll,
                                           const FusProgress *progress, GError **error);

/* The chart behind fus_study_figure_decoding() or _accuracy(), to find what a click points at; NULL
 * for other figures. Group = task, bar = network as listed by fus_study_figure_bar_network(). */
const FusBarChart *fus_study_figure_chart (FusStudyFigure *figure);
FusNetworkKind fus_study_figure_bar_network (FusStudyFigure *figure, guint group, guint bar);
const FusConfusionPlot *fus_study_figure_confusion_plot (FusStudyFigure *figure);

/**
 * FusFigureMaker:
 * @name: of its files, as "figure-1b"
 * @make: (transfer full): computes what the figure needs, or reads it from analysis/, and makes the
 *   figure. Any thread. NULL with @error, or without when @poll cancelled or when the study has no
 *   such figure (as where a network is not trained)
 *
 * A figure that can be made of a study.
 */
typedef struct
{
  const char *name;
  FusStudyFigure *(*make) (FusStudy *study, guint n_threads, const FusPoll *poll,
                           const FusProgress *progress, GError **error);
} FusFigureMaker;

/* All figures, in the order of the paper. (transfer none) (array length=n) */
const FusFigureMaker *fus_figure_makers (guint *n);
/* NULL for an unknown name; "figure-" may be left out. */
const FusFigureMaker *fus_figure_maker_find (const char *name);

G_END_DECLS
