/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* Clips (.mp4, .avi, …) as a source of frames: the frame shown at each full second, 0, 1, 2 …, is
 * one, and has an address, "clip.mp4#12", that stands wherever a picture's path does. They are read
 * through GStreamer, an optional part of the build. Any thread. */

/* Whether this build reads clips. Which kinds it reads depends on the decoders installed. */
gboolean fus_clips_supported (void);

/* Whether a name ends in ".mp4", ".avi" or as another kind of clip; built with support or not. */
gboolean fus_is_clip_name (const char *name);

/* Takes "clip.mp4#12" apart. Returns: FALSE for a path that is no such address. */
gboolean fus_clip_parse_address (const char *address, char **path, guint *second);

/**
 * fus_clip_count_frames:
 *
 * Looks at a clip's head and first frame only.
 *
 * Returns: its length in seconds, rounded up: as many frames can be taken; 0 with
 *   FUS_FACES_ERROR_PICTURE
 */
guint fus_clip_count_frames (const char *path, GError **error);

/**
 * fus_clip_load:
 * @second: 0 or more
 *
 * The first call for a clip decodes it once through, one clip at a time, and keeps its frames as
 * JPEG in the user's cache folder (fusiform/clips), under a name that changes when the file does;
 * later calls read them from there.
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_PICTURE
 */
FusPicture *fus_clip_load (const char *path, guint second, int min_side, GError **error);

G_END_DECLS
