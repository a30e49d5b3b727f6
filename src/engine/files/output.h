/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * FusOutput:
 * @stream: what to write to
 * @quick: not waiting for the disk; set after opening, for files that are easily made again
 *
 * A file that is being written: to a hidden temporary one beside it, .NAME.XXXXXX, which takes its
 * name when it is whole and is locked until then. What is there already and no ordinary file (a
 * device, a pipe, /dev/stdout) is written into instead, as a file in its place would take it from
 * whoever else uses it. One thread.
 */
typedef struct
{
  FILE *stream;
  gboolean quick;
  char *path;      /* private */
  char *temporary; /* private: NULL where @path is written into */
} FusOutput;

/* Whether the output at @path is written into instead of being replaced. */
gboolean fus_output_is_written_into (const char *path);

/* Returns: FALSE with errno set; a pipe that nobody reads from is ENXIO */
gboolean fus_output_open (FusOutput *output, const char *path);

/**
 * fus_output_close:
 * @keep: whether it is whole; otherwise what was at its path stays
 *
 * Brings it to the disk and gives it its name. Frees what @output owns.
 *
 * Returns: FALSE with errno set; nothing is left behind then
 */
gboolean fus_output_close (FusOutput *output, gboolean keep);

/* Whether a file is called as one that is being written. */
gboolean fus_output_is_temporary (const char *name);

/* Removes a temporary file whose program was killed; one that is still written to is left alone, as
 * it is locked. Any thread. */
void fus_output_remove_stale (const char *path);

G_END_DECLS
