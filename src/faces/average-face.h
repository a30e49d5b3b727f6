/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"
#include "faces/feeder.h"

G_BEGIN_DECLS

/* The frames that are averaged: of straight angle (or of no angle, where none tells it) and without
 * fault. (transfer full) (element-type guint32) */
GArray *fus_average_face_frames (const FusFrameList *frames);

/**
 * fus_average_face:
 * @frames: list whose fus_average_face_frames() are averaged
 * @width, @height: of the result
 * @watching: (nullable): a watching feeder of these frames, which is told of those that could not
 * be read and are left out
 *
 * The colour mean of the straight frames (paper, section 2.3), each cropped and resized.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error when no frame could be read
 */
FusPicture *fus_average_face (const FusFrameList *frames, const char *const *roots,
                              const FusCrop *crops, int width, int height, FusFeeder *watching,
                              guint n_threads, const FusPoll *poll, const FusProgress *progress,
                              GError **error);

G_END_DECLS
