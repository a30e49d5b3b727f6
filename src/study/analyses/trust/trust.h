/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/deletion.h"
#include "analysis/map-method.h"
#include "study/analyses/analysis.h"

G_BEGIN_DECLS

/* The orders of FusDeletionOrder, and a random one. */
#define FUS_TRUST_RANDOM_ORDER FUS_N_DELETION_ORDERS
#define FUS_N_TRUST_ORDERS (FUS_N_DELETION_ORDERS + 1)

/**
 * FusTrustQuantity:
 * @FUS_TRUST_INTACT: probability of the predicted class in the whole frame
 * @FUS_TRUST_PROBABILITY: and with pixels removed; + order x FUS_N_DELETION_SHARES + share
 * @FUS_TRUST_SCORE: deletion score (FusDeletion); + FusMapMethod, at conv8. Score-CAM and
 * occlusion, which take as long as all others together, are not measured
 * @FUS_TRUST_RANDOM_SCORE: that of random maps
 * @FUS_TRUST_BEATEN: share of the random maps that score lower than Grad-CAM
 * @FUS_TRUST_RANDOM_SPEARMAN: likeness (FusMapSimilarity) of each kind of map to that of the same
 *   network with all its weights at random; + FusMapMethod, those whose score is measured
 * @FUS_TRUST_SPEARMAN, @FUS_TRUST_SSIM: likeness of the Grad-CAM map to that of the network with
 * this layer and all behind it at random; + FusLayer
 * @FUS_TRUST_OTHER_SPEARMAN, @FUS_TRUST_OTHER_SSIM: to the map of another frame, by the same
 * network
 * @FUS_TRUST_FLIP_SPEARMAN, @FUS_TRUST_FLIP_SSIM: to that of the mirrored frame, mirrored back
 * @FUS_TRUST_ASYMMETRY, @FUS_TRUST_FACE, @FUS_TRUST_PLACE: of FusFlip; positive: to the subject's
 *   left, the right half of the picture
 * @FUS_TRUST_FACE_SIZE, @FUS_TRUST_PLACE_SIZE: the last two without their sign
 * @FUS_TRUST_SAME_CLASS: 1 where the mirrored frame is taken for the same class, else 0
 *
 * What is measured of a frame.
 */
typedef enum
{
  FUS_TRUST_INTACT,
  FUS_TRUST_PROBABILITY,
  FUS_TRUST_SCORE = FUS_TRUST_PROBABILITY + FUS_N_TRUST_ORDERS * FUS_N_DELETION_SHARES,
  FUS_TRUST_RANDOM_SCORE = FUS_TRUST_SCORE + FUS_N_MAP_METHODS,
  FUS_TRUST_BEATEN,
  FUS_TRUST_RANDOM_SPEARMAN,
  FUS_TRUST_SPEARMAN = FUS_TRUST_RANDOM_SPEARMAN + FUS_N_MAP_METHODS,
  FUS_TRUST_SSIM = FUS_TRUST_SPEARMAN + FUS_N_LAYERS,
  FUS_TRUST_OTHER_SPEARMAN = FUS_TRUST_SSIM + FUS_N_LAYERS,
  FUS_TRUST_OTHER_SSIM,
  FUS_TRUST_FLIP_SPEARMAN,
  FUS_TRUST_FLIP_SSIM,
  FUS_TRUST_ASYMMETRY,
  FUS_TRUST_FACE,
  FUS_TRUST_PLACE,
  FUS_TRUST_FACE_SIZE,
  FUS_TRUST_PLACE_SIZE,
  FUS_TRUST_SAME_CLASS,
  FUS_N_TRUST_QUANTITIES,
} FusTrustQuantity;

/**
 * FusTrustNumber:
 * @value: mean over frames, NaN where it is known of none
 * @low, @high: 2.5 to 97.5 percentile of 1000 bootstraps over people
 * @n: frames of which it is known
 * @n_undefined: frames that were asked and of which it is not, as maps without evidence have no
 *   score and are alike to none
 */
typedef struct
{
  double value;
  double low, high;
  guint n;
  guint n_undefined;
} FusTrustNumber;

/* What one head's maps come to. */
typedef struct
{
  FusTrustNumber number[FUS_N_TRUST_QUANTITIES];
} FusHeadTrust;

/**
 * FusStudyTrust:
 * @result: what it was made from
 * @head: NULL where the network is not trained or has no such head
 * @n_frames: per task, that were drawn
 *
 * Can the maps of a study's networks be trusted?
 */
typedef struct
{
  FusResult result;
  FusHeadTrust *head[FUS_N_NETWORKS][FUS_N_TASKS];
  guint n_frames[FUS_N_TASKS];
} FusStudyTrust;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusStudyTrust, fus_result_unref)

/**
 * fus_trust_analysis:
 *
 * Puts the maps of the predicted class through three tests, on test frames of each task drawn at
 * random with the study's seed, of each class as many: a hundred of them, fewer for large networks,
 * and deletion on half of these.
 *
 * Tables: trust_deletion.csv, trust_scores.csv, trust_randomization.csv and trust_flip.csv
 * (network, task, two columns that name the quantity, its value, low, high, n, undefined). Its
 * result is a FusStudyTrust.
 */
extern const FusAnalysis fus_trust_analysis;

G_END_DECLS
