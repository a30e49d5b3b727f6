/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/grid.h"
#include "engine/pass.h"

G_BEGIN_DECLS

/**
 * FusLayout:
 *
 * Where a pass keeps what, as byte offsets into its one piece of memory, 64-byte aligned. Maps of
 * conv layers are blocked (grid.h). What a purpose does not need has no place and must not be used.
 */
typedef struct
{
  FusGrid whole[FUS_N_CONV_LAYERS]; /* a layer's maps before pooling, */
  FusGrid grid[FUS_N_CONV_LAYERS];  /* and after, where it is pooled */
  FusGrid image;                    /* the gradient with respect to the input */
  gsize output[FUS_LAYER_HEADS];    /* grid of conv layers, [n, units] of fc layers */
  gsize index[FUS_N_CONV_LAYERS];   /* bytes, as output */
  gsize before_pool;                /* whole, of one pooled layer at a time */
  gsize flat;                       /* conv8's output as fc1 reads it: [n, channel, y, x] */
  gsize images;                     /* [n, 3, s, s] */
  gsize kept[2];                    /* bytes, [n, units] of fc1, fc2 */
  gsize logits[FUS_N_TASKS];        /* [n, classes] */
  gsize d_logits[FUS_N_TASKS];      /* [n, classes] */
  gsize delta[2];                   /* gradients of two neighbouring layers, in turn */
  gsize weights[FUS_N_CONV_LAYERS]; /* transformed; while training one place for all but conv1 */
  gsize flipped[FUS_N_CONV_LAYERS]; /* the same for backward-data */
  gsize bias[FUS_N_CONV_LAYERS];    /* of whole blocks */
  gsize total;
} FusLayout;

void fus_layout (FusLayout *layout, const FusArchitecture *arch, FusPassPurpose purpose, guint n);

G_END_DECLS
