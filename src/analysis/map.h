/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the map of a frame came out. */
typedef enum
{
  FUS_MAP_FOUND,
  FUS_MAP_EMPTY,      /* 0 everywhere: no positive evidence */
  FUS_MAP_UNREADABLE, /* the frame could not be read; its map is 0 everywhere */
} FusMapState;

/**
 * fus_map_scale:
 *
 * Min-max scales a raw map to 0 … 1 in place. A map of one positive value throughout becomes 1
 * throughout.
 *
 * Returns: FALSE for a map that is 0 everywhere: there is no positive evidence for the class, and
 *   the map is left alone (nothing is divided by 0)
 */
gboolean fus_map_scale (float *map, gsize n);

/* Whether any of n values is above 0. */
gboolean fus_map_has_evidence (const float *map, gsize n);

/* Linear-interpolated percentile (NumPy's default), @share 0 … 1, of n values; n > 0. NaN where
 * there is a NaN among the values. */
float fus_percentile (const float *values, gsize n, double share);

/**
 * fus_map_strip:
 * @map: [side, side]
 *
 * How wide the area of a map is for its height: the standard deviation across of the pixels that
 * are above 0 and at or above @threshold, by their standard deviation from top to bottom. Below 1
 * for a vertical strip, 1 for a square or a disc. A pixel has a width of its own, so that an area
 * of w by h whole pixels comes to w / h.
 *
 * Returns: NaN where no pixel is
 */
double fus_map_strip (const float *map, guint side, double threshold);

/**
 * fus_overlap:
 * @a, @b: maps at the size at which they are compared, [n]
 * @share: 0.95 in the paper (figure 2C)
 * @mask: (out): [n], 1 where both maps reach the threshold
 *
 * One shared threshold = the smaller of the two percentiles; the mask is map >= threshold in both.
 * A pixel with value 0 in either map is never in the mask.
 *
 * Returns: the threshold
 */
float fus_overlap (guint8 *mask, const float *a, const float *b, gsize n, double share);

G_END_DECLS
