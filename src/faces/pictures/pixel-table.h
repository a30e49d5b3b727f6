/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"
#include "faces/pictures/picture.h"

G_BEGIN_DECLS

/* A table of pictures as FER-2013 is published: a CSV whose rows hold 48x48 grey pixels as text.
 * Columns are separated by commas, semicolons or tabs, pixels by blanks or, within quotes, by any
 * of those. A row of it has an address, "fer2013.csv#12", that stands wherever a picture's path
 * does; rows are counted as an editor counts lines: 1 is the header. Any thread. */

#define FUS_PIXEL_TABLE_SIDE 48
#define FUS_PIXEL_TABLE_PIXELS (FUS_PIXEL_TABLE_SIDE * FUS_PIXEL_TABLE_SIDE)

/**
 * FusPixelRow:
 * @row: its number
 * @emotion: the code in the file, -1 where the table has no such column
 * @usage: "Training", "PublicTest", "PrivateTest", or "" where the table has no such column
 * @pixels: grey
 * @fault: (nullable): what is wrong with the row, translated; then the rest is not to be used
 */
typedef struct
{
  guint row;
  int emotion;
  const char *usage;
  guint8 pixels[FUS_PIXEL_TABLE_PIXELS];
  const char *fault;
} FusPixelRow;

/* Whether the file's first line names a "pixels" column. FALSE, too, for what cannot be read. */
gboolean fus_pixel_table_is (const char *path);

/* Reads the table once, row by row, in little memory. Blank lines are passed over. Returns: FALSE
 * with @error, or without when @poll cancelled. */
gboolean fus_pixel_table_walk (const char *path,
                               void (*visit) (const FusPixelRow *row, gpointer data), gpointer data,
                               const FusPoll *poll, GError **error);

/* Takes "table.csv#12" apart. Returns: FALSE for a path that is no such address. */
gboolean fus_pixel_table_parse_address (const char *address, char **path, guint *row);

/* Finds the row without reading those before it again: where rows begin is remembered for as long
 * as the file does not change. */
FusPicture *fus_pixel_table_load (const char *path, guint row, GError **error);

G_END_DECLS
