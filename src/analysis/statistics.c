/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* 50 x 50: the table of the exact distribution has 51 x 2501 counts, the largest near 1e29. */
#define MAX_EXACT 50

static const FusTest nothing = { .statistic = NAN, .p = NAN, .log10_p = NAN, .effect = NAN };

/* From the natural logarithm of a p value that may exceed 1, as a doubled tail does at the middle
 * of a discrete distribution. */
static void
set_p (FusTest *test, double log_p)
{
  log_p = MIN (log_p, 0);
  test->p = exp (log_p);
  test->log10_p = log_p / G_LN10;
}

typedef struct
{
  double value;
  gboolean is_first;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  double x = ((const Ranked *) a)->value, y = ((const Ranked *) b)->value;
  return (x > y) - (x < y);
}

/* Number of ways in which @n_a of n_a + n_b ranks give each U = 0 … u_max (Mann and Whitney 1947):
 * f (m, n, u) = f (m - 1, n, u - n) + f (m, n - 1, u). Sums of positive terms: nothing cancels. */
static double
exact_tail (gsize n_a, gsize n_b, gsize u_max)
{
  gsize row = u_max + 1;
  g_autofree double *ways = g_new0 (double, (n_a + 1) * row);
  for (gsize m = 0; m <= n_a; m++)
    ways[m * row] = 1;
  for (gsize n = 1; n <= n_b; n++)
    for (gsize m = 1; m <= n_a; m++)
      for (gsize u = n; u <= u_max; u++)
        ways[m * row + u] += ways[(m - 1) * row + u - n];
  double tail = 0;
  for (gsize u = 0; u <= u_max; u++)
    tail += ways[n_a * row + u];
  return log (tail) + lgamma (n_a + 1.0) + lgamma (n_b + 1.0) - lgamma (n_a + n_b + 1.0);
}

/* ln of the two tails of the normal distribution beyond @z. */
static double
log_two_tails (double z)
{
  return z > 0 ? gsl_sf_log_erfc (z * M_SQRT1_2) : log (2 * gsl_cdf_ugaussian_Q (z));
}

FusTest
fus_mann_whitney (const double *a, gsize n_a, const double *b, gsize n_b)
{
  FusTest test = nothing;
  test.n[0] = n_a;
  test.n[1] = n_b;
  gsize n = n_a + n_b;
  g_autofree Ranked *ranked = g_new (Ranked, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    {
      ranked[i] = (Ranked){ i < n_a ? a[i] : b[i - n_a], i < n_a };
      if (isnan (ranked[i].value))
        return test;
    }
  if (n_a == 0 || n_b == 0)
    return test;
  qsort (ranked, n, sizeof *ranked, compare_ranked);

  double rank_sum = 0, tie_term = 0;
  for (gsize start = 0, end; start < n; start = end)
    {
      double n_first = 0;
      for (end = start; end < n && ranked[end].value == ranked[start].value; end++)
        n_first += ranked[end].is_first;
      double run = (double) (end - start);
      rank_sum += n_first * ((double) start + (run + 1) / 2);
      tie_term += run * run * run - run;
    }

  double na = (double) n_a, nb = (double) n_b, total = (double) n;
  double u = rank_sum - na * (na + 1) / 2;
  double larger = MAX (u, na * nb - u);
  test.statistic = u;
  test.effect = 2 * u / (na * nb) - 1;
  test.is_exact = tie_term == 0 && n_a <= MAX_EXACT && n_b <= MAX_EXACT;
  if (test.is_exact)
    set_p (&test, G_LN2 + exact_tail (n_a, n_b, (gsize) (na * nb - larger)));
  else
    {
      double sd = sqrt (na * nb / 12 * (total + 1 - tie_term / (total * (total - 1))));
      set_p (&test, log_two_tails ((larger - na * nb / 2 - 0.5) / sd));
    }
  return test;
}

/* ln of the two tails of Student's t, for those too small for a double:
 * P (|T| > t) = I_x (df / 2, 1 / 2) with x = df / (df + t²), whose series
 * x^a (1 - x)^b / (a B (a, b)) · (1 + sum of (a + b)…(a + b + k) / ((a + 1)…(a + 1 + k)) x^(k + 1))
 * has positive terms only (DLMF 8.17.8). */
static double
log_t_tails (double t, double df)
{
  double a = df / 2, b = 0.5, x = df / (df + t * t);
  double sum = 1, term = 1;
  for (double k = 0; term > sum * 1e-17; k++)
    {
      term *= (a + b + k) / (a + 1 + k) * x;
      sum += term;
    }
  return a * log (x) + b * log (t * t / (df + t * t)) - log (a) - lgamma (a) - lgamma (b)
         + lgamma (a + b) + log (sum);
}

FusTest
fus_paired_t (const double *a, const double *b, gsize n)
{
  FusTest test = nothing;
  test.n[0] = test.n[1] = n;
  if (n < 2)
    return test;
  g_autofree double *difference = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    difference[i] = a[i] - b[i];
  double mean = gsl_stats_mean (difference, 1, n);
  double sd = gsl_stats_sd_m (difference, 1, n, mean);
  if (isnan (mean) || (mean == 0 && sd == 0))
    return test;
  test.effect = mean / sd;
  test.statistic = mean / (sd / sqrt ((double) n));
  if (isinf (test.statistic))
    {
      set_p (&test, -INFINITY);
      return test;
    }
  double df = (double) n - 1, t = fabs (test.statistic);
  double p = 2 * gsl_cdf_tdist_Q (t, df);
  set_p (&test, p > 1e-280 ? log (p) : log_t_tails (t, df));
  return test;
}

/* ln P (X <= k) for n fair coins. */
static double
log_binomial_tail (double k, double n)
{
  /* The terms fall from k downwards: what they sum to in units of the first. */
  double sum = 1, term = 1;
  for (double i = k; i > 0 && term > sum * 1e-17; i--)
    {
      term *= i / (n - i + 1);
      sum += term;
    }
  return lgamma (n + 1) - lgamma (k + 1) - lgamma (n - k + 1) - n * G_LN2 + log (sum);
}

FusTest
fus_mcnemar (const guint8 *a, const guint8 *b, gsize n)
{
  FusTest test = nothing;
  test.n[0] = test.n[1] = n;
  if (n == 0)
    return test;
  double a_only = 0, b_only = 0;
  for (gsize i = 0; i < n; i++)
    {
      a_only += a[i] && !b[i];
      b_only += b[i] && !a[i];
    }
  double smaller = MIN (a_only, b_only), discordant = a_only + b_only;
  test.statistic = smaller;
  test.effect = (a_only - b_only) / (double) n;
  test.is_exact = TRUE;
  /* With as many of each kind the tails meet in the middle. */
  set_p (&test, a_only == b_only ? 0 : G_LN2 + log_binomial_tail (smaller, discordant));
  return test;
}

char *
fus_p_format (double p)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  if (isnan (p))
    return g_strdup ("p = n/a");
  if (p < 1e-300)
    return g_strdup ("p < 1e-300");
  const char *format = p >= 0.1 ? "%.2f" : p >= 0.001 ? "%.2g" : "%.1e";
  return g_strconcat ("p = ", g_ascii_formatd (number, sizeof number, format, p), NULL);
}

double
fus_quantile (const double *values, gsize n, double share)
{
  g_assert (n > 0);
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);
  gsl_sort (sorted, 1, n);
  return gsl_stats_quantile_from_sorted_data (sorted, 1, n, share);
}

FusBoxStatistics
fus_box_statistics (const double *values, gsize n)
{
  FusBoxStatistics box = { NAN, NAN, NAN, NAN, NAN, NAN, 0 };
  g_autofree double *sorted = g_new (double, MAX (n, 1));
  gsize kept = 0;
  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      sorted[kept++] = values[i];
  if (kept == 0)
    return box;
  gsl_sort (sorted, 1, kept);
  box.n = kept;
  box.mean = gsl_stats_mean (sorted, 1, kept);
  box.median = gsl_stats_median_from_sorted_data (sorted, 1, kept);
  box.low_quartile = gsl_stats_quantile_from_sorted_data (sorted, 1, kept, 0.25);
  box.high_quartile = gsl_stats_quantile_from_sorted_data (sorted, 1, kept, 0.75);
  double reach = 1.5 * (box.high_quartile - box.low_quartile);
  gsize low = 0, high = kept - 1;
  while (sorted[low] < box.low_quartile - reach)
    low++;
  while (sorted[high] > box.high_quartile + reach)
    high--;
  box.low_whisker = sorted[low];
  box.high_whisker = sorted[high];
  return box;
}
