/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/truth.h"

#include <math.h>
#include <string.h>

/* White where x is in [left, right) shares of the width. */
static FusPicture *
stripe (int width, int height, double left, double right)
{
  FusPicture *mask = fus_picture_new (width, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      memset (mask->pixels + 3 * ((gsize) y * width + x),
              x >= left * width && x < right * width ? 255 : 0, 3);
  return mask;
}

static void
test_share (void)
{
  g_autoptr (FusPicture) picture = stripe (64, 96, 0, 0.5);
  g_autoptr (FusTruthMask) mask = fus_truth_mask_new (picture, &fus_crop_whole);
  g_assert_cmpfloat_with_epsilon (mask->area, 0.5, 1e-6);

  const float uniform[] = { 0.3f, 0.3f, 0.3f, 0.3f };
  g_assert_cmpfloat_with_epsilon (fus_truth_share (mask, uniform, 2), 0.5, 1e-5);
  /* Enlarged bilinearly, the step from 1 to 0 is a slope from a quarter to three quarters: of a
   * mass of 1/2, 1/4 + 3/16 lie left of the middle and 1/16 right of it. */
  const float left[] = { 1, 0, 1, 0 };
  g_assert_cmpfloat_with_epsilon (fus_truth_share (mask, left, 2), 0.875, 1e-3);
  const float right[] = { 0, 1, 0, 1 };
  g_assert_cmpfloat_with_epsilon (fus_truth_share (mask, right, 2), 0.125, 1e-3);
  const float nothing[4] = { 0 };
  g_assert_true (isnan (fus_truth_share (mask, nothing, 2)));
}

static void
test_crop (void)
{
  g_autoptr (FusPicture) picture = stripe (100, 40, 0, 0.5);
  const FusCrop right_half = { 0.5, 0, 0.5, 1 }, middle = { 0.25, 0, 0.5, 1 };
  g_autoptr (FusTruthMask) outside = fus_truth_mask_new (picture, &right_half);
  g_autoptr (FusTruthMask) half = fus_truth_mask_new (picture, &middle);
  /* Enlarged bilinearly, the edge is soft by less than a pixel. */
  g_assert_cmpfloat (outside->area, <, 0.005);
  g_assert_cmpfloat_with_epsilon (half->area, 0.5, 0.01);
}

static void
test_random (void)
{
  g_autoptr (FusPicture) picture = stripe (64, 64, 0.25, 0.5);
  g_autoptr (FusTruthMask) mask = fus_truth_mask_new (picture, &fus_crop_whole);
  double mean = 0;
  for (guint64 seed = 0; seed < 200; seed++)
    mean += fus_truth_random_share (mask, 14, seed) / 200;
  g_assert_cmpfloat_with_epsilon (mean, mask->area, 0.01);
  g_assert_cmpfloat (fus_truth_random_share (mask, 14, 1), !=,
                     fus_truth_random_share (mask, 14, 2));
  g_assert_cmpfloat (fus_truth_random_share (mask, 14, 1), ==,
                     fus_truth_random_share (mask, 14, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/truth/share", test_share);
  g_test_add_func ("/truth/crop", test_crop);
  g_test_add_func ("/truth/random", test_random);
  return g_test_run ();
}
