/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/budget.h"
#include "faces/datasets/dataset.h"
#include "engine/network.h"

G_BEGIN_DECLS

/**
 * FusFeeder:
 *
 * Turns frames into a network's input. Decoded, cropped and resized frames (8 bit, at the network's
 * size) are kept within a budget, those used last the longest, so that after the first epoch
 * nothing is decoded twice, and batches announced ahead are decoded by threads of its own.
 * Thread-safe; one of a study serves training, analysis and the window. What is in the cache
 * never changes what is fetched.
 */
typedef struct _FusFeeder FusFeeder;

/* @roots: (array zero-terminated=1): folder of each data set. @crops: as many. @budget: what
 * is kept counts in it (pictures in use come on top); outlives the feeder. @n_threads: decoding
 * threads; with 0 only whoever fetches decodes. */
FusFeeder *fus_feeder_new (FusFrameList *frames, const char *const *roots, const FusCrop *crops,
                           guint image_size, FusBudget *budget, guint n_threads);
FusFeeder *fus_feeder_ref (FusFeeder *feeder);
void fus_feeder_unref (FusFeeder *feeder);

/**
 * fus_feeder_watch:
 * @feeder: not itself a watching one
 *
 * The same feeder, as one piece of work sees it: whatever is fetched through what is returned is
 * fetched from @feeder, and it is remembered which frames could not be read.
 *
 * Returns: (transfer full)
 */
FusFeeder *fus_feeder_watch (FusFeeder *feeder);
/* How many frames could not be read when they were fetched through a watching feeder, each counted
 * once. @first: (out) (optional): the first in the order of the list, where there is one. Any
 * thread. */
guint fus_feeder_n_unread (FusFeeder *feeder, guint32 *first);
/* Whether this frame is one of them. */
gboolean fus_feeder_is_unread (FusFeeder *feeder, guint32 frame);
/* Counts a frame that was read past the feeder and could not be. */
void fus_feeder_add_unread (FusFeeder *feeder, guint32 frame);

/* Starts decoding these frames (by index) in the background, no further ahead of fetching than half
 * the limit holds. Replaces what was announced before. */
void fus_feeder_announce (FusFeeder *feeder, const guint32 *frames, gsize n);

/**
 * fus_feeder_fetch:
 * @out: [n, 3, image_size, image_size], normalised
 * @failed: (nullable): [n], set TRUE for each frame that could not be read; it is all zeros in @out
 * @error: set to the failure of the first of @frames that failed and had not been reported before:
 *   each frame is reported once, until it can be read again
 *
 * Decodes what is not there yet, with the feeder's threads. A frame that failed is tried again each
 * time it is fetched, for a disk may come back. Any thread.
 *
 * Returns: number of frames read
 */
gsize fus_feeder_fetch (FusFeeder *feeder, const guint32 *frames, gsize n,
                        const FusNormalization *normalization, float *out, gboolean *failed,
                        GError **error);

/* One frame as the network sees it (8 bit, cropped and resized). (transfer full). @error is always
 * set when it fails. Any thread. */
FusPicture *fus_feeder_fetch_picture (FusFeeder *feeder, guint32 frame, GError **error);

/* Writes one picture (a frame not in the study) as network input, [3, image_size, image_size].
 * @crop: (nullable). A file is best read with fus_picture_load_cropped(), as frames are. */
void fus_picture_to_input (const FusPicture *picture, const FusCrop *crop, guint image_size,
                           const FusNormalization *normalization, float *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusFeeder, fus_feeder_unref)

G_END_DECLS
