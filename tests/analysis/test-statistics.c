/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/analysis/golden-statistics.h"

#include "analysis/statistics.h"

#include <locale.h>
#include <math.h>

/* NaN equals NaN, infinity itself; otherwise to @tolerance of the larger of value and 1e-300. */
static void
assert_near (const char *name, double got, double expected, double tolerance)
{
  if (isnan (expected) ? isnan (got) : got == expected)
    return;
  if (!(fabs (got - expected) <= tolerance * MAX (fabs (expected), 1e-300)))
    g_error ("%s: %.17g instead of %.17g", name, got, expected);
}

static void
test_mann_whitney (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mann_whitney_cases); i++)
    {
      const char *name = mann_whitney_cases[i].name;
      FusTest test = fus_mann_whitney (mann_whitney_cases[i].a, mann_whitney_cases[i].n_a,
                                       mann_whitney_cases[i].b, mann_whitney_cases[i].n_b);
      assert_near (name, test.statistic, mann_whitney_cases[i].u, 0);
      assert_near (name, test.p, mann_whitney_cases[i].p, 1e-9);
      /* log10 of a p near 1 is near 0: an absolute error there. */
      g_assert_cmpfloat_with_epsilon (test.log10_p, mann_whitney_cases[i].log10_p,
                                      1e-9 * (1 + fabs (mann_whitney_cases[i].log10_p)));
      g_assert_cmpfloat_with_epsilon (test.effect, mann_whitney_cases[i].effect, 1e-12);
      g_assert_cmpint (test.is_exact, ==, mann_whitney_cases[i].is_exact);
      g_assert_cmpuint (test.n[0], ==, mann_whitney_cases[i].n_a);
      g_assert_cmpuint (test.n[1], ==, mann_whitney_cases[i].n_b);
    }
}

static void
test_mann_whitney_swapped (void)
{
  const double a[] = { 1, 2, 2, 8 }, b[] = { 2, 3, 9, 9, 10 };
  FusTest one = fus_mann_whitney (a, 4, b, 5), other = fus_mann_whitney (b, 5, a, 4);
  g_assert_cmpfloat (one.statistic + other.statistic, ==, 20);
  g_assert_cmpfloat (one.effect, ==, -other.effect);
  g_assert_cmpfloat (one.p, ==, other.p);
}

static void
test_mann_whitney_says_nothing (void)
{
  const double a[] = { 1, NAN }, b[] = { 2, 3 };
  g_assert_true (isnan (fus_mann_whitney (a, 2, b, 2).p));
  g_assert_true (isnan (fus_mann_whitney (b, 2, a, 2).effect));
  g_assert_true (isnan (fus_mann_whitney (b, 2, b, 0).p));
  g_assert_true (isnan (fus_mann_whitney (NULL, 0, NULL, 0).log10_p));
}

static void
test_paired_t (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (paired_t_cases); i++)
    {
      const char *name = paired_t_cases[i].name;
      FusTest test = fus_paired_t (paired_t_cases[i].a, paired_t_cases[i].b, paired_t_cases[i].n);
      assert_near (name, test.statistic, paired_t_cases[i].t, 1e-12);
      assert_near (name, test.p, paired_t_cases[i].p, 1e-9);
      assert_near (name, test.log10_p, paired_t_cases[i].log10_p, 1e-9);
      assert_near (name, test.effect, paired_t_cases[i].effect, 1e-12);
    }
}

static void
test_mcnemar (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mcnemar_cases); i++)
    {
      gsize both = mcnemar_cases[i].both, a_only = mcnemar_cases[i].a_only;
      gsize b_only = mcnemar_cases[i].b_only;
      gsize n = both + a_only + b_only + mcnemar_cases[i].neither;
      g_autofree guint8 *a = g_new0 (guint8, n), *b = g_new0 (guint8, n);
      for (gsize k = 0; k < both + a_only + b_only; k++)
        {
          a[k] = k < both + a_only;
          b[k] = k < both || k >= both + a_only;
        }
      FusTest test = fus_mcnemar (a, b, n);
      assert_near ("mcnemar", test.p, mcnemar_cases[i].p, 1e-9);
      g_assert_cmpfloat_with_epsilon (test.log10_p, mcnemar_cases[i].log10_p,
                                      1e-9 * (1 + fabs (mcnemar_cases[i].log10_p)));
      g_assert_cmpfloat_with_epsilon (test.effect, ((double) a_only - (double) b_only) / (double) n,
                                      1e-12);
      g_assert_cmpfloat (test.statistic, ==, MIN (a_only, b_only));
    }
  g_assert_true (isnan (fus_mcnemar (NULL, NULL, 0).p));
}

static void
assert_format (double p, const char *expected)
{
  g_autofree char *text = fus_p_format (p);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_p_format (void)
{
  assert_format (1, "p = 1.00");
  assert_format (0.123, "p = 0.12");
  assert_format (0.0421, "p = 0.042");
  assert_format (0.0012, "p = 0.0012");
  assert_format (0.00031, "p = 3.1e-04");
  assert_format (2e-300, "p = 2.0e-300");
  assert_format (1e-305, "p < 1e-300");
  assert_format (0, "p < 1e-300");
  assert_format (NAN, "p = n/a");
}

static void
test_box (void)
{
  const double values[] = { 3, 1, 2, 4, NAN, 30, 5 };
  FusBoxStatistics box = fus_box_statistics (values, 7);
  g_assert_cmpuint (box.n, ==, 6);
  g_assert_cmpfloat (box.median, ==, 3.5);
  g_assert_cmpfloat (box.low_quartile, ==, 2.25);
  g_assert_cmpfloat (box.high_quartile, ==, 4.75);
  g_assert_cmpfloat (box.low_whisker, ==, 1);
  g_assert_cmpfloat (box.high_whisker, ==, 5);
  g_assert_cmpfloat (box.mean, ==, 7.5);

  box = fus_box_statistics (values + 4, 1);
  g_assert_cmpuint (box.n, ==, 0);
  g_assert_true (isnan (box.median));
  box = fus_box_statistics (values, 1);
  g_assert_cmpfloat (box.low_whisker, ==, 3);
  g_assert_cmpfloat (box.high_whisker, ==, 3);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "de_DE.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statistics/mann-whitney/scipy", test_mann_whitney);
  g_test_add_func ("/statistics/mann-whitney/swapped", test_mann_whitney_swapped);
  g_test_add_func ("/statistics/mann-whitney/says-nothing", test_mann_whitney_says_nothing);
  g_test_add_func ("/statistics/paired-t/scipy", test_paired_t);
  g_test_add_func ("/statistics/mcnemar/scipy", test_mcnemar);
  g_test_add_func ("/statistics/p-format", test_p_format);
  g_test_add_func ("/statistics/box", test_box);
  return g_test_run ();
}
