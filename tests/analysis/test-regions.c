/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/facs.h"
#include "analysis/regions.h"

#include <math.h>

static void
test_names (void)
{
  for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
    {
      FusRegion parsed;

      g_assert_true (fus_region_parse (fus_region_name (region), &parsed));
      g_assert_cmpint (parsed, ==, region);
      g_assert_nonnull (fus_region_title (region));
    }
  FusRegion ignored;
  g_assert_false (fus_region_parse ("ear", &ignored));
  g_assert_false (fus_region_parse (NULL, &ignored));
}

/* Whatever the template, a pixel is shared out wholly among the regions. */
static void
test_cover (void)
{
  g_autoptr (FusRegionTemplate) template_ = fus_region_template_default ();
  g_autoptr (FusRegions) regions = fus_regions_new (template_);
  double area = 0;

  for (gsize i = 0; i < (gsize) regions->size * regions->size; i++)
    {
      double sum = 0;

      for (guint r = 0; r < FUS_N_REGIONS; r++)
        {
          g_assert_cmpfloat (regions->inside[r][i], >=, 0);
          sum += regions->inside[r][i];
        }
      /* Twelve single-precision products. */
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-5);
    }
  for (guint r = 0; r < FUS_N_REGIONS; r++)
    {
      g_assert_cmpfloat (regions->area[r], >, 0.005);
      area += regions->area[r];
    }
  g_assert_cmpfloat_with_epsilon (area, 1, 1e-5);
  /* A mirror image: as large to the left as to the right, but for the grid's half pixel. */
  g_assert_cmpfloat_with_epsilon (regions->area[FUS_REGION_RIGHT_EYE],
                                  regions->area[FUS_REGION_LEFT_EYE], 1e-3);
  /* The subject's right is the picture's left. */
  guint at = (guint) (0.4 * regions->size);
  guint left = (guint) (0.36 * regions->size), right = (guint) (0.64 * regions->size);
  g_assert_cmpfloat (regions->inside[FUS_REGION_RIGHT_EYE][at * regions->size + left], >, 0.9);
  g_assert_cmpfloat (regions->inside[FUS_REGION_LEFT_EYE][at * regions->size + right], >, 0.9);
}

static void
test_shares (void)
{
  g_autoptr (FusRegionTemplate) template_ = fus_region_template_new ();
  const double left_half[] = { 0, 0, 0.5, 0, 0.5, 1, 0, 1 };
  const double top_left[] = { 0, 0, 0.5, 0, 0.5, 0.5, 0, 0.5 };
  const float uniform[] = { 3, 3, 3, 3 }, nothing[4] = { 0 }, left[] = { 1, 0, 1, 0 };
  double shares[FUS_N_REGIONS];

  fus_region_template_add (template_, FUS_REGION_NOSE, left_half, 4);
  /* A later polygon takes its area from the one below it. */
  fus_region_template_add (template_, FUS_REGION_MOUTH, top_left, 4);

  g_autoptr (FusRegions) regions = fus_regions_new (template_);
  g_assert_cmpfloat_with_epsilon (regions->area[FUS_REGION_NOSE], 0.25, 1e-6);
  g_assert_cmpfloat_with_epsilon (regions->area[FUS_REGION_MOUTH], 0.25, 1e-6);

  /* A uniform map has in a region what the region has of the picture. */
  g_assert_true (fus_regions_shares (regions, uniform, 2, shares));
  g_assert_cmpfloat_with_epsilon (shares[FUS_REGION_NOSE], 0.25, 1e-5);
  g_assert_cmpfloat_with_epsilon (shares[FUS_REGION_BACKGROUND], 0.5, 1e-5);
  g_assert_cmpfloat (shares[FUS_REGION_JAW], ==, 0);

  /* Enlarged bilinearly, 7/8 of it lie left of the middle (test-truth.c), half of that on top. */
  g_assert_true (fus_regions_shares (regions, left, 2, shares));
  g_assert_cmpfloat_with_epsilon (shares[FUS_REGION_MOUTH], 0.4375, 1e-3);
  g_assert_cmpfloat_with_epsilon (shares[FUS_REGION_BACKGROUND], 0.125, 1e-3);

  g_assert_false (fus_regions_shares (regions, nothing, 2, shares));
  g_assert_true (isnan (shares[FUS_REGION_NOSE]));
}

static void
test_placement (void)
{
  g_autoptr (FusRegionTemplate) template_ = fus_region_template_new ();
  const double middle[] = { 0.25, 0.25, 0.75, 0.25, 0.75, 0.75, 0.25, 0.75 };

  fus_region_template_add (template_, FUS_REGION_NOSE, middle, 4);
  template_->scale = 0.5;
  template_->x = 0.25;

  g_autoptr (FusRegions) regions = fus_regions_new (template_);
  g_assert_cmpfloat_with_epsilon (regions->area[FUS_REGION_NOSE], 1 / 16.0, 1e-6);
  guint row = regions->size / 2 * regions->size;
  g_assert_cmpfloat (regions->inside[FUS_REGION_NOSE][row + regions->size / 2], ==, 0);
  g_assert_cmpfloat (regions->inside[FUS_REGION_NOSE][row + regions->size * 3 / 4], ==, 1);
}

static void
test_facs (void)
{
  guint units[FUS_MAX_ACTION_UNITS];

  g_assert_cmpuint (fus_facs_units (FUS_EXPRESSION_HAPPY, units), ==, 2);
  g_assert_cmpuint (units[0], ==, 6);
  g_assert_cmpuint (units[1], ==, 12);
  g_assert_cmpuint (fus_facs_units (FUS_EXPRESSION_AFRAID, units), ==, 7);
  g_assert_cmpuint (fus_facs_units (FUS_EXPRESSION_NEUTRAL, units), ==, 0);
  g_assert_cmpuint (fus_facs_units (FUS_EXPRESSION_NONE, units), ==, 0);

  g_autofree char *cheek = fus_facs_expected (FUS_EXPRESSION_HAPPY, FUS_REGION_LEFT_CHEEK);
  g_autofree char *brow = fus_facs_expected (FUS_EXPRESSION_AFRAID, FUS_REGION_RIGHT_BROW);
  g_autofree char *hair = fus_facs_expected (FUS_EXPRESSION_AFRAID, FUS_REGION_HAIR);
  g_assert_cmpstr (cheek, ==, "6+12");
  g_assert_cmpstr (brow, ==, "1+2+4");
  g_assert_cmpstr (hair, ==, "");

  /* Every unit of every expression has a name and shows somewhere. */
  for (int expression = 0; expression < FUS_N_EXPRESSIONS; expression++)
    {
      guint n = fus_facs_units (expression, units);

      for (guint i = 0; i < n; i++)
        {
          guint shown = 0;

          g_assert_nonnull (fus_facs_title (units[i]));
          for (FusRegion region = 0; region < FUS_N_REGIONS; region++)
            shown += fus_facs_shows_in (units[i], region);
          g_assert_cmpuint (shown, >, 0);
        }
    }
  g_assert_null (fus_facs_title (99));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/regions/names", test_names);
  g_test_add_func ("/analysis/regions/cover", test_cover);
  g_test_add_func ("/analysis/regions/shares", test_shares);
  g_test_add_func ("/analysis/regions/placement", test_placement);
  g_test_add_func ("/analysis/regions/facs", test_facs);
  return g_test_run ();
}
