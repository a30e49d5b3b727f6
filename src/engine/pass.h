/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"
#include "engine/poll.h"
#include "engine/random.h"
#include "engine/team.h"

G_BEGIN_DECLS

/**
 * FusPass:
 *
 * The memory that one thread needs to run batches of frames through a network: activations, and
 * gradients where asked for. Allocated once, touched once, reused for every batch. It holds a
 * reference to the network and may keep transformed copies of its weights, so after the network's
 * parameters were written to, fus_pass_network_changed() must be called.
 *
 * One thread at a time. Arrays that go in and out are plain row-major [frame, channel, y, x].
 */
typedef struct _FusPass FusPass;

typedef enum
{
  FUS_PASS_FORWARD, /* logits and activations */
  FUS_PASS_EXPLAIN, /* and gradients with respect to any layer and the input */
  FUS_PASS_TRAIN,   /* and gradients with respect to the parameters, dropout, weight update */
} FusPassPurpose;

/* @max_batch: most frames of one call. @team: borrowed, outlives the pass. */
FusPass *fus_pass_new (FusNetwork *network, FusPassPurpose purpose, guint max_batch, FusTeam *team);
void fus_pass_free (FusPass *pass);
void fus_pass_network_changed (FusPass *pass);
FusNetwork *fus_pass_network (FusPass *pass);
guint fus_pass_max_batch (const FusPass *pass);

/**
 * fus_pass_forward:
 * @images: [n, 3, s, s], normalised
 * @n: 1 … max_batch
 * @last: the layer to stop after
 * @poll: (nullable): asked before each layer
 *
 * Runs frames through the network without dropout.
 *
 * Returns: FALSE when @poll cancelled; then the pass holds nothing.
 */
gboolean fus_pass_forward (FusPass *pass, const float *images, guint n, FusLayer last,
                           const FusPoll *poll);

/* As fus_pass_forward(), from @activation, the output of layer @from after ReLU (and after its
 * pool, where it has one): [n, units, side, side]. For lesions: only the tail is run. */
gboolean fus_pass_forward_from (FusPass *pass, FusLayer from, const float *activation, guint n,
                                FusLayer last, const FusPoll *poll);

/* Logits of the last forward pass to FUS_LAYER_HEADS, [n, classes], owned by the pass. */
const float *fus_pass_logits (FusPass *pass, FusTask task);

/* Copies a layer's output (after ReLU) of the last forward pass, [n, units, side, side];
 * @pooled: after its 2x2 max pool. In FUS_PASS_FORWARD only what the pass did keep is there: the
 * layer's pooled output, and conv8's before pooling; FUS_PASS_EXPLAIN keeps both for every layer.
 */
void fus_pass_get_activation (FusPass *pass, FusLayer layer, gboolean pooled, float *out);

/**
 * fus_pass_backward:
 * @d_logits: per task [n, classes] or NULL: gradient of the quantity in question with respect to
 *   the logits of the last forward pass
 * @down_to: the layer whose output's gradient is wanted; nothing before it is run
 *
 * For FUS_PASS_EXPLAIN; leaves the parameters' gradients alone. fus_pass_get_gradient() then gives
 * the gradient with respect to @down_to's output after ReLU and before pooling.
 */
gboolean fus_pass_backward (FusPass *pass, const float *const d_logits[FUS_N_TASKS],
                            FusLayer down_to, const FusPoll *poll);

/* From the gradient with respect to the output (after ReLU, before pooling) of @from, [n, units,
 * side, side], to the input image. For preferred stimuli. */
gboolean fus_pass_backward_to_image (FusPass *pass, FusLayer from, const float *d_activation,
                                     const FusPoll *poll);

/* From the gradient with respect to the logits, as fus_pass_backward() takes it, to the input
 * image. */
gboolean fus_pass_backward_logits_to_image (FusPass *pass, const float *const d_logits[FUS_N_TASKS],
                                            const FusPoll *poll);

/**
 * FusReluRule:
 * @FUS_RELU_GRADIENT: the derivative
 * @FUS_RELU_REDIRECTED: a frame's gradient that would be stopped altogether finds a way
 * (redirect.h)
 * @FUS_RELU_GUIDED: guided backpropagation (Springenberg et al. 2015): what is negative stops too
 *
 * What a ReLU does to a gradient on its way to the image.
 */
typedef enum
{
  FUS_RELU_GRADIENT,
  FUS_RELU_REDIRECTED,
  FUS_RELU_GUIDED,
} FusReluRule;

/* For the gradients to the image that follow; FUS_RELU_GRADIENT at first. */
void fus_pass_set_relu_rule (FusPass *pass, FusReluRule rule);

void fus_pass_get_gradient (FusPass *pass, FusLayer layer, float *out);
void fus_pass_get_image_gradient (FusPass *pass, float *out); /* [n, 3, s, s] */

/**
 * FusStep:
 *
 * Settings of one step of stochastic gradient descent as PyTorch's SGD: g = dL/dw + decay w;
 * m = momentum m + g; w = w - rate m; decay on weights and biases alike.
 */
typedef struct
{
  float learning_rate;
  float momentum;
  float weight_decay;
} FusStep;

/**
 * FusLoss:
 * @loss: sum over the frames that have a label of their cross-entropy, per task
 * @n: those frames, per task
 * @n_correct: those whose largest logit is the label's
 */
typedef struct
{
  double loss[FUS_N_TASKS];
  guint n[FUS_N_TASKS];
  guint n_correct[FUS_N_TASKS];
} FusLoss;

/**
 * fus_pass_train:
 * @labels: per task [n] or NULL; a class index, or -1 for a frame that says nothing of that task:
 *   it is masked out of that head's loss (paper, section 2.2; FACTS: joint training)
 *   Those of a task that the network has no head for say nothing.
 * @momentum: as many floats as the network has parameters, updated
 * @random: draws the dropout masks
 * @loss: (out): of this batch, before the update
 * @poll: (nullable): asked before each layer, and on the way back also between the two gradients of
 *   a conv layer; from the first update on its answer is no longer heeded, but it may still block
 * to let other work pass
 *
 * Forward with dropout, loss = sum over tasks of its weight times the mean over that task's
 * labelled frames of the cross-entropy, backward, update. The network's parameters are written to;
 * this pass notices by itself. When @poll cancels, or with FUS_ENGINE_ERROR_NUMERIC where the loss
 * is NaN or infinite, parameters, momentum and random state are as before the call.
 *
 * Returns: FALSE with @error set, or without when cancelled.
 */
gboolean fus_pass_train (FusPass *pass, const float *images,
                         const gint32 *const labels[FUS_N_TASKS], guint n, const FusStep *step,
                         float *momentum, FusRandom *random, FusLoss *loss, const FusPoll *poll,
                         GError **error);

/* By how much the loss of a task counts in fus_pass_train(); 1 until it is set. What is reported as
 * its loss stays as it is. */
void fus_pass_set_task_weight (FusPass *pass, FusTask task, double weight);

/* Loss and accuracy without dropout and without an update. */
gboolean fus_pass_evaluate (FusPass *pass, const float *images,
                            const gint32 *const labels[FUS_N_TASKS], guint n, FusLoss *loss,
                            const FusPoll *poll);

/* The gradient of the last fus_pass_train() with respect to every parameter, in the order of
 * fus_network_parameters(), before decay. Kept only where fus_pass_keep_gradient() asked for it
 * before (tests do); otherwise gradient and update are one sweep. */
void fus_pass_keep_gradient (FusPass *pass, gboolean keep);
void fus_pass_get_parameter_gradient (FusPass *pass, float *out);

/* softmax over [n, k], row by row; out may be logits. */
void fus_softmax (float *out, const float *logits, gsize n, gsize k);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusPass, fus_pass_free)

G_END_DECLS
