/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/dataset.h"

G_BEGIN_DECLS

/**
 * fus_average_face:
 * @frames: list whose frames of straight angle (or of no angle, where none tells it) and without
 *   fault are averaged
 * @width, @height: of the result
 *
 * The colour mean of the straight frames (paper, section 2.3), each cropped and resized.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error when no frame could be read
 */
FusPicture *fus_average_face (const FusFrameList *frames, const char *const *roots,
                              const FusCrop *crops, int width, int height, guint n_threads,
                              const FusPoll *poll, const FusProgress *progress, GError **error);

G_END_DECLS
