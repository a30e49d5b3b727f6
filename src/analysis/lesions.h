/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/intact.h"

G_BEGIN_DECLS

/* A lesion sets the output of a unit to zero: every place of a channel of a conv layer, one number
 * of an fc layer. After Dobs, Martinez, Kell and Kanwisher 2022 (Science Advances 8, eabl8913) and
 * Bau et al. 2020 (PNAS 117, 30071). */

/**
 * fus_lesion_units:
 * @intact: what the network says of the frames with all its units
 * @pass: of the same network, any purpose
 * @half: (nullable): [n frames], 0 or 1: which sum a frame belongs to; NULL: all to the first
 * @increase: (inout): [units, 2], to which is added, for each unit of @layer and half, the sum over
 *   frames of the cross-entropy with that unit zeroed minus the cross-entropy without
 *
 * Removes the units of a layer one by one. The layers before it are not run. A unit that is silent
 * on a frame changes nothing there and is not run either; what a unit gives to a fully connected
 * layer is taken off that layer's sums, so that only its share is multiplied. The lesions of
 * several units share a batch. The thread that owns @pass.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_lesion_units (const FusIntact *intact, FusPass *pass, FusLayer layer,
                           const guint8 *half, double *increase, const FusPoll *poll,
                           const FusProgress *progress);

/**
 * FusRemoval:
 * @removed: per layer [units], 1 for a unit that is zeroed; NULL where the layer keeps all
 *
 * A set of units of one network to be removed at once.
 */
typedef struct
{
  const guint8 *removed[FUS_LAYER_HEADS];
} FusRemoval;

/**
 * FusLesionResult:
 * @loss: sum over the frames that count of their cross-entropy
 * @n: those frames
 * @n_right: those whose largest logit is their class's
 */
typedef struct
{
  double loss;
  gsize n;
  gsize n_right;
} FusLesionResult;

/* Adds to @result what the frames of @intact come to without the units of @removal; only layers
 * from the first that loses a unit are run. The thread that owns @pass. FALSE when @poll cancelled;
 * then @result means nothing. */
gboolean fus_lesion_remove (const FusIntact *intact, FusPass *pass, const FusRemoval *removal,
                            FusLesionResult *result, const FusPoll *poll);

/* Adds to @result what the intact network comes to. */
void fus_lesion_intact (const FusIntact *intact, FusLesionResult *result);

/* Order of the units by damage: rank[i] is 1 for the unit whose removal raises the loss most; of
 * equals the lower number comes first. @increase: [n] */
void fus_lesion_rank (guint *rank, const double *increase, gsize n);

/**
 * fus_lesion_specificity:
 * @index: (out): [n], -1 where only identity suffers, 1 where only expression does, NaN for a unit
 *   that neither task misses
 * @identity, @expression: [n], rise of either task's loss without each unit of one layer
 *
 * How task-specific each unit is: (e - i) / (e + i), where i and e are its shares of all damage
 * that single units of the layer do to identity and to expression, and removals that help count as
 * no damage. Shares, since the losses of two tasks are on scales of their own.
 */
void fus_lesion_specificity (double *index, const double *identity, const double *expression,
                             gsize n);

/* How far two lists of damage, [n] each, are apart: half the sum of the absolute differences of
 * their shares (total variation), 0 where the same units matter as much, 1 where no unit matters to
 * both. Of two tasks it is the mean of the absolute specificity weighted by damage. NaN where
 * nothing does damage. */
double fus_lesion_distance (const double *a, const double *b, gsize n);

G_END_DECLS
