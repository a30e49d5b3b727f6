/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/poll.h"

G_BEGIN_DECLS

/**
 * FusAlignmentInput:
 * @x: [n, d], activations; rows with a NaN, or without one of both labels, are left out
 * @identity, @expression: [n], class of each row, -1 for none
 * @other: (nullable): [n], one more label whose effect is taken out (the angle), -1 for none
 * @n_rounds: of the bootstrap, each draws as many people as there are
 * @n_shuffles: how often the expressions are dealt out anew for chance
 */
typedef struct
{
  const float *x;
  gsize n;
  gsize d;
  const gint32 *identity;
  const gint32 *expression;
  const gint32 *other;
  guint n_rounds;
  guint n_shuffles;
  guint64 seed;
} FusAlignmentInput;

/**
 * FusAlignment:
 * @congruence: 0 … 1; NaN where fewer than two people or expressions are there, or one of the two
 *   has no effect
 * @low, @high: 2.5 to 97.5 percentile of the bootstrap over people
 * @shuffled: mean congruence after the expressions were dealt out anew among the rows
 */
typedef struct
{
  double congruence;
  double low, high;
  double shuffled;
} FusAlignment;

/**
 * fus_align:
 *
 * Whether the directions in which activations differ between people are those in which they differ
 * between expressions, as asked by Schwartz, O'Nell, Saxe and Anzellotti 2023 (Brain Sciences 13,
 * 296), who found them the more orthogonal the deeper the layer.
 *
 * Definition used here: activations are taken apart into mean + person + expression (+ @other) by
 * least squares, so that an uneven mixture of labels does not pass for alignment. With a_k the
 * effect of person k, b_l that of expression l, each centred, and A = sum a_k a_k', B = sum b_l
 * b_l' the matrices of variance between classes, the congruence is Tucker's coefficient of A and B:
 * tr (A B) / sqrt (tr (A A) tr (B B)). 0: the two subspaces are orthogonal; 1: the same directions
 * with the same weights. All directions count, each by the variance it carries.
 *
 * Any thread.
 *
 * Returns: FALSE when @poll cancelled
 */
gboolean fus_align (FusAlignment *alignment, const FusAlignmentInput *input, const FusPoll *poll);

G_END_DECLS
