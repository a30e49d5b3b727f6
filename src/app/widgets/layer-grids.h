/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures/channel-grid.h"
#include "study/asking/feature-reader.h"
#include "study/analyses/lesions/lesions.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What one end of a scale to the other spans. */
typedef enum
{
  FUS_LAYER_SCALE_SHARED,  /* all networks shown, so that they can be compared */
  FUS_LAYER_SCALE_NETWORK, /* each network its own */
  FUS_LAYER_SCALE_CHANNEL, /* each channel its own */
} FusLayerScale;

typedef enum
{
  FUS_LAYER_ORDER_UNIT,
  FUS_LAYER_ORDER_ACTIVATION,
  FUS_LAYER_ORDER_IDENTITY,   /* what identity misses most first, by lesion */
  FUS_LAYER_ORDER_EXPRESSION, /* what expression misses most first */
} FusLayerOrder;

/**
 * FusLayerGrids:
 *
 * The channels of one layer of one or more networks side by side, each under its title.
 *
 * Signals: "chosen" (guint kind, guint unit): a channel was clicked. "brushed" (guint kind, guint
 * unit, gboolean first): it was pressed or dragged over, where the grids are brushed.
 */
#define FUS_TYPE_LAYER_GRIDS (fus_layer_grids_get_type ())
G_DECLARE_FINAL_TYPE (FusLayerGrids, fus_layer_grids, FUS, LAYER_GRIDS, GtkWidget)

/* Shows what @reader has of these networks [n], in this order. */
void fus_layer_grids_show (FusLayerGrids *grids, FusFeatureReader *reader,
                           const FusNetworkKind *kinds, guint n, FusLayerScale scale,
                           FusLayerOrder order, FusColormap colormap);
/* By what the orders by lesion go, from the next showing on; networks that it does not know are by
 * number then. (nullable) */
void fus_layer_grids_set_lesions (FusLayerGrids *grids, FusStudyLesions *lesions, guint networks);
/* Frames unit number @unit of the network @kind, and what is the same in the others: the same class
 * of the heads, otherwise the same number. Before, none is framed. */
void fus_layer_grids_set_unit (FusLayerGrids *grids, FusNetworkKind kind, guint unit);
/* Whether dragging over channels brushes them. */
void fus_layer_grids_set_brushing (FusLayerGrids *grids, gboolean brushing);
/* Crosses units of a network out: @removed: (nullable): [n_units], 1 for each; until the grids are
 * shown anew. */
void fus_layer_grids_set_removed (FusLayerGrids *grids, FusNetworkKind kind, const guint8 *removed);
/* The grid of a network that is shown, as it is drawn. (transfer none) (nullable) */
const FusChannelGrid *fus_layer_grids_grid (FusLayerGrids *grids, FusNetworkKind kind);
/* Whether everything that is shown is drawn: see fus_channel_view_is_drawn(). */
gboolean fus_layer_grids_is_drawn (FusLayerGrids *grids);
/* The channel at a point of the grids; FALSE where there is none. */
gboolean fus_layer_grids_find (FusLayerGrids *grids, double x, double y, FusNetworkKind *kind,
                               guint *unit);
/* As fus_channel_view_neighbor(). */
gint64 fus_layer_grids_neighbor (FusLayerGrids *grids, FusNetworkKind kind, guint unit, int columns,
                                 int rows);

/* Names of a layer's units where it has any: the heads' classes, translated. (transfer full)
 * (nullable) */
char **fus_layer_unit_names (const FusFeatures *features, const FusNetwork *network);

G_END_DECLS
