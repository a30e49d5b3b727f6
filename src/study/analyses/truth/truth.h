/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* Whose maps are held against where the information really lies. */
typedef enum
{
  FUS_TRUTH_TRAINED,
  FUS_TRUTH_UNTRAINED, /* the same network with the random weights of its seed */
  FUS_TRUTH_RANDOM,    /* independent uniform random values */
  FUS_N_TRUTH_MAPS,
} FusTruthMap;
const char *fus_truth_map_name (FusTruthMap map); /* "trained", …; as in the table */

/**
 * FusTruthShare:
 * @share: mean over frames of the share of a map's mass that lies in the mask, 0 … 1
 * @low, @high: 2.5 to 97.5 percentile of bootstraps over frames
 * @area: mean share of the frame that the mask takes up: what a uniform map has
 * @n: frames whose map has mass and whose mask is not empty (that of a neutral face is); 0 where
 *   there are none, and then the rest means nothing
 */
typedef struct
{
  double share;
  double low, high;
  double area;
  gsize n;
} FusTruthShare;

/**
 * FusStudyTruth:
 * @result: what it was made from
 * @share: [network][task of the map][task of the mask][whose map]
 *
 * Do maps find the places by which drawn faces differ between people, and between expressions? Only
 * for demo faces is that known.
 */
typedef struct
{
  FusResult result;
  FusTruthShare share[FUS_N_NETWORKS][FUS_N_TASKS][FUS_N_TASKS][FUS_N_TRUTH_MAPS];
} FusStudyTruth;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyTruth, fus_result_unref)

/**
 * fus_truth_analysis:
 *
 * Draws the masks of all test frames anew and holds the maps of fus_maps_analysis against them.
 * Applies where all frames of the study are demo faces that this version of the program draws.
 *
 * Tables: truth.csv (network, task, mask, map, share, low, high, area, n); rows of tests.csv. Its
 * result is a FusStudyTruth.
 */
extern const FusAnalysis fus_truth_analysis;

G_END_DECLS
