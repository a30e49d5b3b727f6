/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/trust-mark.h"
#include "figures/heatmap.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusPane:
 *
 * One picture with its overlay, as large as fits, and a caption below. Property "pending"
 * (boolean): the overlay is not of this picture or these weights any more; when that lasts, it is
 * dimmed and a spinner turns.
 */
#define FUS_TYPE_PANE (fus_pane_get_type ())
G_DECLARE_FINAL_TYPE (FusPane, fus_pane, FUS, PANE, GtkWidget)

GtkWidget *fus_pane_new (void);

void fus_pane_set_picture (FusPane *pane, FusPicture *picture);
FusPicture *fus_pane_picture (FusPane *pane);
/* The maps are copied. (nullable) */
void fus_pane_set_overlay (FusPane *pane, const FusOverlay *overlay);
/* What is laid over the picture. (transfer none) (nullable) */
const FusOverlay *fus_pane_overlay (FusPane *pane);
/* @title in bold, @detail below it; NULL for no caption. */
void fus_pane_set_caption (FusPane *pane, const char *title, const char *detail);
/**
 * fus_pane_set_trust:
 * @tasks: bit mask of those whose maps are shown here
 * @trust: of each of them
 * @named: whether the marks say whose they are
 *
 * What the study's tests say of the maps, as FusTrustMarks below the caption.
 */
void fus_pane_set_trust (FusPane *pane, guint tasks, const FusMapTrust trust[FUS_N_TASKS],
                         gboolean named, const FusMapSpec *spec, gboolean may_change);
/* Keeps so much room for the caption at least, so that pictures side by side stand at one height
 * whatever is below them; before the pane is allocated. */
void fus_pane_set_caption_room (FusPane *pane, int height);
/* Text over the lower edge of the picture: "No positive evidence for happy". (nullable) */
void fus_pane_set_message (FusPane *pane, const char *message);
void fus_pane_set_pending (FusPane *pane, gboolean pending);

/* @zoom: 1 = fitted; @x, @y: the point of the picture in the middle, 0 … 1. */
void fus_pane_set_view (FusPane *pane, double zoom, double x, double y);
/* Where the picture is drawn, in the pane's coordinates. FALSE without a picture. */
gboolean fus_pane_picture_rectangle (FusPane *pane, graphene_rect_t *rectangle);
/* What is seen, at a size of one's own; for the clipboard and files. (transfer full) (nullable) */
FusPicture *fus_pane_render (FusPane *pane, int width, int height);
/* "Joint network: happy 88 %": title and detail. (transfer full) */
char *fus_pane_caption (FusPane *pane);
/* Height of the caption at this width, 0 without one. */
int fus_pane_caption_height (FusPane *pane, int width);

G_END_DECLS
