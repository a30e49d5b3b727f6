/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How files are written, by all layers from here up: to a temporary file in the same folder that
 * then takes the other's place, so that there is always an old file or a new one and never a half;
 * what is there and no ordinary file, as a device or a pipe, is written into. An error's message
 * names the file. Any thread. */

/* Makes a folder and those above it, unless they are there. */
gboolean fus_make_folder (const char *path, GError **error);

/* Makes the file's folder, too, and waits until the disk has it all. */
gboolean fus_write_file (const char *path, const char *data, gsize length, GError **error);

/* Into a folder that is there, without waiting for the disk: for files that come by the thousand or
 * are easily made again. */
gboolean fus_write_file_quickly (const char *path, const char *data, gsize length, GError **error);

G_END_DECLS
