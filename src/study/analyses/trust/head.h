/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/trust/trust.h"

G_BEGIN_DECLS

/* Random maps that each frame's map is held against. */
#define FUS_HEAD_TRUST_RANDOM_MAPS 3
/* Of how many frames the first is also put through deletion. */
#define FUS_HEAD_TRUST_DELETION_PART 2

/**
 * FusHeadTrustInput:
 * @frames: [n], indices of the frames
 * @people: [n], the person of each; -1 where unknown
 * @n: frames
 * @seed: of everything that is drawn
 */
typedef struct
{
  FusNetwork *network;
  FusTask task;
  FusFeeder *feeder;
  const guint32 *frames;
  const gint32 *people;
  guint n;
  guint64 seed;
  guint n_threads;
} FusHeadTrustInput;

/**
 * fus_head_trust:
 *
 * Puts the maps of one head through the three tests. Frames that cannot be read are left out. Any
 * thread.
 *
 * Returns: (transfer full): free with g_free(); NULL when @poll cancelled, or with @error where
 *   memory is lacking
 */
FusHeadTrust *fus_head_trust (const FusHeadTrustInput *input, const FusPoll *poll,
                              const FusProgress *progress, GError **error);

/* Whether maps of this method are put through deletion and random weights. */
gboolean fus_head_trust_has_method (FusMapMethod method);

G_END_DECLS
