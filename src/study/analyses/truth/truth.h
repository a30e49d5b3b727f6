/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/figures/study-figures.h"
#include "study/analyses/maps/maps.h"

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
 * @share: [network][task of the map][task of the mask][whose map]
 *
 * Do maps find the places by which drawn faces differ between people, and between expressions? Only
 * for demo faces is that known.
 */
typedef struct
{
  FusTruthShare share[FUS_N_NETWORKS][FUS_N_TASKS][FUS_N_TASKS][FUS_N_TRUTH_MAPS];
  char *network_hash[FUS_N_NETWORKS];
} FusStudyTruth;

/* Whether all frames of the study are demo faces that this version of the program draws. */
gboolean fus_study_has_truth (FusStudy *study);

/**
 * fus_study_truth_compute:
 *
 * Draws the masks of all test frames anew and holds the maps of fus_study_maps_compute() against
 * them, or reads what analysis/truth.csv (network, task, mask, map, share, low, high, area, n)
 * holds of the same networks and frames. Also writes its rows of tests.csv. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error, as for a study of other
 * faces
 */
FusStudyTruth *fus_study_truth_compute (FusStudy *study, guint n_threads, const FusPoll *poll,
                                        const FusProgress *progress, GError **error);
void fus_study_truth_free (FusStudyTruth *truth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyTruth, fus_study_truth_free)

/* Shares of the trained, untrained and random maps in the mask of their own task, with the share of
 * a uniform map as chance. 183 mm. NULL where no network is trained. Any thread. */
FusStudyFigure *fus_study_figure_truth (FusStudy *study, const FusStudyTruth *truth);

G_END_DECLS
