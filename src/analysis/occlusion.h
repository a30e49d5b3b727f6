/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/* Places of the covering square along a side: it is an eighth of the frame wide and moves by half
 * its width. */
#define FUS_OCCLUSION_SIDE 15

/**
 * fus_occlusion:
 * @image: [3, s, s], normalised
 * @map: (out): [15, 15]: how much the logit falls when the square covers the place; 0 where it
 *   rises
 *
 * Occlusion (Zeiler and Fergus 2014) of one frame, covered with the gray that is the network's
 * input 0. The thread that owns @pass, which then holds what it ran last.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_occlusion (FusPass *pass, const float *image, FusTask task, gint32 class_index,
                        float *map, const FusPoll *poll);

G_END_DECLS
