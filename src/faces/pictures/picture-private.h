/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* What whatever makes pictures shares: nothing here is for other folders. */

/* Pixels a picture may have; beyond it a file is refused before memory is asked for. */
#define FUS_PICTURE_MAX_PIXELS 100000000

/* NULL with @error for a size of 0, beyond the limit, or when there is no memory for it. */
FusPicture *fus_picture_try_new (guint32 width, guint32 height, const char *name, GError **error);

/* Sets FUS_FACES_ERROR_PICTURE: which file, what is wrong with it (translated, no full stop). */
void fus_picture_set_error (GError **error, const char *name, const char *reason);

/* Turns the picture as an EXIF orientation (1 … 8) says. (transfer full) in and out. */
FusPicture *fus_picture_orient (FusPicture *picture, int orientation);

G_END_DECLS
