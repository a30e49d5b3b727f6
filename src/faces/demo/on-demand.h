/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/faces.h"

G_BEGIN_DECLS

/**
 * fus_demo_faces_serve:
 * @dir: as for fus_demo_faces_write(), which can draw the rest at the same time
 *
 * From now on, as long as the program runs, a frame of this set is drawn into @dir when somebody
 * reads it and it is not there: the same file as if all had been drawn. Truth masks are not. Any
 * thread.
 *
 * Returns: FALSE with @error where @dir cannot be used
 */
gboolean fus_demo_faces_serve (const char *dir, const FusDemoSet *set, GError **error);

G_END_DECLS
