/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/figure-export.h"
#include "app/widgets/layer-grids.h"
#include "app/state/workspace.h"

G_BEGIN_DECLS

/**
 * fus_layers_figure_make:
 * @order: of the channels
 * @then: gets the figure, in the main thread; unless @widget is gone by then
 *
 * Makes the figure of what @grids show of the frame that is looked at, off the main thread: the
 * note of a large network's weights takes a while.
 *
 * Returns: FALSE where they show nothing yet; then @then is not called
 */
gboolean fus_layers_figure_make (GtkWidget *widget, FusWorkspace *workspace, FusLayerGrids *grids,
                                 FusFeatureReader *reader, FusLayerOrder order,
                                 void (*then) (GtkWidget *widget, FusSharedFigure *figure));

G_END_DECLS
