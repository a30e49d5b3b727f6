/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* What clip.c needs of the library that decodes clips; clip-gstreamer.c has it. */

/* Length in nanoseconds, or -1 with @error. */
gint64 fus_clip_decoder_duration (const char *path, GError **error);

/**
 * fus_clip_decoder_walk:
 * @visit: called with each frame and the time it is shown from, in nanoseconds from the first
 *   frame on; returns FALSE to stop
 *
 * Returns: FALSE with FUS_FACES_ERROR_PICTURE when the clip cannot be decoded to its end; @visit
 *   has seen the frames before the fault
 */
gboolean fus_clip_decoder_walk (const char *path,
                                gboolean (*visit) (FusPicture *picture, gint64 time, gpointer data),
                                gpointer data, GError **error);

G_END_DECLS
