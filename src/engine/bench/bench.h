/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/network.h"
#include "engine/poll.h"
#include "engine/team.h"

G_BEGIN_DECLS

/**
 * FusBenchSettings:
 * @image_size: as FusArchitecture's
 * @width: as FusArchitecture's
 * @batch: frames of a step
 * @n_threads: 0 takes one for each processor
 * @repeats: runs of which the median counts, after two that do not; single frames run twice as
 * often
 *
 * What to measure: a joint network of 35 identities and 7 expressions on random frames.
 */
typedef struct
{
  guint image_size;
  double width;
  guint batch;
  guint n_threads;
  guint repeats;
} FusBenchSettings;

/**
 * FusBench:
 * @n_threads: that were used
 * @train_frames_per_s: frames of whole training steps, with dropout and update
 * @infer_frames_per_s: frames of forward passes of @batch
 * @one_frame_ms: forward pass of one frame
 * @gradcam_ms: forward pass of one frame, gradient down to conv8, and both copied out
 * @gflops: what a direct convolution would have to compute for @infer_frames_per_s, in 10⁹
 * operations per second; Winograd's does with fewer, so this may be above what the processor can do
 * @core: (transfer none): the processor that OpenBLAS takes this one for
 * @isa: (transfer none): instruction set of the kernels
 * @peak_rss_mb: most memory that this process has held so far, in 10⁶ bytes
 */
typedef struct
{
  guint n_threads;
  double train_frames_per_s;
  double infer_frames_per_s;
  double one_frame_ms;
  double gradcam_ms;
  double gflops;
  const char *core;
  const char *isa;
  double peak_rss_mb;
} FusBench;

/* Takes some ten seconds at 224 pixels. Returns: FALSE with FUS_ENGINE_ERROR_SHAPE where the
 * settings are outside what the engine supports, or without @error where @poll cancelled. */
gboolean fus_bench (const FusBenchSettings *settings, FusBench *bench, const FusPoll *poll,
                    GError **error);

/**
 * FusBenchLayer:
 * @gflop: operations of a direct forward pass of the batch, 10⁹; each of the other passes has as
 * many
 * @forward_ms: forward pass with ReLU and pool
 * @backward_data_ms: gradient with respect to the layer's input, transform of the weights included
 * @backward_weights_ms: gradient with respect to the weights, and their update; for fc layers and
 * heads both gradients and the update, which are one sweep, and @backward_data_ms that without an
 * update
 * @blas_ms: the same three passes by im2col and OpenBLAS
 *
 * One layer's passes over one batch, in milliseconds. FUS_LAYER_HEADS stands for the head of
 * identity.
 */
typedef struct
{
  double gflop;
  double forward_ms;
  double backward_data_ms;
  double backward_weights_ms;
  double blas_ms[3];
} FusBenchLayer;

gboolean fus_bench_layers (const FusBenchSettings *settings, FusBenchLayer layers[FUS_N_LAYERS],
                           const FusPoll *poll, GError **error);

G_END_DECLS
