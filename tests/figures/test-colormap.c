/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/colormap.h"

#include <math.h>

static void
assert_color (FusColor color, double red, double green, double blue, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (color.red, red, tolerance);
  g_assert_cmpfloat_with_epsilon (color.green, green, tolerance);
  g_assert_cmpfloat_with_epsilon (color.blue, blue, tolerance);
}

static void
test_luminance (void)
{
  g_assert_cmpfloat_with_epsilon (fus_color_luminance ((FusColor){ 0, 0, 0 }), 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_color_luminance ((FusColor){ 1, 1, 1 }), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (fus_color_luminance ((FusColor){ 0.5, 0.5, 0.5 }), 0.214, 1e-3);
}

static void
test_names (void)
{
  for (int i = 0; i < FUS_N_COLORMAPS; i++)
    {
      FusColormap parsed = FUS_N_COLORMAPS;
      g_assert_true (fus_colormap_parse (fus_colormap_name (i), &parsed));
      g_assert_cmpint (parsed, ==, i);
      g_assert_cmpstr (fus_colormap_title (i), !=, "");
    }
  FusColormap untouched = FUS_COLORMAP_JET;
  g_assert_false (fus_colormap_parse ("rainbow", &untouched));
  g_assert_false (fus_colormap_parse (NULL, &untouched));
  g_assert_cmpint (untouched, ==, FUS_COLORMAP_JET);
}

/* Ends, middle and a point between control points, from matplotlib 3.6.3: viridis (x), inferno (x).
 * 2/255 is what the table promises. */
static void
test_matplotlib (void)
{
  double e = 2.0 / 255;
  assert_color (fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, 0), 0.267004, 0.004874, 0.329415, e);
  assert_color (fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, 128 / 255.0), 0.127568, 0.566949,
                0.550556, e);
  assert_color (fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, 1), 0.993248, 0.906157, 0.143936, e);
  assert_color (fus_colormap_color (FUS_COLORMAP_INFERNO, 0, 0), 0.001462, 0.000466, 0.013866, e);
  assert_color (fus_colormap_color (FUS_COLORMAP_INFERNO, 0, 62 / 255.0), 0.328921, 0.057827,
                0.427511, e);
  assert_color (fus_colormap_color (FUS_COLORMAP_INFERNO, 0, 1), 0.988362, 0.998364, 0.644924, e);
}

static void
test_jet (void)
{
  assert_color (fus_colormap_color (FUS_COLORMAP_JET, 0, 0), 0, 0, 0.5, 1e-12);
  assert_color (fus_colormap_color (FUS_COLORMAP_JET, 0, 0.5), 0.5, 1, 0.5, 1e-12);
  assert_color (fus_colormap_color (FUS_COLORMAP_JET, 0, 1), 0.5, 0, 0, 1e-12);
}

static void
test_order (void)
{
  const FusColormap ordered[]
      = { FUS_COLORMAP_TASK, FUS_COLORMAP_VIRIDIS, FUS_COLORMAP_INFERNO, FUS_COLORMAP_GREY };
  for (gsize m = 0; m < G_N_ELEMENTS (ordered); m++)
    for (int task = 0; task < FUS_N_TASKS; task++)
      {
        /* On white the task's colour gets darker with the value, all others lighter. */
        double sign = ordered[m] == FUS_COLORMAP_TASK ? -1 : 1;
        double last = fus_color_luminance (fus_colormap_color (ordered[m], task, 0));
        for (int i = 1; i <= 500; i++)
          {
            double now = fus_color_luminance (fus_colormap_color (ordered[m], task, i / 500.0));
            g_assert_cmpfloat (sign * (now - last), >, 0);
            last = now;
          }
      }
}

static void
test_clamped (void)
{
  for (int i = 0; i < FUS_N_COLORMAPS; i++)
    {
      FusColor low = fus_colormap_color (i, 0, 0), high = fus_colormap_color (i, 0, 1);
      assert_color (fus_colormap_color (i, 0, -3), low.red, low.green, low.blue, 1e-12);
      assert_color (fus_colormap_color (i, 0, NAN), low.red, low.green, low.blue, 1e-12);
      assert_color (fus_colormap_color (i, 0, 7), high.red, high.green, high.blue, 1e-12);
    }
}

/* Task colours hold on paper, on screen in light and dark, and in grey. */
static void
test_task_contrast (void)
{
  double dark = fus_color_luminance ((FusColor){ 0x24 / 255.0, 0x24 / 255.0, 0x24 / 255.0 });
  double l[FUS_N_TASKS];
  for (int task = 0; task < FUS_N_TASKS; task++)
    {
      l[task] = fus_color_luminance (fus_color_task[task]);
      g_assert_cmpfloat (1.05 / (l[task] + 0.05), >, 2.8);
      g_assert_cmpfloat ((l[task] + 0.05) / (dark + 0.05), >, 3);
    }
  double grey = 116 * (cbrt (l[FUS_TASK_EXPRESSION]) - cbrt (l[FUS_TASK_IDENTITY]));
  g_assert_cmpfloat (grey, >, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/colormap/names", test_names);
  g_test_add_func ("/colormap/matplotlib", test_matplotlib);
  g_test_add_func ("/colormap/jet", test_jet);
  g_test_add_func ("/colormap/order", test_order);
  g_test_add_func ("/colormap/clamped", test_clamped);
  g_test_add_func ("/colormap/luminance", test_luminance);
  g_test_add_func ("/colormap/task-contrast", test_task_contrast);
  return g_test_run ();
}
