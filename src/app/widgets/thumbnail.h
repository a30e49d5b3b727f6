/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/folder/thumbnails.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusThumbnail:
 *
 * One tile of the grid: the part of a frame that the networks see, square.
 */
#define FUS_TYPE_THUMBNAIL (fus_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (FusThumbnail, fus_thumbnail, FUS, THUMBNAIL, GtkWidget)

GtkWidget *fus_thumbnail_new (void);

/* Shows a frame of the study from now on. */
void fus_thumbnail_bind (FusThumbnail *thumbnail, FusThumbnails *thumbnails, FusStudy *study,
                         guint frame);
/* The tile is off the screen: what is not decoded yet need not be. */
void fus_thumbnail_unbind (FusThumbnail *thumbnail);

G_END_DECLS
