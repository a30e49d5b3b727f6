/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* Folders and pictures that the tests of this layer make in code. */

char *fixture_folder (void);
/* Removes a folder with all in it, without following links. */
void fixture_remove (const char *folder);

/* A picture with a pattern that depends on @seed. */
FusPicture *fixture_picture (int width, int height, guint seed);

/* Writes into @folder, making the folders on the way; @path is relative to it. */
void fixture_write (const char *folder, const char *path, const void *bytes, gsize size);
void fixture_write_jpeg (const char *folder, const char *path, int width, int height, guint seed);

G_END_DECLS
