/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * FusFeatures:
 * @layer: which layer
 * @pooled: whether the maps are those after the layer's 2x2 max pool
 * @n_units: channels of a conv layer, units of an fc layer, logits of all heads
 * @side: of a channel's map; 1 for fc layers and heads
 * @values: [n_units, side, side]: after ReLU (>= 0) and without dropout; for the heads the logits,
 *   identity's first, of either sign
 * @means: [n_units]: mean over the channel's map
 * @minima, @maxima: [n_units]: its least and its largest value; those that are not finite do not
 *   count
 * @n_classes: logits per task of the heads, for FUS_LAYER_HEADS; otherwise 0
 *
 * What every unit of one layer says of one frame (paper, figure S2B). Immutable, reference counted.
 */
typedef struct
{
  FusLayer layer;
  gboolean pooled;
  guint n_units;
  guint side;
  float *values;
  float *means;
  float *minima;
  float *maxima;
  guint n_classes[FUS_N_TASKS];
  gatomicrefcount refs;
} FusFeatures;

FusFeatures *fus_features_ref (FusFeatures *features);
void fus_features_unref (FusFeatures *features);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusFeatures, fus_features_unref)

/**
 * fus_features:
 * @pass: a FUS_PASS_EXPLAIN pass that has just run fus_pass_forward() to @layer or further
 * @frame: which frame of the batch
 * @pooled: after the pool; ignored where no pool follows the layer (fus_layer_is_pooled())
 *
 * The one function behind Layers page, figure S2B and `features`. The thread that owns @pass.
 *
 * Returns: (transfer full)
 */
FusFeatures *fus_features (FusPass *pass, guint n, guint frame, FusLayer layer, gboolean pooled);

/**
 * fus_features_range:
 * @unit: a unit, or -1 for the range of all
 * @low, @high: (out): the least value or 0, the largest or 0: what a scale has to hold
 */
void fus_features_range (const FusFeatures *features, gint64 unit, double *low, double *high);

/**
 * fus_features_by_activation:
 *
 * Returns: (transfer full): [n_units], units by falling mean, of equals the lower number first
 */
guint *fus_features_by_activation (const FusFeatures *features);

/* The task of a logit of the heads, and its number among that task's classes. */
FusTask fus_features_head (const FusFeatures *features, guint unit, guint *class_index);

G_END_DECLS
