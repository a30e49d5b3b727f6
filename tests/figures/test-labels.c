/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/labels.h"

static void
assert_spread (const double *y, const double *expected, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (y[i], expected[i], 1e-9);
}

static void
test_far_apart_stays (void)
{
  double y[] = { 10, 30, 60 };
  fus_labels_spread (y, 3, 12, 0, 100);
  assert_spread (y, (double[]){ 10, 30, 60 }, 3);
}

static void
test_near_ones_part (void)
{
  double y[] = { 20, 20, 22, 80 };
  fus_labels_spread (y, 4, 10, 0, 100);
  assert_spread (y, (double[]){ 32 / 3.0, 62 / 3.0, 92 / 3.0, 80 }, 4);
}

static void
test_stays_inside (void)
{
  double y[] = { 1, 2, 98, 99 };
  fus_labels_spread (y, 4, 10, 0, 100);
  assert_spread (y, (double[]){ 0, 10, 90, 100 }, 4);
}

static void
test_too_many (void)
{
  double y[] = { 5, 5, 5, 5 };
  fus_labels_spread (y, 4, 10, 0, 20);
  assert_spread (y, (double[]){ 0, 10, 20, 30 }, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/labels/far-apart-stays", test_far_apart_stays);
  g_test_add_func ("/labels/near-ones-part", test_near_ones_part);
  g_test_add_func ("/labels/stays-inside", test_stays_inside);
  g_test_add_func ("/labels/too-many", test_too_many);
  return g_test_run ();
}
