/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pass.h"

G_BEGIN_DECLS

/**
 * FusLayout:
 *
 * Where a pass keeps what, as byte offsets into its one piece of memory, 64-byte aligned. A pooled
 * layer's before_pool is its map after ReLU, output that after the pool; for any other layer both
 * are the same place. In FUS_PASS_FORWARD pooled layers but conv8 share one before_pool. What a
 * purpose does not need has no place of its own and must not be used.
 */
typedef struct
{
  gsize before_pool[FUS_N_CONV_LAYERS]; /* [n, units, side, side] */
  gsize index[FUS_N_CONV_LAYERS];       /* bytes, as output */
  gsize output[FUS_LAYER_HEADS];        /* [n, units, pooled side, pooled side] */
  gsize kept[2];                        /* bytes, [n, units] of fc1, fc2 */
  gsize logits[FUS_N_TASKS];            /* [n, classes] */
  gsize d_logits[FUS_N_TASKS];          /* [n, classes] */
  gsize delta[2];                       /* gradients of two neighbouring layers, in turn */
  gsize parameter_gradient;             /* of one layer */
  gsize total;
} FusLayout;

void fus_layout (FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose, guint n);

G_END_DECLS
