/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusBootstrap:
 * @value: mean of the values as they are
 * @mean: of the rounds' means
 * @low, @high: percentile interval
 * @level: the interval's coverage, 0.95 for 2.5 … 97.5 per cent
 * @n: values
 * @n_clusters: clusters among them; 0 when single values were drawn
 * @n_rounds, @rounds: the mean of each round
 */
typedef struct
{
  double value;
  double mean;
  double low, high;
  double level;
  gsize n;
  gsize n_clusters;
  guint n_rounds;
  double *rounds;
} FusBootstrap;

/**
 * fus_bootstrap:
 * @values: [n]; for an accuracy 1 where the prediction is right and 0 where not; NaN is not allowed
 * @clusters: (nullable): [n], the person (or other group, >= 0) of each value; then whole people
 *   are drawn, since the frames of one person are not independent
 * @n: > 0
 * @n_rounds: the paper has 100
 * @level: 0 … 1
 * @seed: the same seed, n and clusters draw the same values, so that two networks tested on the
 *   same frames are paired round by round
 *
 * Percentile bootstrap of a mean (Efron 1979; paper, section 2.4). Any thread.
 *
 * Returns: (transfer full)
 */
FusBootstrap *fus_bootstrap (const double *values, const gint32 *clusters, gsize n, guint n_rounds,
                             double level, guint64 seed);
void fus_bootstrap_free (FusBootstrap *bootstrap);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FusBootstrap, fus_bootstrap_free)

G_END_DECLS
