/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/state/frame-model.h"

G_BEGIN_DECLS

/**
 * FusFrameFilters:
 *
 * One button per facet that frames differ in, and how many frames pass.
 */
#define FUS_TYPE_FRAME_FILTERS (fus_frame_filters_get_type ())
G_DECLARE_FINAL_TYPE (FusFrameFilters, fus_frame_filters, FUS, FRAME_FILTERS, GtkWidget)

void fus_frame_filters_set_model (FusFrameFilters *filters, FusFrameModel *model);

G_END_DECLS
