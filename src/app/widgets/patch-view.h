/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/units.h"
#include "faces/pictures/picture.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusPatchView:
 *
 * A frame as a network sees it, with the patch that drives a unit outlined and the rest dimmed.
 */
#define FUS_TYPE_PATCH_VIEW (fus_patch_view_get_type ())
G_DECLARE_FINAL_TYPE (FusPatchView, fus_patch_view, FUS, PATCH_VIEW, GtkWidget)

GtkWidget *fus_patch_view_new (void);

/* @picture: (nullable): at the network's image size; @patch in its pixels. */
void fus_patch_view_show (FusPatchView *view, FusPicture *picture, FusPatch patch);

G_END_DECLS
