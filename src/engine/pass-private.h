/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels.h"
#include "engine/layout.h"
#include "engine/pass.h"

G_BEGIN_DECLS

struct _FusPass
{
  FusNetwork *network;
  const FusArchitecture *arch; /* the network's */
  FusPassPurpose purpose;
  guint max_batch;
  FusTeam *team; /* borrowed */
  const FusKernels *kernels;

  /* One piece of memory, as the layout says, zero at first: so borders of maps are, and stay. */
  FusLayout layout;
  guint8 *memory;
  float *output[FUS_LAYER_HEADS];
  guint8 *index[FUS_N_CONV_LAYERS];
  float *before_pool;
  float *flat;
  float *images;
  guint8 *kept[2];
  float *logits[FUS_N_TASKS];
  float *d_logits[FUS_N_TASKS];
  float *delta[2];
  float *weights[FUS_N_CONV_LAYERS];
  float *flipped[FUS_N_CONV_LAYERS];
  float *bias[FUS_N_CONV_LAYERS];

  /* Which of weights (and bias) and flipped hold the network's present parameters. */
  gboolean weights_loaded[FUS_N_CONV_LAYERS];
  gboolean flipped_loaded[FUS_N_CONV_LAYERS];

  /* The last forward pass: frames (0: there is none), first and last layer that it ran, and the
   * layer whose maps before_pool holds, FUS_LAYER_HEADS for none. */
  guint n;
  FusLayer first;
  FusLayer last;
  FusLayer before_pool_layer;

  /* The last backward pass: what delta[0] is. */
  enum
  {
    FUS_GRADIENT_NONE,
    FUS_GRADIENT_LAYER,
    FUS_GRADIENT_IMAGE,
  } gradient_kind;
  FusLayer gradient_layer;
  FusReluRule relu_rule; /* on the way to the image */
  float *all_gradients;  /* (nullable): as the network's parameters, where they are to be kept */
  float task_weight[FUS_N_TASKS]; /* of the loss in training */
};

/* As fus_pass_forward(); with @random, drops units of fc1 and fc2. */
gboolean fus_pass_run (FusPass *pass, const float *images, guint n, FusLayer last,
                       FusRandom *random, const FusPoll *poll);

/* Weights of a layer, biases behind them; of a head, NULL where there is none. */
float *fus_pass_weights (FusPass *pass, FusLayer layer);
const FusTensor *fus_pass_head (FusPass *pass, FusTask task);

/* Numbers in a layer's output per frame. */
gsize fus_pass_numbers (FusPass *pass, FusLayer layer, gboolean pooled);

/* The blocked maps of a conv layer before its pool, computed anew where they were not kept. */
const float *fus_pass_before_pool (FusPass *pass, FusLayer layer);

/* delta[0] is the gradient that was reached, delta[1] is free; a step that cannot work in place
 * writes to delta[1] and exchanges the two. Gradients of conv layers are blocked, those of fc
 * layers plain. */
void fus_pass_exchange_deltas (FusPass *pass);

/* From fc1's input, plain in delta[0], to conv8's output, blocked in delta[0]; masked: to before
 * its ReLU. */
void fus_pass_descend_flat (FusPass *pass, gboolean masked);

/* What the gradient in delta[0] of a conv layer's output is as tiles of the gradient before its
 * pool. */
FusTiles fus_pass_gradient_tiles (FusPass *pass, FusLayer layer);

/* From the gradient before a conv layer's ReLU, read as gradient, to its input in delta[0]: the
 * output of the layer before; masked: to before that one's ReLU. Does not exchange. */
void fus_pass_descend_conv (FusPass *pass, FusLayer layer, const FusTiles *gradient,
                            gboolean masked);

G_END_DECLS
