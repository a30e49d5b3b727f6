/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/pictures/resize.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FusCropEditor:
 *
 * A frame with the square that networks see of it. Drag inside to move it, drag a corner to size
 * it; arrow keys move it, + and - size it.
 *
 * Signal "changed" ().
 */
#define FUS_TYPE_CROP_EDITOR (fus_crop_editor_get_type ())
G_DECLARE_FINAL_TYPE (FusCropEditor, fus_crop_editor, FUS, CROP_EDITOR, GtkWidget)

void fus_crop_editor_set_picture (FusCropEditor *editor, FusPicture *picture);
/* The crop is made square, in pixels of the picture, and kept inside of it. */
void fus_crop_editor_set_crop (FusCropEditor *editor, const FusCrop *crop);
FusCrop fus_crop_editor_crop (FusCropEditor *editor);

G_END_DECLS
