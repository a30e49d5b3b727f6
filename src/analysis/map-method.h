/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * FusMapMethod:
 * @FUS_MAP_METHOD_GRADCAM: channels weighted by their mean gradient (Selvaraju et al. 2017)
 * @FUS_MAP_METHOD_GRADCAM_PLUS_PLUS: by a weighted mean of their positive gradients
 *   (Chattopadhyay et al. 2018, for the exponential of the logit)
 * @FUS_MAP_METHOD_HIRESCAM: each value weighted by its own gradient (Draelos and Carin 2020)
 * @FUS_MAP_METHOD_LAYERCAM: each value weighted by its own gradient where that is positive
 *   (Jiang et al. 2021)
 * @FUS_MAP_METHOD_SCORECAM: channels weighted by the softmax over channels of how much the logit
 *   of the frame seen through the channel exceeds that of a gray frame (Wang et al. 2020)
 * @FUS_MAP_METHOD_OCCLUSION: how much the logit falls when a gray square covers a place (Zeiler and
 *   Fergus 2014); the square is an eighth of the frame wide and moves by half its width
 * @FUS_MAP_METHOD_INTEGRATED_GRADIENTS: gradient along the way from a gray frame, times the way
 *   (Sundararajan et al. 2017), summed over colours
 * @FUS_MAP_METHOD_GUIDED_BACKPROPAGATION: gradient that passes a ReLU only where it is positive
 *   (Springenberg et al. 2015), its largest magnitude over colours. It says what is drawn in the
 *   frame more than what the class depends on (Adebayo et al. 2018).
 *
 * Ways to say which places of a frame speak for a class. Of every method only evidence for the
 * class is kept: maps are >= 0. Gray is the network's input 0, the mean of its normalisation.
 */
typedef enum
{
  FUS_MAP_METHOD_GRADCAM,
  FUS_MAP_METHOD_GRADCAM_PLUS_PLUS,
  FUS_MAP_METHOD_HIRESCAM,
  FUS_MAP_METHOD_LAYERCAM,
  FUS_MAP_METHOD_SCORECAM,
  FUS_MAP_METHOD_OCCLUSION,
  FUS_MAP_METHOD_INTEGRATED_GRADIENTS,
  FUS_MAP_METHOD_GUIDED_BACKPROPAGATION,
} FusMapMethod;

/* The table in map-method.c must have as many rows. */
#define FUS_N_MAP_METHODS 8

/* "grad-cam", "grad-cam++", "hirescam", "layercam", "score-cam", "occlusion",
 * "integrated-gradients", "guided-backpropagation": as on the command line and in files. */
const char *fus_map_method_name (FusMapMethod method);
gboolean fus_map_method_parse (const char *name, FusMapMethod *method);
extern const FusNames fus_map_method_names;

/* "Grad-CAM", "Integrated gradients": as a person reads it, translated. */
const char *fus_map_method_title (FusMapMethod method);

/* Whether a method explains by the channels of one conv layer, which has then to be named. */
gboolean fus_map_method_has_layer (FusMapMethod method);

/* Whether a map costs so little that maps can be made of many frames: an analysis takes no others.
 */
gboolean fus_map_method_is_quick (FusMapMethod method);

/**
 * FusMapSpec:
 * @method: what the map is
 * @layer: conv1 … conv8, whose output after ReLU and before its pool is weighted; of no account
 *   to a method without a layer
 *
 * A kind of map. All zero is not a default: FUS_MAP_SPEC_PAPER is what the paper shows.
 */
typedef struct
{
  FusMapMethod method;
  FusLayer layer;
} FusMapSpec;

#define FUS_MAP_SPEC_PAPER ((FusMapSpec){ FUS_MAP_METHOD_GRADCAM, FUS_LAYER_CONV8 })

/* Whether they ask for the same map. */
gboolean fus_map_spec_equal (const FusMapSpec *a, const FusMapSpec *b);

/* "Grad-CAM at conv8", "Occlusion". (transfer full): translated. */
char *fus_map_spec_title (const FusMapSpec *spec);

/* Side of the square map: that of the layer; 15 for occlusion; that of the image for methods of the
 * pixels. */
guint fus_map_spec_side (const FusMapSpec *spec, const FusArchitecture *arch);

/* Frames that have to be run through the network for the map of one, forward or back, whichever are
 * more: 1 for what needs a gradient alone. */
guint fus_map_spec_n_runs (const FusMapSpec *spec, const FusArchitecture *arch);

/* Frames that a pass should take at a time to make the map of one: 1, or a few where many runs are
 * needed. */
guint fus_map_spec_batch (const FusMapSpec *spec, const FusArchitecture *arch);

/**
 * fus_explain_maps:
 * @pass: a FUS_PASS_EXPLAIN pass that has just run fus_pass_forward() on @images to
 *   FUS_LAYER_HEADS; it is left so
 * @images: [n, 3, s, s], normalised
 * @task: the head whose logit is explained; the network must have it
 * @classes: (nullable): [n], the class per frame; NULL explains each frame's top predicted class
 * @maps: (out): [n, side, side], raw: >= 0, not scaled
 * @poll: (nullable): asked before each layer of each run
 *
 * The maps of @spec. The thread that owns @pass.
 *
 * Returns: FALSE when @poll cancelled; then the pass holds nothing to be relied on
 */
gboolean fus_explain_maps (FusPass *pass, const FusMapSpec *spec, const float *images, FusTask task,
                           const gint32 *classes, guint n, float *maps, const FusPoll *poll);

G_END_DECLS
