/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "network.h"

G_BEGIN_DECLS

/**
 * FusFeeder:
 *
 * Turns frames into a network's input. Decoded, cropped and resized frames (8 bit, at the network's
 * size) are kept within a memory limit, so that after the first epoch nothing is decoded twice, and
 * batches announced ahead are decoded by threads of its own. Thread-safe; one of a study serves
 * training, analysis and the window.
 */
typedef struct _FusFeeder FusFeeder;

/* @roots: (array zero-terminated=1): folder of each data set. @crops: as many. @max_bytes: limit of
 * what is kept. @n_threads: decoding threads. */
FusFeeder *fus_feeder_new (FusFrameList *frames, const char *const *roots, const FusCrop *crops,
                           guint image_size, gsize max_bytes, guint n_threads);
FusFeeder *fus_feeder_ref (FusFeeder *feeder);
void fus_feeder_unref (FusFeeder *feeder);

/* Starts decoding these frames (by index) in the background. Replaces what was announced before. */
void fus_feeder_announce (FusFeeder *feeder, const guint32 *frames, gsize n);

/**
 * fus_feeder_fetch:
 * @out: [n, 3, image_size, image_size], normalised
 * @failed: (nullable): [n], set TRUE for each frame that could not be read; it is all zeros in @out
 * @error: set to the first frame's failure
 *
 * Waits for frames still being decoded. Any thread.
 *
 * Returns: number of frames read
 */
gsize fus_feeder_fetch (FusFeeder *feeder, const guint32 *frames, gsize n,
                        const FusNormalization *normalization, float *out, gboolean *failed,
                        GError **error);

/* One frame as the network sees it (8 bit, cropped and resized). (transfer full). */
FusPicture *fus_feeder_fetch_picture (FusFeeder *feeder, guint32 frame, GError **error);

/* Writes one picture (a frame not in the study) as network input, [3, image_size, image_size]. */
void fus_picture_to_input (const FusPicture *picture, const FusCrop *crop, guint image_size,
                           const FusNormalization *normalization, float *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusFeeder, fus_feeder_unref)

G_END_DECLS
