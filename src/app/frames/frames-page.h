/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/workspace.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusFramesPage:
 *
 * Frames to choose from, the one chosen on the stage with its overlays, and what the networks say
 * of it. Actions: frames.next, frames.previous, frames.close-picture. Properties "list-shown" and
 * "inspector-shown" (boolean).
 */
#define FUS_TYPE_FRAMES_PAGE (fus_frames_page_get_type ())
G_DECLARE_FINAL_TYPE (FusFramesPage, fus_frames_page, FUS, FRAMES_PAGE, GtkWidget)

/* Explains a picture of one's own. */
void fus_frames_page_open_picture (FusFramesPage *page, const char *path);
/* Index of the frame on the stage, or -1 for a picture of one's own or nothing. */
gint64 fus_frames_page_frame (FusFramesPage *page);

G_END_DECLS
