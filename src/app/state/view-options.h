/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/explainer.h"
#include "figures/heatmap.h"

G_BEGIN_DECLS

/**
 * FusViewOptions:
 *
 * What of the networks is looked at, and how; one for the whole window, so that every page agrees.
 *
 * Properties: "network" (string: "identity", "expression", "joint"), "identity" and "expression"
 * (boolean: that task's overlay is shown), "on-average" (boolean: overlays lie on the average
 * face), "three" (boolean: three networks side by side), "whole" (boolean: the whole frame, not
 * only what the networks see of it), "overlap" (boolean), "opacity" and "threshold" (double, 0 …
 * 1), "colormap" (string, fus_colormap_name()), "map-method" (string, fus_map_method_name()) and
 * "map-layer" (string, fus_layer_name() of a conv layer): the kind of maps; the paper's at first.
 * "epoch" (int64: the networks as they were at an earlier epoch, or FUS_EPOCH_NEWEST).
 *
 * Signal "targets-changed" ().
 */
#define FUS_TYPE_VIEW_OPTIONS (fus_view_options_get_type ())
G_DECLARE_FINAL_TYPE (FusViewOptions, fus_view_options, FUS, VIEW_OPTIONS, GObject)

/* Opacity, threshold and colour map are kept in @settings (nullable). */
FusViewOptions *fus_view_options_new (GSettings *settings);

FusNetworkKind fus_view_options_network (FusViewOptions *options);
void fus_view_options_set_network (FusViewOptions *options, FusNetworkKind kind);
gboolean fus_view_options_shows (FusViewOptions *options, FusTask task);
gboolean fus_view_options_on_average (FusViewOptions *options);
gboolean fus_view_options_three (FusViewOptions *options);
gboolean fus_view_options_whole (FusViewOptions *options);
gboolean fus_view_options_overlap (FusViewOptions *options);
FusColormap fus_view_options_colormap (FusViewOptions *options);
gint64 fus_view_options_epoch (FusViewOptions *options);
void fus_view_options_set_epoch (FusViewOptions *options, gint64 epoch);

const FusTarget *fus_view_options_targets (FusViewOptions *options);
void fus_view_options_set_target (FusViewOptions *options, FusTask task, FusTarget target);

/* What the two properties of the kind of map say. (transfer none): until one changes. */
const FusMapSpec *fus_view_options_map_spec (FusViewOptions *options);

/* Colour map, opacity and threshold of an overlay; its maps are left alone. */
void fus_view_options_style (FusViewOptions *options, FusOverlay *overlay);

/* Actions "network" (radio), "identity", "expression", "on-average", "three", "whole",
 * "overlap". */
GActionGroup *fus_view_options_actions (FusViewOptions *options);

G_END_DECLS
