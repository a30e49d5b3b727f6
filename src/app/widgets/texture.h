/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"
#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Shares the picture's pixels, which must not change any more. (transfer full) */
GdkTexture *fus_texture_new (FusPicture *picture);

/**
 * fus_texture_save_png:
 * @origin: what the picture shows and how it was made; kept in the file as its "Description"
 *
 * Writes to a temporary file and renames.
 */
gboolean fus_texture_save_png (GdkTexture *texture, const char *path, const char *origin,
                               GError **error);

G_END_DECLS
