/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/frame-model.h"

G_BEGIN_DECLS

/**
 * FusFrameFacet:
 *
 * A button that says what of one facet is chosen, and opens a list of its values with counts.
 */
#define FUS_TYPE_FRAME_FACET (fus_frame_facet_get_type ())
G_DECLARE_FINAL_TYPE (FusFrameFacet, fus_frame_facet, FUS, FRAME_FACET, GtkWidget)

GtkWidget *fus_frame_facet_new (FusFrameModel *model, FusFacet facet);

G_END_DECLS
