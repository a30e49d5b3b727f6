/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pass.h"

G_BEGIN_DECLS

struct _FusPass
{
  FusNetwork *network;
  const FusArchitecture *arch; /* the network's */
  FusPassPurpose purpose;
  guint max_batch;
  FusTeam *team; /* borrowed */

  /* One piece of memory, as FusLayout says. */
  guint8 *memory;
  float *before_pool[FUS_N_CONV_LAYERS];
  guint8 *index[FUS_N_CONV_LAYERS];
  float *output[FUS_LAYER_HEADS];
  guint8 *kept[2];
  float *logits[FUS_N_TASKS];
  float *d_logits[FUS_N_TASKS];
  float *delta[2];
  float *parameter_gradient;

  /* The last forward pass: frames (0: there is none), first and last layer that it ran. */
  guint n;
  FusLayer first;
  FusLayer last;

  /* The last backward pass: where delta[0] lies. */
  enum
  {
    FUS_GRADIENT_NONE,
    FUS_GRADIENT_LAYER,
    FUS_GRADIENT_IMAGE,
  } gradient_kind;
  FusLayer gradient_layer;
  float *all_gradients; /* (nullable): as the network's parameters, where they are to be kept */
};

/* As fus_pass_forward(); with @random, drops units of fc1 and fc2. */
gboolean fus_pass_run (FusPass *pass, const float *images, guint n, FusLayer last,
                       FusRandom *random, const FusPoll *poll);

/* Weights of a layer, biases behind them; of a head, NULL where there is none. */
float *fus_pass_weights (FusPass *pass, FusLayer layer);
float *fus_pass_biases (FusPass *pass, FusLayer layer);
const FusTensor *fus_pass_head (FusPass *pass, FusTask task);

/* Numbers in a layer's output per frame. */
gsize fus_pass_numbers (FusPass *pass, FusLayer layer, gboolean pooled);

G_END_DECLS
