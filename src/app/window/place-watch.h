/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusPlaceWatch:
 *
 * Tells when what is at some paths may have changed: there, gone, moved, or put in another's place,
 * as far as the system tells of it; a folder above them counts, too. Main thread only.
 */
typedef struct _FusPlaceWatch FusPlaceWatch;

/* @changed: called a moment after a change, once for many; @paths: NULL-terminated */
FusPlaceWatch *fus_place_watch_new (const char *const *paths, void (*changed) (gpointer data),
                                    gpointer data);
void fus_place_watch_free (FusPlaceWatch *watch);

G_END_DECLS
