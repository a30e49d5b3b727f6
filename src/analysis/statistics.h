/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FusTest:
 * @statistic: the test's own: U of the first sample, t, or the smaller count of discordant pairs
 * @p: two-sided, 0 … 1; 0 where it is too small for a double, NaN where the test says nothing (an
 *   empty sample, one pair only, a NaN among the values)
 * @log10_p: finite also where @p is 0, unless p really is 0 (differences that do not vary)
 * @effect: effect size, see each test; its sign is that of "first minus second"
 * @n: sizes of the two samples; twice the number of pairs' where they are paired
 * @is_exact: the p value is exact and not from a normal approximation
 */
typedef struct
{
  double statistic;
  double p;
  double log10_p;
  double effect;
  gsize n[2];
  gboolean is_exact;
} FusTest;

/**
 * fus_mann_whitney:
 * @a: [n_a]
 * @b: [n_b]
 *
 * Mann-Whitney U of two independent samples, two-sided (paper, section 2.4 and figure 2B). Without
 * ties and with at most 50 values on each side the p value is exact; otherwise it is the normal
 * approximation with tie and continuity correction. The same numbers as SciPy's mannwhitneyu.
 *
 * Effect: rank-biserial correlation 2 U / (n_a n_b) - 1, from -1 (every a below every b) to 1.
 *
 * Any thread.
 */
FusTest fus_mann_whitney (const double *a, gsize n_a, const double *b, gsize n_b);

/**
 * fus_paired_t:
 * @a, @b: [n], pairs
 *
 * Student's t test of paired samples, two-sided. As SciPy's ttest_rel: differences that do not vary
 * but are not 0 give t = ±infinity and p = 0; differences that are all 0 give NaN.
 *
 * Effect: Cohen's d_z, the mean of the differences by their standard deviation.
 *
 * A test across bootstrap rounds, as in the paper (section 2.4), measures the number of rounds as
 * much as the data: show fus_mcnemar() beside it.
 */
FusTest fus_paired_t (const double *a, const double *b, gsize n);

/**
 * fus_mcnemar:
 * @a, @b: [n], whether each of two classifiers is right on the same frame (0 or 1)
 *
 * McNemar's exact test, two-sided: of the frames on which just one of the two is right, is it each
 * of them half the time (binomial)?
 *
 * Effect: (a only - b only) / n, the difference of the two accuracies.
 */
FusTest fus_mcnemar (const guint8 *a, const guint8 *b, gsize n);

/**
 * fus_p_format:
 *
 * "p = 0.042", "p = 3.1e-07", and "p < 1e-300" where a p is smaller than that: never 0, which no p
 * value is. "p = n/a" for NaN. The same in every locale.
 *
 * Returns: (transfer full)
 */
char *fus_p_format (double p);

/* Linear-interpolated quantile (NumPy's default) of a copy of n values, @share 0 … 1; n > 0. */
double fus_quantile (const double *values, gsize n, double share);

/**
 * FusBoxStatistics:
 *
 * What a box plot shows (Tukey 1977): quartiles; whiskers at the last values within 1.5
 * interquartile ranges of the box.
 */
typedef struct
{
  double median, low_quartile, high_quartile, low_whisker, high_whisker, mean;
  gsize n;
} FusBoxStatistics;

/* NaNs are left out; with nothing left, everything is NaN and n is 0. */
FusBoxStatistics fus_box_statistics (const double *values, gsize n);

G_END_DECLS
