/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/files/half.h"

#include <math.h>

static void
test_halves (void)
{
  const struct
  {
    float value;
    guint16 half;
  } pairs[] = { { 0, 0 },
                { -0.0f, 0x8000 },
                { 1, 0x3c00 },
                { -2, 0xc000 },
                { 65504, 0x7bff },
                { 0x1p-14f, 0x0400 },
                { 0x1p-24f, 0x0001 },
                { 0x3ffp-24f, 0x03ff },
                { INFINITY, 0x7c00 },
                { 0.333251953125f, 0x3555 } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_assert_cmphex (fus_half_from_float (pairs[i].value), ==, pairs[i].half);
      g_assert_cmpfloat (fus_half_to_float (pairs[i].half), ==, pairs[i].value);
    }
  /* To nearest, ties to even, with a carry into the exponent. */
  g_assert_cmphex (fus_half_from_float (1 + 0x1p-11f), ==, 0x3c00);
  g_assert_cmphex (fus_half_from_float (1 + 0x3p-11f), ==, 0x3c02);
  g_assert_cmphex (fus_half_from_float (2 - 0x1p-12f), ==, 0x4000);
  g_assert_cmphex (fus_half_from_float (65519), ==, 0x7bff);
  g_assert_cmphex (fus_half_from_float (65520), ==, 0x7c00);
  g_assert_cmphex (fus_half_from_float (0x1p-25f), ==, 0);
  g_assert_cmphex (fus_half_from_float (0x3p-26f), ==, 1);
  g_assert_true (isnan (fus_half_to_float (fus_half_from_float (NAN))));
  /* Every half there is, and back. */
  for (guint i = 0; i < 0x10000; i++)
    if ((i & 0x7fff) <= 0x7c00)
      g_assert_cmphex (fus_half_from_float (fus_half_to_float ((guint16) i)), ==, i);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/half", test_halves);
  return g_test_run ();
}
