/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faces/pictures/resize.h"

#include <math.h>

#include "engine/random.h"

static FusPicture *
make_noise (int width, int height, guint64 seed)
{
  FusPicture *picture = fus_picture_new (width, height);
  FusRandom random;

  fus_random_seed (&random, seed, 0);
  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    picture->pixels[i] = fus_random_below (&random, 256);
  return picture;
}

static double
overlap (double a0, double a1, double b0, double b1)
{
  return fmax (0, fmin (a1, b1) - fmax (a0, b0));
}

/* The definition, with nothing separated: weight of one input pixel in one output pixel. */
static double
shrink_weight (int in, int out, double start, double step)
{
  return overlap (in, in + 1, start + out * step, start + (out + 1) * step) / step;
}

static void
check_shrinking (int w, int h, const FusCrop *crop, int out_w, int out_h)
{
  g_autoptr (FusPicture) in = make_noise (w, h, 7);
  g_autoptr (FusPicture) out = fus_picture_resize (in, crop, out_w, out_h);
  const double step_x = crop->width * w / out_w, step_y = crop->height * h / out_h;

  g_assert_cmpint (out->width, ==, out_w);
  g_assert_cmpint (out->height, ==, out_h);
  for (int oy = 0; oy < out_h; oy++)
    for (int ox = 0; ox < out_w; ox++)
      for (int c = 0; c < 3; c++)
        {
          double mean = 0;

          for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++)
              mean += shrink_weight (x, ox, crop->x * w, step_x)
                      * shrink_weight (y, oy, crop->y * h, step_y)
                      * in->pixels[(y * w + x) * 3 + c];
          /* Rounding, and a hair for sums in single precision. */
          g_assert_cmpfloat_with_epsilon (out->pixels[(oy * out_w + ox) * 3 + c], mean, 0.501);
        }
}

static void
test_shrinking_is_the_mean_over_the_area (void)
{
  const FusCrop part = { 0.1, 0.2, 0.7, 0.65 };

  check_shrinking (12, 8, &fus_crop_whole, 4, 2);
  check_shrinking (13, 11, &fus_crop_whole, 5, 3);
  check_shrinking (37, 29, &part, 7, 11);
  check_shrinking (9, 9, &fus_crop_whole, 9, 9);
  check_shrinking (9, 9, &fus_crop_whole, 1, 1);
}

/* Made with Pillow 9.4: see pillow-resize.py, which prints these tables. */
static const guint8 pillow_box[] = {
#include "tests/faces/pictures/pillow-box.inc"
};
static const guint8 pillow_bilinear[] = {
#include "tests/faces/pictures/pillow-bilinear.inc"
};

static FusPicture *
make_pattern (void)
{
  FusPicture *picture = fus_picture_new (12, 9);

  for (int y = 0; y < 9; y++)
    for (int x = 0; x < 12; x++)
      for (int c = 0; c < 3; c++)
        picture->pixels[(y * 12 + x) * 3 + c] = (x * 37 + y * 59 + c * 83 + x * y * 11) % 256;
  return picture;
}

static void
assert_near (const FusPicture *picture, const guint8 *expected, gsize n)
{
  g_assert_cmpuint ((gsize) picture->width * picture->height * 3, ==, n);
  /* Pillow rounds between its two passes. */
  for (gsize i = 0; i < n; i++)
    g_assert_cmpint (abs (picture->pixels[i] - expected[i]), <=, 1);
}

static void
test_equals_pillow (void)
{
  g_autoptr (FusPicture) in = make_pattern ();
  g_autoptr (FusPicture) small = fus_picture_resize (in, NULL, 4, 3);
  g_autoptr (FusPicture) large = fus_picture_resize (in, NULL, 17, 20);

  assert_near (small, pillow_box, sizeof pillow_box);
  assert_near (large, pillow_bilinear, sizeof pillow_bilinear);
}

static void
test_same_size_changes_nothing (void)
{
  g_autoptr (FusPicture) in = make_noise (31, 17, 3);
  g_autoptr (FusPicture) out = fus_picture_resize (in, NULL, 31, 17);

  g_assert_cmpmem (in->pixels, 31 * 17 * 3, out->pixels, 31 * 17 * 3);
}

static void
test_any_crop_is_safe (void)
{
  g_autoptr (FusPicture) in = make_noise (5, 4, 9);
  g_autoptr (FusPicture) dot = make_noise (1, 1, 9);
  const FusCrop crops[] = {
    { 0, 0, 0, 0 }, { 1, 1, 1, 1 }, { -3, 0.5, 10, 10 }, { 0.9, 0.9, 1, 1 }, { 0.5, 0.5, -1, -1 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (crops); i++)
    {
      g_autoptr (FusPicture) a = fus_picture_resize (in, &crops[i], 3, 7);
      g_autoptr (FusPicture) b = fus_picture_resize (dot, &crops[i], 2, 3);

      g_assert_cmpmem (b->pixels, 3, dot->pixels, 3);
      g_assert_cmpmem (b->pixels + 15, 3, dot->pixels, 3);
      g_assert_cmpint (a->width, ==, 3);
    }
}

static void
test_kdef_crop_is_square (void)
{
  g_assert_cmpfloat_with_epsilon (fus_crop_kdef.width * 562, fus_crop_kdef.height * 762, 1e-9);
  g_assert_cmpfloat_with_epsilon (fus_crop_kdef.y * 762, 120, 1e-9);
  g_assert_cmpfloat (fus_crop_kdef.y + fus_crop_kdef.height, <=, 1);
}

/* What has another shape than wanted is cut at its longer sides, and never squeezed. */
static void
test_fit (void)
{
  const struct
  {
    FusCrop crop;
    int width, height;
    double aspect;
    FusCrop fit;
  } cases[] = {
    { { 0, 0, 1, 1, TRUE }, 200, 100, 1, { 0.25, 0, 0.5, 1 } },
    { { 0, 0, 1, 1, TRUE }, 100, 200, 1, { 0, 0.25, 1, 0.5 } },
    { { 0, 0, 1, 1, TRUE }, 100, 100, 2, { 0, 0.25, 1, 0.5 } },
    { { 0.5, 0, 0.5, 1, TRUE }, 400, 100, 1, { 0.625, 0, 0.25, 1 } },
    { { 0, 0, 1, 1, FALSE }, 200, 100, 1, { 0, 0, 1, 1 } },
    /* KDEF's, of the demo's frames: a square but for rounding. */
    { { 0, 120.0 / 762, 1, 562.0 / 762, TRUE }, 281, 381, 1, { 0, 120.0 / 762, 1, 562.0 / 762 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const FusCrop fit
          = fus_crop_fit (&cases[i].crop, cases[i].width, cases[i].height, cases[i].aspect);

      g_assert_cmpfloat_with_epsilon (fit.x, cases[i].fit.x, 1e-12);
      g_assert_cmpfloat_with_epsilon (fit.y, cases[i].fit.y, 1e-12);
      g_assert_cmpfloat_with_epsilon (fit.width, cases[i].fit.width, 1e-12);
      g_assert_cmpfloat_with_epsilon (fit.height, cases[i].fit.height, 1e-12);
      g_assert_false (fit.keeps_shape);
    }
}

static void
test_shape_is_kept (void)
{
  g_autoptr (FusPicture) wide = make_noise (20, 10, 9), kept = NULL, cut = NULL;
  const FusCrop middle = { 0.25, 0, 0.5, 1, FALSE };

  kept = fus_picture_resize (wide, &fus_crop_shaped, 5, 5);
  cut = fus_picture_resize (wide, &middle, 5, 5);
  g_assert_cmpmem (kept->pixels, 75, cut->pixels, 75);
}

/* torch.nn.functional.interpolate (…, mode='bilinear', align_corners=False) of [[0, 1], [2, 3]]. */
static void
test_map_equals_torch (void)
{
  const float in[] = { 0, 1, 2, 3 };
  const float expected[] = { 0,    0.25f, 0.75f, 1,    0.5f, 0.75f, 1.25f, 1.5f,
                             1.5f, 1.75f, 2.25f, 2.5f, 2,    2.25f, 2.75f, 3 };
  float out[16], whole[4], one[3];

  fus_map_resize (out, 4, 4, in, 2, 2);
  for (guint i = 0; i < 16; i++)
    g_assert_cmpfloat_with_epsilon (out[i], expected[i], 1e-6);
  fus_map_resize (whole, 2, 2, in, 2, 2);
  g_assert_cmpmem (whole, sizeof whole, in, sizeof in);
  fus_map_resize (one, 3, 1, in + 3, 1, 1);
  g_assert_cmpfloat (one[2], ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faces/resize/area", test_shrinking_is_the_mean_over_the_area);
  g_test_add_func ("/faces/resize/pillow", test_equals_pillow);
  g_test_add_func ("/faces/resize/same-size", test_same_size_changes_nothing);
  g_test_add_func ("/faces/resize/any-crop", test_any_crop_is_safe);
  g_test_add_func ("/faces/resize/kdef-crop", test_kdef_crop_is_square);
  g_test_add_func ("/faces/resize/fit", test_fit);
  g_test_add_func ("/faces/resize/shape-is-kept", test_shape_is_kept);
  g_test_add_func ("/faces/resize/map", test_map_equals_torch);
  return g_test_run ();
}
