/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/deletion.h"
#include "analysis/flip.h"
#include "study/jobs/job.h"
#include "analysis/map-method.h"
#include "faces/pictures/resize.h"
#include "study/folder/study.h"

G_BEGIN_DECLS

#define FUS_TRUST_RANDOM_MAPS 10

/**
 * FusTrustQuestion:
 * @task: the head that is explained; the network must have it
 * @spec: which kind of map
 * @class_index: the class explained, or -1 for the one that the network predicts
 * @n_random: maps that the deletion is held against, as a rule FUS_TRUST_RANDOM_MAPS
 * @seed: of random maps, noise and weights
 */
typedef struct
{
  FusTask task;
  FusMapSpec spec;
  gint32 class_index;
  guint n_random;
  guint64 seed;
} FusTrustQuestion;

/**
 * FusFrameTrust:
 * @class_index: the class explained
 * @predicted: class of the largest logit
 * @side: of @map
 * @map: [side, side], raw
 * @empty: no positive evidence: the map is 0 everywhere, and deletion and flip are not known
 * @deletion: is more lost with the pixels that the map points to than with others?
 * @layer: by FusLayer: how alike the map is to that of the same network with this layer and all
 *   behind it at random, from the heads down; NaN where either is of one value throughout, as a map
 *   without evidence. It should fall towards 0
 * @flip: does the map follow the face into the mirror?
 * @mirrored_predicted: class of the largest logit of the mirrored frame
 * @mirrored_probability: there of the class explained
 *
 * Whether the map of one frame can be trusted. Immutable; free with fus_frame_trust_free().
 */
typedef struct
{
  FusTrustQuestion question;
  gint32 class_index;
  gint32 predicted;
  guint side;
  float *map;
  gboolean empty;
  FusDeletionTest deletion;
  FusMapSimilarity layer[FUS_N_LAYERS];
  FusFlip flip;
  gint32 mirrored_predicted;
  double mirrored_probability;
} FusFrameTrust;

/**
 * fus_frame_trust:
 * @input: [3, s, s], normalised, as the network takes it
 * @progress: (nullable)
 *
 * Three tests of one map, behind the window's card and `fusiform-cli trust`. Any thread.
 *
 * Returns: (transfer full): NULL when @poll cancelled, or with @error where memory is lacking
 */
FusFrameTrust *fus_frame_trust (FusNetwork *network, const float *input,
                                const FusTrustQuestion *question, guint n_threads,
                                const FusPoll *poll, const FusProgress *progress, GError **error);
void fus_frame_trust_free (FusFrameTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusFrameTrust, fus_frame_trust_free)

/**
 * fus_frame_trust_start:
 * @network: the one whose map is on show (FusExplanation has it)
 * @frame: of the study, or -1 for @picture
 * @picture, @crop: (nullable): a picture of one's own and the part that the network sees
 *
 * The same as a job whose result is a FusFrameTrust. It lets the maps that a person waits for go
 * first. Fails where the frame cannot be read.
 */
FusJob *fus_frame_trust_start (FusStudy *study, FusNetwork *network, gint64 frame,
                               FusPicture *picture, const FusCrop *crop,
                               const FusTrustQuestion *question, guint n_threads,
                               void (*done) (FusJob *job, gpointer user_data), gpointer user_data);

G_END_DECLS
