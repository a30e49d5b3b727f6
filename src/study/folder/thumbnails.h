/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/study.h"

G_BEGIN_DECLS

/**
 * FusThumbnails:
 *
 * Small pictures of a study's frames, decoded off the main thread, the ones asked for last first,
 * and kept within the process's budget. Main thread only.
 *
 * Signal "ready" (guint frame): that frame's picture (or failure) is there.
 */
#define FUS_TYPE_THUMBNAILS (fus_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (FusThumbnails, fus_thumbnails, FUS, THUMBNAILS, GObject)

/* @height: of a thumbnail in pixels; the width follows the frame. */
FusThumbnails *fus_thumbnails_new (FusStudy *study, int height);

/* (transfer full) (nullable): NULL when it has to be decoded first (it is queued) or @failed. */
FusPicture *fus_thumbnails_get (FusThumbnails *thumbnails, guint frame, gboolean *failed);
/* The frame is no longer on screen: not decoded unless it already is. */
void fus_thumbnails_forget (FusThumbnails *thumbnails, guint frame);

G_END_DECLS
