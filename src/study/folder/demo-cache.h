/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faces/demo/faces.h"

G_BEGIN_DECLS

/* Demo faces that studies share: drawn into the user's cache folder, and drawn again where they
 * were cleaned away. A study names them by what they are ("demo-faces:people=70,seed=1,
 * size=562x762") and not by a path, so that it can be given to others without its pictures. */

/* (transfer full) */
char *fus_demo_address (const FusDemoSet *set);
/* FALSE for anything else than such an address; then @set has no people. */
gboolean fus_demo_address_parse (const char *address, FusDemoSet *set);

/* The data set's folder. (transfer full) */
char *fus_demo_cache_root (const FusDemoSet *set);
/* Whether @root is such a folder; otherwise @set has no people. */
gboolean fus_demo_cache_recognize (const char *root, FusDemoSet *set);

/* Draws what is not there, and then removes from the cache folder what earlier versions of the
 * program have drawn there. Any thread. FALSE with @error, or without when cancelled. */
gboolean fus_demo_cache_fill (const FusDemoSet *set, guint n_threads, const FusPoll *poll,
                              const FusProgress *progress, GError **error);
/* From now on frames that are not there are drawn when they are read. Any thread. */
gboolean fus_demo_cache_serve (const FusDemoSet *set, GError **error);
gboolean fus_demo_cache_is_filled (const FusDemoSet *set);

/* Deletes a folder of ours with all that is in it. */
void fus_delete_folder (const char *path);

G_END_DECLS
