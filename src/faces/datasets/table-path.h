/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/datasets/scan.h"

G_BEGIN_DECLS

/**
 * FusTablePaths:
 * @n_changed: of the paths read so far, those of files that are there by another name
 * @example: (nullable): the first of them, as it stands in the table
 *
 * Finds the files that a table names, also where it was written on another system: with
 * backslashes, from the root of the file system, with the ending in another case, or with letters
 * such as ë composed otherwise. One thread.
 */
typedef struct
{
  FusScan *scan;
  char *folder;   /* of the table, relative to the scan's root; "" for it */
  char *roots[2]; /* absolute paths of that folder: as it was opened, and without links */
  guint n_changed;
  char *example;
} FusTablePaths;

void fus_table_paths_init (FusTablePaths *paths, FusScan *scan, const char *folder);
void fus_table_paths_clear (FusTablePaths *paths);

/**
 * fus_table_paths_read:
 * @text: as it stands in the table
 *
 * Returns: (transfer full): the path, relative to the table's folder, of the file that is there;
 *   @text itself where there is none
 */
char *fus_table_paths_read (FusTablePaths *paths, const char *text);

/* Adds to @notes what is to be said of paths that were changed. */
void fus_table_paths_note (const FusTablePaths *paths, GPtrArray *notes);

G_END_DECLS
