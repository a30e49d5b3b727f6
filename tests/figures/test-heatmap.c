/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/figures/canvas.h"
#include "figures/heatmap.h"

#include <math.h>
#include <string.h>

#define SIZE 80

static FusPicture *
grey_picture (guint8 grey)
{
  FusPicture *picture = fus_picture_new (SIZE, SIZE);
  memset (picture->pixels, grey, SIZE * SIZE * 3);
  return picture;
}

static void
assert_pixel (const FusPicture *picture, int x, int y, double red, double green, double blue)
{
  const guint8 *pixel = picture->pixels + 3 * ((gsize) y * picture->width + x);
  /* Rounding of blend and colour steps. */
  g_assert_cmpfloat_with_epsilon (pixel[0], red, 1.6);
  g_assert_cmpfloat_with_epsilon (pixel[1], green, 1.6);
  g_assert_cmpfloat_with_epsilon (pixel[2], blue, 1.6);
}

/* 1 in the upper half, 0 in the lower. */
static const float upper[] = { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
/* 1 in the left half, 0 in the right. */
static const float left[] = { 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0 };

static FusOverlay
overlay_of (const float *identity, const float *expression)
{
  return (
      FusOverlay){ { identity, expression }, 4, { 0, 0, 1, 1 }, FUS_COLORMAP_TASK, 0.5, 0, FALSE };
}

static void
test_task_colour (void)
{
  g_autoptr (FusPicture) picture = grey_picture (100);
  FusOverlay overlay = overlay_of (upper, NULL);
  g_autoptr (FusPicture) result = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  FusColor blue = fus_color_task[FUS_TASK_IDENTITY];
  assert_pixel (result, 40, 2, 50 + blue.red * 127.5, 50 + blue.green * 127.5,
                50 + blue.blue * 127.5);
  assert_pixel (result, 40, SIZE - 2, 100, 100, 100);
  /* Halfway down the slope the value, and so the opacity, is half. */
  const guint8 *half = result->pixels + 3 * (40 * SIZE + 40);
  g_assert_cmpfloat_with_epsilon (half[2], 100 + 0.25 * (blue.blue * 255 - 100), 3);
  assert_pixel (picture, 40, 2, 100, 100, 100);
}

static void
test_crop (void)
{
  const float ones[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  g_autoptr (FusPicture) picture = grey_picture (100);
  FusOverlay overlay = overlay_of (NULL, ones);
  overlay.crop = (FusCrop){ 0.25, 0.5, 0.5, 0.25 };
  g_autoptr (FusPicture) result = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  FusColor orange = fus_color_task[FUS_TASK_EXPRESSION];
  double red = 50 + orange.red * 127.5, green = 50 + orange.green * 127.5;
  double blue = 50 + orange.blue * 127.5;
  assert_pixel (result, 20, 40, red, green, blue);
  assert_pixel (result, 59, 59, red, green, blue);
  assert_pixel (result, 19, 40, 100, 100, 100);
  assert_pixel (result, 60, 59, 100, 100, 100);
  assert_pixel (result, 40, 39, 100, 100, 100);
  assert_pixel (result, 40, 60, 100, 100, 100);
}

static void
test_threshold_and_overlap (void)
{
  g_autoptr (FusPicture) picture = grey_picture (0);
  FusOverlay overlay = overlay_of (upper, left);
  overlay.threshold = 0.5;
  overlay.mark_overlap = TRUE;
  overlay.opacity = 1;
  g_autoptr (FusPicture) result = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  FusColor blue = fus_color_task[FUS_TASK_IDENTITY], orange = fus_color_task[FUS_TASK_EXPRESSION];
  /* White at three quarters over the two colours; each colour alone; nothing. */
  const guint8 *both = result->pixels + 3 * (2 * SIZE + 2);
  for (int c = 0; c < 3; c++)
    g_assert_cmpuint (both[c], >, 191);
  assert_pixel (result, SIZE - 2, 2, blue.red * 255, blue.green * 255, blue.blue * 255);
  assert_pixel (result, 2, SIZE - 2, orange.red * 255, orange.green * 255, orange.blue * 255);
  assert_pixel (result, SIZE - 2, SIZE - 2, 0, 0, 0);
  /* The slope from 1 to 0 runs from 3/8 to 5/8 and crosses the threshold in the middle. */
  assert_pixel (result, SIZE - 2, 42, 0, 0, 0);
  const guint8 *above = result->pixels + 3 * (37 * SIZE + SIZE - 2);
  g_assert_cmpuint (above[2], >, 100);
}

static void
test_nothing_shown (void)
{
  g_autoptr (FusPicture) picture = grey_picture (7);
  picture->pixels[0] = 200;
  FusOverlay overlay = overlay_of (NULL, NULL);
  g_autoptr (FusPicture) result = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  g_assert_cmpmem (result->pixels, SIZE * SIZE * 3, picture->pixels, SIZE * SIZE * 3);
}

/* Under an opaque overlay a red picture is nearly grey; under the paper's blend it stays red. */
static void
test_muted (void)
{
  const float zeros[16] = { 0 };
  g_autoptr (FusPicture) picture = grey_picture (0);
  for (gsize i = 0; i < SIZE * SIZE; i++)
    picture->pixels[3 * i] = 200;
  FusOverlay overlay = overlay_of (NULL, zeros);
  overlay.opacity = 1;
  g_autoptr (FusPicture) muted = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  g_assert_cmpint (muted->pixels[0] - muted->pixels[1], <, 40);
  overlay.colormap = FUS_COLORMAP_JET;
  g_autoptr (FusPicture) kept = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  assert_pixel (kept, 5, 5, 200, 0, 0);
  overlay.colormap = FUS_COLORMAP_TASK;
  overlay.opacity = 0;
  g_autoptr (FusPicture) clear = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  assert_pixel (clear, 5, 5, 200, 0, 0);
}

static void
test_two_maps_ignore_colormap (void)
{
  g_autoptr (FusPicture) picture = grey_picture (100);
  FusOverlay overlay = overlay_of (upper, left);
  g_autoptr (FusPicture) task = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  overlay.colormap = FUS_COLORMAP_VIRIDIS;
  g_assert_cmpint (fus_overlay_colormap (&overlay), ==, FUS_COLORMAP_TASK);
  g_autoptr (FusPicture) other = fus_overlay_render (picture, &overlay, SIZE, SIZE);
  g_assert_cmpmem (task->pixels, SIZE * SIZE * 3, other->pixels, SIZE * SIZE * 3);
}

static void
test_heatmap (void)
{
  g_autoptr (FusPicture) map
      = fus_heatmap_render (upper, 4, FUS_COLORMAP_VIRIDIS, FUS_TASK_IDENTITY, SIZE, SIZE);
  FusColor high = fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, 1);
  FusColor low = fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, 0);
  assert_pixel (map, 3, 3, high.red * 255, high.green * 255, high.blue * 255);
  assert_pixel (map, 3, SIZE - 3, low.red * 255, low.green * 255, low.blue * 255);
}

static void
test_surface (void)
{
  g_autoptr (FusPicture) picture = grey_picture (0);
  memcpy (picture->pixels + 3 * (SIZE + 2), "\x12\x34\x56", 3);
  cairo_surface_t *surface = fus_picture_to_surface (picture);
  cairo_t *cr = cairo_create (surface);
  g_assert_cmpuint (canvas_pixel (cr, 2, 1), ==, 0x123456);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_key (void)
{
  const FusColor paper = { 1, 1, 1 }, ink = { 0, 0, 0 };
  FusOverlay overlay = overlay_of (upper, NULL);
  overlay.opacity = 1;
  cairo_t *cr = canvas_new (300, 60, paper);
  fus_overlay_draw_key (cr, &overlay, 300, 60, ink);
  g_assert_cmpuint (canvas_count (cr, fus_color_task[FUS_TASK_IDENTITY], 0, 0, 300, 60), >, 10);
  g_assert_cmpuint (canvas_count (cr, fus_color_task[FUS_TASK_EXPRESSION], 0, 0, 300, 60), ==, 0);
  cairo_destroy (cr);

  cr = canvas_new (300, 60, paper);
  overlay = overlay_of (NULL, NULL);
  fus_overlay_draw_key (cr, &overlay, 300, 60, ink);
  g_assert_cmpuint (canvas_count (cr, paper, 0, 0, 300, 60), ==, 300 * 60);
  cairo_destroy (cr);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heatmap/overlay/task-colour", test_task_colour);
  g_test_add_func ("/heatmap/overlay/crop", test_crop);
  g_test_add_func ("/heatmap/overlay/threshold-and-overlap", test_threshold_and_overlap);
  g_test_add_func ("/heatmap/overlay/nothing-shown", test_nothing_shown);
  g_test_add_func ("/heatmap/overlay/muted", test_muted);
  g_test_add_func ("/heatmap/overlay/two-maps-ignore-colormap", test_two_maps_ignore_colormap);
  g_test_add_func ("/heatmap/render", test_heatmap);
  g_test_add_func ("/heatmap/surface", test_surface);
  g_test_add_func ("/heatmap/key", test_key);
  return g_test_run ();
}
