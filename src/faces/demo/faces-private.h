/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/faces.h"

G_BEGIN_DECLS

/* What the drawing of a whole set and of single frames share. */

/* The folder of a set that holds people's folders. */
#define FUS_DEMO_ROOT "KDEF"

/* Makes the folder of a set, with its description, where that is not there yet; refuses what holds
 * anything else. */
gboolean fus_demo_faces_begin (const char *dir, const FusDemoSet *set, GError **error);
/* Whether the set has such a person. */
gboolean fus_demo_set_has (const FusDemoSet *set, const FusDemoFace *face);
/* Draws the file of a face, without masks, where it is not there. @studio: of the set's size */
gboolean fus_demo_face_write (const char *dir, FusDemoStudio *studio, const FusDemoFace *face,
                              GError **error);

G_END_DECLS
