/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/map-method.h"

G_BEGIN_DECLS

/**
 * FusCascade:
 *
 * Cascading randomisation (Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim 2018, "Sanity checks
 * for saliency maps"): a copy of a trained network that loses what it has learnt layer by layer,
 * from the heads down to conv1. A map that explains what was learnt must change with it; one that
 * stays the same shows the picture rather than the network. One thread at a time.
 */
typedef struct _FusCascade FusCascade;

/* @seed: of the new weights, drawn as fus_network_initialize() draws them, but not the same: a
 * network that is trained from that seed is not led back to where it began, which it may still
 * resemble.
 * @max_batch: most frames of one call. @team: borrowed. Returns: (transfer full): NULL with @error
 * where memory is lacking. */
FusCascade *fus_cascade_new (FusNetwork *trained, guint64 seed, guint max_batch, FusTeam *team,
                             GError **error);
void fus_cascade_free (FusCascade *cascade);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusCascade, fus_cascade_free)

/* Randomises the highest layer that is not yet. At first nothing is; returns: which layer it was,
 * -1 when all were before. */
int fus_cascade_next (FusCascade *cascade);

/* The network as it is now. (transfer none) */
FusNetwork *fus_cascade_network (FusCascade *cascade);

/**
 * fus_cascade_maps:
 * @images: [n, 3, s, s], normalised
 * @classes: [n], those that the maps of the trained network explain
 * @maps: (out): [n, side, side]
 *
 * The maps of the network as it is now. Returns: FALSE when @poll cancelled
 */
gboolean fus_cascade_maps (FusCascade *cascade, const FusMapSpec *spec, const float *images,
                           FusTask task, const gint32 *classes, guint n, float *maps,
                           const FusPoll *poll);

G_END_DECLS
