/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pass.h"

G_BEGIN_DECLS

/* Shares of the pixels that are removed: 10, 20, … 90 %. */
#define FUS_N_DELETION_SHARES 9
double fus_deletion_share (guint index);

/* Which pixels go first: those that matter most by the map, or least. */
typedef enum
{
  FUS_DELETION_MOST,
  FUS_DELETION_LEAST,
  FUS_N_DELETION_ORDERS,
} FusDeletionOrder;

/**
 * FusDeletion:
 * @probability: per order and share, of the explained class once these pixels are removed, 0 … 1
 * @score: mean over shares of the probability with the least relevant pixels removed minus that
 *   with the most relevant removed: -1 … 1, the area between the two curves. 0: the map knows no
 *   better than chance what the class depends on; below: it points to the wrong places
 *
 * What a map is worth by what is lost with the pixels that it points to. All NaN for a map without
 * evidence.
 */
typedef struct
{
  double probability[FUS_N_DELETION_ORDERS][FUS_N_DELETION_SHARES];
  double score;
} FusDeletion;

/**
 * FusDeletionTest:
 * @intact: probability of the class in the whole frame
 * @map: of the map in question
 * @random: mean of those of random maps, probability by probability
 * @random_sd: standard deviation of the random maps' scores, NaN of fewer than two
 * @n_random: random maps; 0 where the map has no evidence
 * @n_beaten: random maps with a lower score than the map's
 *
 * A map against maps that know nothing.
 */
typedef struct
{
  double intact;
  FusDeletion map;
  FusDeletion random;
  double random_sd;
  guint n_random;
  guint n_beaten;
} FusDeletionTest;

/**
 * FusDeleter:
 *
 * Removes pixels from frames and asks a network what it still sees: ROAD (Rong et al. 2022) without
 * retraining, with the noisy linear imputation of fus_impute(). One thread at a time.
 */
typedef struct _FusDeleter FusDeleter;

/* @pass: of any purpose; several frames per batch are quicker, but change nothing. @team: that of
 * @pass. Both are borrowed. */
FusDeleter *fus_deleter_new (FusPass *pass, FusTeam *team);
void fus_deleter_free (FusDeleter *deleter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusDeleter, fus_deleter_free)

/**
 * fus_deleter_run:
 * @results: (out): [n]
 * @image: [3, s, s], normalised
 * @task: the head whose class is explained
 * @maps: [n, side, side], raw or scaled, >= 0: of that class in this frame
 * @seed: of the noise, which is the same for all maps, and of the order of places of equal value
 * @progress: (nullable)
 *
 * Maps are enlarged bilinearly, as they are shown. Places of equal value, such as all those without
 * evidence, are ordered by a random map of the same side: so a map of one value throughout is a
 * random map, and what is removed has the same grain everywhere. The pass then holds other frames
 * than before.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_deleter_run (FusDeleter *deleter, FusDeletion *results, const float *image,
                          FusTask task, gint32 class_index, const float *maps, guint side, guint n,
                          guint64 seed, const FusPoll *poll, const FusProgress *progress);

/* One map, and @n_random maps of independent uniform values of the same side, treated just like it.
 * Returns: FALSE when @poll cancelled */
gboolean fus_deleter_test (FusDeleter *deleter, FusDeletionTest *result, const float *image,
                           FusTask task, gint32 class_index, const float *map, guint side,
                           guint n_random, guint64 seed, const FusPoll *poll,
                           const FusProgress *progress);

/* n maps of independent uniform values, 0 … 1, in @maps, [n, side, side]. */
void fus_random_maps (float *maps, guint side, guint n, guint64 seed);

G_END_DECLS
