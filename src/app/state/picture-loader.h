/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"
#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FusPictureLoader:
 *
 * Decodes whole pictures off the main thread and keeps them within the process's budget, so that
 * going back and forth between frames is instant. Main thread.
 *
 * Signal "loaded" (string path): the picture, or the reason why there is none, is there.
 */
#define FUS_TYPE_PICTURE_LOADER (fus_picture_loader_get_type ())
G_DECLARE_FINAL_TYPE (FusPictureLoader, fus_picture_loader, FUS, PICTURE_LOADER, GObject)

FusPictureLoader *fus_picture_loader_new (void);

/* (transfer none) (nullable): the loader's until another is asked for; NULL without @error when it
 * is still to be decoded; then "loaded" follows. */
FusPicture *fus_picture_loader_get (FusPictureLoader *loader, const char *path, GError **error);
/* What could not be read is read again when it is asked for. */
void fus_picture_loader_forget_failures (FusPictureLoader *loader);

G_END_DECLS
