/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/asking/frame-trust.h"

G_BEGIN_DECLS

/* What the tests of one frame's map came to, a plain sentence or two for each, translated. All
 * (transfer full). */

/* Whether what the map points to matters: by how many of the random maps it beats, all, most (more
 * than half), or no more than chance would have it. */
char *fus_trust_words_deletion (const FusFrameTrust *trust);

/* Whether the map depends on what was learned: by its likeness to that of the network with all its
 * weights at random; below 0.3 it is another map, from 0.6 on the same. Rules of thumb: Adebayo et
 * al. 2018 give none. */
char *fus_trust_words_randomization (const FusFrameTrust *trust);

/* Whether the map follows the face into the mirror, by the same rule, and what of its asymmetry is
 * the face's. @mirrored_class: title of the class that the mirrored frame is taken for */
char *fus_trust_words_flip (const FusFrameTrust *trust, const char *mirrored_class);

G_END_DECLS
