/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figure.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusSharedFigure:
 *
 * A figure that a view shows while a thread writes it; immutable, reference counted (atomically).
 */
typedef struct _FusSharedFigure FusSharedFigure;

/* @figure: (transfer full) */
FusSharedFigure *fus_shared_figure_new (FusStudyFigure *figure);
FusSharedFigure *fus_shared_figure_ref (FusSharedFigure *shared);
void fus_shared_figure_unref (FusSharedFigure *shared);
FusStudyFigure *fus_shared_figure_get (FusSharedFigure *shared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusSharedFigure, fus_shared_figure_unref)

/* Each works in the background and tells how it went by the window's action win.toast. */

/* Puts the figure on @widget's clipboard, as PNG at 300 dots per inch, black on white. */
void fus_figure_copy (GtkWidget *widget, FusSharedFigure *shared);
/* Asks for a folder, and before files are replaced; then fus_figure_export(). */
void fus_figure_ask_and_export (GtkWidget *widget, FusSharedFigure *shared);
/* Writes all files of the figure, see fus_figure_write(). */
void fus_figure_export (GtkWidget *widget, FusSharedFigure *shared, const char *folder);

G_END_DECLS
