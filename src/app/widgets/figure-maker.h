/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/figure-view.h"
#include "study/analyses/maps/maps.h"

G_BEGIN_DECLS

/* Makes a figure of maps; @option is the maker's own. Any thread. NULL: there is none. */
typedef FusStudyFigure *(*FusMakeMapFigure) (FusStudy *study, FusStudyMaps *maps, guint option);

/**
 * fus_figure_view_make:
 * @make: (nullable): NULL hides the view
 *
 * Makes a figure off the main thread and shows it, unless another was asked for meanwhile; hides
 * the view where there is none.
 */
void fus_figure_view_make (FusFigureView *view, FusStudy *study, FusStudyMaps *maps,
                           FusMakeMapFigure make, guint option);

G_END_DECLS
