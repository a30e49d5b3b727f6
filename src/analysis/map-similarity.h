/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusMapSimilarity:
 * @spearman: correlation of the ranks of their values, -1 … 1; 1: the same order of places
 * @ssim: structural similarity of the maps, each min-max scaled to 0 … 1, -1 … 1; 1: the same
 *
 * How alike two maps are. Both are NaN where either map has one value throughout, as one without
 * evidence has: such a map says nothing of places, so that it is neither like nor unlike another.
 */
typedef struct
{
  double spearman;
  double ssim;
} FusMapSimilarity;

/**
 * fus_map_similarity:
 * @a, @b: [side, side], raw or scaled, at the side of the maps' own cells
 *
 * As Adebayo et al. 2018 compare maps. Ties share their mean rank (GSL). SSIM (Wang, Bovik, Sheikh
 * and Simoncelli 2004) has a uniform window of 7 by 7 cells, of 3 by 3 in maps below 7, and one of
 * the whole map below 3; sample covariances; the mean over all windows that lie inside: the same
 * number as scikit-image's for the same window. Any thread.
 */
FusMapSimilarity fus_map_similarity (const float *a, const float *b, guint side);

/* The first of the two numbers alone; [side, side]. Any thread. */
double fus_map_spearman (const float *a, const float *b, guint side);

/* Whether both numbers are known. */
gboolean fus_map_similarity_is_defined (const FusMapSimilarity *similarity);

/* out = map seen in a mirror, left for right; [side, side]; out is not map. */
void fus_map_mirror (float *out, const float *map, guint side);

G_END_DECLS
