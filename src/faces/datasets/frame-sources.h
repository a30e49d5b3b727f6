/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/frame.h"
#include "faces/datasets/scan.h"

G_BEGIN_DECLS

/**
 * FusFrameSources:
 * @builder: (transfer none): where the frames go
 * @root: absolute path of the folder that frames' paths are relative to
 * @scan: of the folder; its poll is asked and its progress told, since clips take time to look at
 *
 * Lists the frames of files that are a picture each, or a clip of many. Of a clip, the frame shown
 * at each full second is one, with an address such as "clip.mp4#12". Any one thread.
 */
typedef struct
{
  FusFrameListBuilder *builder;
  const char *root;
  const FusScan *scan;
  guint n_clips;
  guint n_unsupported;
  GPtrArray *unreadable; /* owned: paths of clips */
  char *reason;          /* owned: why the first of them cannot be read */
} FusFrameSources;

void fus_frame_sources_init (FusFrameSources *sources, FusFrameListBuilder *builder,
                             const char *root, const FusScan *scan);

/* Whether a name is that of a picture or a clip. */
gboolean fus_is_frame_source (const char *name);

/**
 * fus_frame_sources_add:
 * @frame: labels, and the path of the file
 * @person: (nullable): name of the identity
 *
 * Returns: FALSE when the scan's poll cancelled
 */
gboolean fus_frame_sources_add (FusFrameSources *sources, const FusFrame *frame,
                                const char *person);

/* Adds to @notes what is to be said of clips, and frees what @sources owns. */
void fus_frame_sources_end (FusFrameSources *sources, GPtrArray *notes);

G_END_DECLS
