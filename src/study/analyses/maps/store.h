/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/frame-maps.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

/* fus_map_folder(): what was computed once, with a JSON note of what it was computed from. Loading
 * gives NULL unless the note is of the same weights, frames and version of the method. */

typedef struct
{
  FusStudy *study;
  FusMapSpec spec;
  FusNetworkKind kind;
  FusTask task;
  const char *network_hash;
  guint version;                  /* of the method */
  const char *const *class_names; /* of the network's head */
  guint side;                     /* of the network's maps */
  const GArray *frames;           /* guint32 */
} FusMapKey;

/* (transfer full) (nullable) */
FusMaps *fus_map_store_load (const FusMapKey *key);
gboolean fus_map_store_save (const FusMapKey *key, const FusMaps *maps, const FusMeanMap *mean,
                             GError **error);

/* Hash of what the average face is made from. (transfer full) */
char *fus_map_store_hash_face (FusStudy *study);
/* @whole: not one that lacks frames which could not be read. (transfer full) (nullable) */
FusPicture *fus_map_store_load_face (FusStudy *study, const char *frames_hash, gboolean whole);
/* @n_unread: frames that it lacks */
gboolean fus_map_store_save_face (FusStudy *study, const char *frames_hash, const FusPicture *face,
                                  guint n_unread, GError **error);

G_END_DECLS
