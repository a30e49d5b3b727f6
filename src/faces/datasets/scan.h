/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/poll.h"

G_BEGIN_DECLS

/**
 * FusScanFile:
 * @folder: index into FusScan.folders
 * @name: without folders, UTF-8
 */
typedef struct
{
  guint32 folder;
  const char *name;
} FusScanFile;

/**
 * FusScan:
 * @root: absolute path of the folder
 * @folders: (element-type utf8): its folders, relative to it; the first is "", itself
 * @files: of FusScanFile; each folder's files together, in order of name
 * @n_pictures: number of files whose name ends as a picture's
 * @n_clips: number of files whose name ends as a clip's
 * @poll, @progress: (nullable): of whoever opens the data set; for recognisers that open files
 * @notes: (element-type utf8): what could not be listed and why, translated
 *
 * The names of everything in a folder and below it, as recognisers of data sets look at them.
 * Hidden files, links that lead to where one already was, names that are not UTF-8, and what
 * programs leave beside pictures (thumbnails, deleted files) are left out. One thread.
 */
typedef struct
{
  char *root;
  GPtrArray *folders;
  GArray *files;
  guint n_pictures, n_clips;
  const FusPoll *poll;
  const FusProgress *progress;
  GPtrArray *notes;
  GStringChunk *names;
  GHashTable *ranges; /* private: made by fus_scan_find() */
} FusScan;

/**
 * fus_scan_new:
 * @path: a folder, or a file, which stands for its folder
 * @poll: (nullable): stays the scan's
 *
 * Lists names only: no file is opened, and only where the file system does not tell files from
 * folders is one looked at.
 *
 * Returns: (transfer full): NULL with FUS_FACES_ERROR_DATASET when @path cannot be listed, or holds
 *   more than four million files; NULL without @error when @poll, which is asked at each name,
 * cancelled
 */
FusScan *fus_scan_new (const char *path, const FusPoll *poll, GError **error);
void fus_scan_free (FusScan *scan);

const char *fus_scan_folder (const FusScan *scan, const FusScanFile *file);
/* Path relative to the root. (transfer full) */
char *fus_scan_path (const FusScan *scan, const FusScanFile *file);

/* The file of that path, relative to the root; NULL where there is none. */
const FusScanFile *fus_scan_find (FusScan *scan, const char *path);

/* Whether a name ends in ".jpg", ".png" or as another kind of picture that can be read. */
gboolean fus_is_picture_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusScan, fus_scan_free)

G_END_DECLS
