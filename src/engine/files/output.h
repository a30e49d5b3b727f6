/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * FusOutput:
 * @stream: what to write to
 *
 * A file that is being written: to a temporary one beside it, which takes its name when it is
 * whole. What is there already and no ordinary file (a device, a pipe, /dev/stdout) is written into
 * instead, as a file in its place would take it from whoever else uses it. One thread.
 */
typedef struct
{
  FILE *stream;
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

G_END_DECLS
