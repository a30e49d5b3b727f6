/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/curve-grid.h"
#include "study/folder/frame-tally.h"
#include "study/figures/study-figure.h"

G_BEGIN_DECLS

struct _FusStudyFigure
{
  FusFigure figure;
  char *missing;
  GPtrArray *owned;                  /* with each block's own way to be freed, in owned_free */
  GArray *owned_free;                /* GDestroyNotify */
  const FusBarChart *chart;          /* in owned, NULL for other figures */
  const FusConfusionPlot *confusion; /* likewise */
  GArray *bar_networks[FUS_N_TASKS]; /* FusNetworkKind of each bar of each group */
};

FusStudyFigure *fus_study_figure_new (void);
/* Gives @data to the figure. Returns: @data */
gpointer fus_study_figure_own (FusStudyFigure *figure, gpointer data, GDestroyNotify free_data);
/* n zeroed bytes that the figure owns. */
gpointer fus_study_figure_alloc (FusStudyFigure *figure, gsize n);

/* For fus_study_figure_missing(). */
void fus_study_figure_set_tally (FusStudyFigure *figure, const FusFrameTally *tally);

/* Begins a note of origin with the study, the program, the networks that have a hash, and the
 * frames that are lacking; the caller adds what else matters and passes it to
 * fus_study_figure_end_note(). @tally: (nullable). (transfer full) */
JsonBuilder *fus_study_figure_begin_note (FusStudy *study, char *const hashes[FUS_N_NETWORKS],
                                          const FusFrameTally *tally);
/* The same for a figure of one frame, whose path and part it says; -1: of a picture of one's own,
 * called @title. */
JsonBuilder *fus_study_figure_begin_frame_note (FusStudy *study, char *const hashes[FUS_N_NETWORKS],
                                                gint64 index, const char *title);
/* Frees @builder. */
void fus_study_figure_end_note (FusStudyFigure *figure, JsonBuilder *builder);

/* Make of @figure the drawing of @grid or @chart, which it owns, with its numbers; @name and @title
 * outlive the figure or are its own; millimetres. Free @note. */
void fus_study_figure_set_curves (FusStudyFigure *figure, FusCurveGrid *grid, const char *name,
                                  const char *title, double width, double height,
                                  JsonBuilder *note);
void fus_study_figure_set_bars (FusStudyFigure *figure, FusBarChart *chart, const char *name,
                                double width, double height, JsonBuilder *note);

/* Of the networks of one task the task's; of the joint one its own, which is neither's. */
FusColor fus_study_network_color (FusNetworkKind kind);

G_END_DECLS
