/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/analysis/golden-percentiles.h"
#include "analysis/map.h"

#include <math.h>

static void
check_percentiles (const float *values, gsize n, const double *expected)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    /* The result is rounded to float once. */
    g_assert_cmpfloat_with_epsilon (fus_percentile (values, n, shares[i]), expected[i],
                                    1e-7 * MAX (1, fabs (expected[i])));
}

static void
test_percentile_numpy (void)
{
  check_percentiles (normal_values, G_N_ELEMENTS (normal_values), normal_percentiles);
  check_percentiles (ties_values, G_N_ELEMENTS (ties_values), ties_percentiles);
  check_percentiles (relu_map_values, G_N_ELEMENTS (relu_map_values), relu_map_percentiles);
  check_percentiles (pair_values, G_N_ELEMENTS (pair_values), pair_percentiles);
  check_percentiles (one_values, G_N_ELEMENTS (one_values), one_percentiles);
}

static void
test_percentile_nan (void)
{
  float values[] = { 1, NAN, 2 };
  g_assert_true (isnan (fus_percentile (values, 3, 0.5)));
}

static void
test_percentile_input_unchanged (void)
{
  float values[] = { 5, 1, 4, 2, 3 };
  g_assert_cmpfloat (fus_percentile (values, 5, 0.5), ==, 3);
  g_assert_cmpfloat (values[0], ==, 5);
  g_assert_cmpfloat (values[4], ==, 3);
}

static void
test_scale (void)
{
  float map[] = { 2, 3, 6, 4 };
  g_assert_true (fus_map_scale (map, 4));
  const float expected[] = { 0, 0.25f, 1, 0.5f };
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (map[i], ==, expected[i]);
}

static void
test_scale_empty (void)
{
  float map[4] = { 0 };
  g_assert_false (fus_map_scale (map, 4));
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (map[i], ==, 0);
}

static void
test_scale_constant (void)
{
  float map[] = { 0.5f, 0.5f, 0.5f };
  g_assert_true (fus_map_scale (map, 3));
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (map[i], ==, 1);
}

static void
test_overlap (void)
{
  /* 0.5-percentiles: 2 and 3; the shared threshold is 2. */
  const float a[] = { 0, 1, 2, 3, 4 }, b[] = { 5, 4, 3, 2, 1 };
  guint8 mask[5];
  g_assert_cmpfloat (fus_overlap (mask, a, b, 5, 0.5), ==, 2);
  const guint8 expected[] = { 0, 0, 1, 1, 0 };
  g_assert_cmpmem (mask, 5, expected, 5);
}

static void
test_overlap_never_at_zero (void)
{
  /* Mostly 0, so that the threshold is 0: what shows nothing overlaps with nothing. */
  const float a[] = { 0, 0, 0, 0, 1 }, b[] = { 0, 0, 1, 1, 1 };
  guint8 mask[5];
  g_assert_cmpfloat (fus_overlap (mask, a, b, 5, 0.5), ==, 0);
  const guint8 expected[] = { 0, 0, 0, 0, 1 };
  g_assert_cmpmem (mask, 5, expected, 5);
}

static void
test_strip (void)
{
  float map[8 * 8] = { 0 };

  g_assert_true (isnan (fus_map_strip (map, 8, 0)));
  /* Two by six; what is less does not count. */
  for (guint y = 1; y < 7; y++)
    for (guint x = 0; x < 8; x++)
      map[y * 8 + x] = x == 3 || x == 4 ? 1 : 0.4f;
  g_assert_cmpfloat_with_epsilon (fus_map_strip (map, 8, 0.5), 2.0 / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_map_strip (map, 8, 0.4f), 8.0 / 6, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/percentile/numpy", test_percentile_numpy);
  g_test_add_func ("/map/percentile/nan", test_percentile_nan);
  g_test_add_func ("/map/percentile/input-unchanged", test_percentile_input_unchanged);
  g_test_add_func ("/map/scale/min-max", test_scale);
  g_test_add_func ("/map/scale/empty", test_scale_empty);
  g_test_add_func ("/map/scale/constant", test_scale_constant);
  g_test_add_func ("/map/strip", test_strip);
  g_test_add_func ("/map/overlap/threshold", test_overlap);
  g_test_add_func ("/map/overlap/never-at-zero", test_overlap_never_at_zero);
  return g_test_run ();
}
