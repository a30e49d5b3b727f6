/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/figure-view.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/**
 * fus_figure_view_make:
 * @result: begins with a FusResult
 * @draw: (nullable): NULL hides the view
 *
 * Makes a figure off the main thread and shows it, unless another was asked for meanwhile; hides
 * the view where there is none. Main thread.
 */
void fus_figure_view_make (FusFigureView *view, FusStudy *study, gpointer result,
                           FusDrawFigure draw, guint variant);

G_END_DECLS
