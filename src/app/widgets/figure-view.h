/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figure.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusFigureView:
 *
 * Shows a figure of a study in the colours of the window, at its own proportions: as large as there
 * is room, its text between 7 and 16 pixels. A menu (button in the corner, right click, Menu key)
 * copies the figure or exports it; actions figure.copy and figure.export.
 *
 * Property "fills" (boolean): the figure takes all the room there is, whatever its proportions; for
 * plots that grow while they are watched.
 *
 * Signal "picked" (guint row, guint column): a bar (group, bar) or a cell (true, predicted) was
 * clicked, or chosen by the arrow keys and Enter; only where the view is pickable.
 */
#define FUS_TYPE_FIGURE_VIEW (fus_figure_view_get_type ())
G_DECLARE_FINAL_TYPE (FusFigureView, fus_figure_view, FUS, FIGURE_VIEW, GtkWidget)

GtkWidget *fus_figure_view_new (void);

/* @figure: (transfer full) (nullable): shows nothing */
void fus_figure_view_set_figure (FusFigureView *view, FusStudyFigure *figure);
/* (transfer none) (nullable) */
FusStudyFigure *fus_figure_view_figure (FusFigureView *view);

/* Whether bars and cells can be chosen; @what tells in their tooltip what happens then: "Click to
 * list these frames". NULL: they cannot. */
void fus_figure_view_set_pickable (FusFigureView *view, const char *what);

/* Writes SVG, PDF, PNG, CSV and the note of origin into a folder, in the background; a toast of the
 * window tells how it went. What figure.export does after its questions. */
void fus_figure_view_export (FusFigureView *view, const char *folder);

G_END_DECLS
