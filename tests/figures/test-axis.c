/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/axis.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static void
assert_ticks (const FusAxis *axis, const char *expected)
{
  g_autoptr (GString) ticks = g_string_new (NULL);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      char label[FUS_AXIS_LABEL_SIZE];
      fus_axis_label (axis, fus_axis_tick (axis, i), label);
      g_string_append_printf (ticks, "%s%s", i > 0 ? " " : "", label);
    }
  g_assert_cmpstr (ticks->str, ==, expected);
}

static void
test_steps (void)
{
  FusAxis axis = { 0 };
  fus_axis_fit (&axis, 0, 1, TRUE, TRUE, FALSE, 6);
  assert_ticks (&axis, "0.0 0.2 0.4 0.6 0.8 1.0");
  fus_axis_fit (&axis, 0.013, 0.071, FALSE, FALSE, FALSE, 5);
  g_assert_cmpfloat_with_epsilon (axis.min, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (axis.max, 0.08, 1e-12);
  assert_ticks (&axis, "0.00 0.02 0.04 0.06 0.08");
  fus_axis_fit (&axis, 1, 250, TRUE, TRUE, TRUE, 6);
  assert_ticks (&axis, "50 100 150 200 250");
  fus_axis_fit (&axis, -3, 3, FALSE, FALSE, FALSE, 4);
  assert_ticks (&axis, "-4 -2 0 2 4");
}

static void
test_integral (void)
{
  FusAxis axis = { 0 };
  fus_axis_fit (&axis, 1, 2, TRUE, TRUE, TRUE, 10);
  assert_ticks (&axis, "1 2");
  fus_axis_fit (&axis, 1, 1, TRUE, TRUE, TRUE, 10);
  assert_ticks (&axis, "1 2");
}

static void
test_percent (void)
{
  FusAxis axis = { .percent = TRUE };
  fus_axis_fit (&axis, 0, 1, TRUE, TRUE, FALSE, 3);
  assert_ticks (&axis, "0\u00a0% 50\u00a0% 100\u00a0%");
  fus_axis_fit (&axis, 0.9, 0.91, TRUE, TRUE, FALSE, 3);
  assert_ticks (&axis, "90.0\u00a0% 90.5\u00a0% 91.0\u00a0%");
}

static void
test_odd_ranges (void)
{
  const double ranges[][2]
      = { { 0, 0 },   { 5, 5 },       { -2, -2 },     { NAN, NAN }, { NAN, 3 },
          { 3, NAN }, { 1e-9, 2e-9 }, { 1e12, 3e12 }, { 2, 1 },     { INFINITY, -INFINITY } };
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    for (int fixed = 0; fixed < 4; fixed++)
      {
        FusAxis axis = { .start = 0, .end = 100 };
        fus_axis_fit (&axis, ranges[i][0], ranges[i][1], fixed & 1, fixed & 2, FALSE, 5);
        g_assert_true (isfinite (axis.min) && isfinite (axis.max));
        g_assert_cmpfloat (axis.min, <, axis.max);
        g_assert_cmpuint (axis.n_ticks, >=, 1);
        g_assert_cmpuint (axis.n_ticks, <=, 8);
        for (guint t = 0; t < axis.n_ticks; t++)
          {
            double at = fus_axis_position (&axis, fus_axis_tick (&axis, t));
            g_assert_cmpfloat (at, >=, -1e-6);
            g_assert_cmpfloat (at, <=, 100 + 1e-6);
          }
      }
}

int
main (int argc, char **argv)
{
  /* Labels keep their "." where the locale is German, if it is installed. */
  setlocale (LC_ALL, "de_DE.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axis/steps", test_steps);
  g_test_add_func ("/axis/integral", test_integral);
  g_test_add_func ("/axis/percent", test_percent);
  g_test_add_func ("/axis/odd-ranges", test_odd_ranges);
  return g_test_run ();
}
