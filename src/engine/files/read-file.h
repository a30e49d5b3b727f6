/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"

#include <stdio.h>

G_BEGIN_DECLS

/* The one way in which a file is opened for reading. Errors are of G_FILE_ERROR and tell the reason
 * alone ("it is a pipe, not a file"), translated, without the file's name or a full stop. Any
 * thread. */

/**
 * FusFileStamp:
 * @size: in bytes
 * @modified: when it was last written, in ns since 1970
 *
 * What a file was like when it was opened, to tell whether what was learnt of it still holds. A
 * file that takes another's place has another number (of its inode): the clock by which files are
 * dated ticks too slowly to tell two that are written at once.
 */
typedef struct
{
  guint64 size;
  gint64 modified;
  guint64 device, number;
} FusFileStamp;

gboolean fus_file_stamp_equal (const FusFileStamp *a, const FusFileStamp *b);

/**
 * fus_file_open:
 * @stamp: (out) (nullable): as it is when opened
 *
 * Opens what is an ordinary file. Anything else is refused before it is opened: a pipe would wait
 * for its writer for ever, and opening a device may do something.
 *
 * Returns: (transfer full): close with fclose(); NULL with @error
 */
FILE *fus_file_open (const char *path, FusFileStamp *stamp, GError **error);

/**
 * fus_file_read:
 * @most: a larger file is refused before memory is asked for, in bytes
 * @poll: (nullable): asked between megabytes
 * @bytes: (out) (transfer full): with a NUL after the last
 *
 * Reads a whole file.
 *
 * Returns: FALSE with @error, or without when @poll cancelled
 */
gboolean fus_file_read (const char *path, guint64 most, const FusPoll *poll, char **bytes,
                        gsize *length, GError **error);

/* The same of a file's first @wanted bytes, or of all where there are fewer. */
gboolean fus_file_read_start (const char *path, guint64 most, gsize wanted, const FusPoll *poll,
                              char **bytes, gsize *length, GError **error);

G_END_DECLS
