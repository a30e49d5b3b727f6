/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/widgets/stage.h"

G_BEGIN_DECLS

/**
 * fus_stage_render:
 *
 * What the stage shows, whole (not zoomed), pictures at their own size side by side with their
 * captions, and the key of their overlays below; for the clipboard and files.
 *
 * Returns: (transfer full) (nullable): NULL when there is no picture
 */
GdkTexture *fus_stage_render (FusStage *stage);

G_END_DECLS
