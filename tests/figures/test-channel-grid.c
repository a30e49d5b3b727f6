/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/figures/canvas.h"
#include "figures/channel-grid.h"

#include <string.h>

static const FusColor white = { 1, 1, 1 };

/* @n channels of @side: values rise with place and channel. */
static FusFeatures
make_features (guint n, guint side)
{
  FusFeatures features = { .n_units = n, .side = side };

  features.values = g_new (float, (gsize) n *side *side);
  for (gsize i = 0; i < (gsize) n * side * side; i++)
    features.values[i] = (float) i;
  features.minima = g_new (float, n);
  features.maxima = g_new (float, n);
  for (guint unit = 0; unit < n; unit++)
    {
      features.minima[unit] = (float) (unit * side * side);
      features.maxima[unit] = (float) ((unit + 1) * side * side - 1);
    }
  return features;
}

static void
clear_features (FusFeatures *features)
{
  g_free (features->values);
  g_free (features->minima);
  g_free (features->maxima);
}

static const guint8 *
pixel (const FusPicture *picture, int x, int y)
{
  return picture->pixels + 3 * ((gsize) y * picture->width + x);
}

static gboolean
is_color (const guint8 *rgb, double value)
{
  const FusColor color = fus_colormap_color (FUS_COLORMAP_VIRIDIS, 0, value);

  /* A colour map of 256 steps against one without. */
  return ABS (rgb[0] - color.red * 255) <= 2 && ABS (rgb[1] - color.green * 255) <= 2
         && ABS (rgb[2] - color.blue * 255) <= 2;
}

static void
test_layout (void)
{
  const guint counts[] = { 1, 3, 64, 205, 512, 4096 };
  const int sizes[][2] = { { 900, 600 }, { 300, 620 }, { 1920, 900 }, { 64, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        const int width = sizes[k][0], height = sizes[k][1];
        FusChannelLayout layout;
        int x, y;

        fus_channel_layout (&layout, counts[i], width, height);
        g_assert_cmpuint (layout.columns * layout.rows, >=, counts[i]);
        g_assert_cmpint (layout.cell, >=, 1);
        /* All cells lie inside, apart, and are found again. */
        fus_channel_layout_cell (&layout, counts[i] - 1, &x, &y);
        g_assert_cmpint (y + layout.cell, <=, height);
        for (guint n = 0; n < counts[i]; n++)
          {
            fus_channel_layout_cell (&layout, n, &x, &y);
            g_assert_cmpint (x, >=, 0);
            g_assert_cmpint (x + layout.cell, <=, width);
            g_assert_cmpint (fus_channel_layout_at (&layout, x + 0.5, y + 0.5), ==, n);
          }
        /* A cell one pixel larger would not fit in any number of columns. */
        const gint64 step = layout.cell + 1;
        for (guint columns = 1; columns <= counts[i]; columns++)
          {
            const guint rows = (counts[i] + columns - 1) / columns;
            g_assert_false (columns * (step + 4) - 4 <= width && rows * (step + 4) - 4 <= height);
          }
      }
}

static void
test_outside (void)
{
  FusChannelLayout layout;

  fus_channel_layout (&layout, 5, 300, 200);
  g_assert_cmpint (fus_channel_layout_at (&layout, -1, 10), ==, -1);
  g_assert_cmpint (fus_channel_layout_at (&layout, 10, 1000), ==, -1);
  g_assert_cmpuint (layout.columns, ==, 3);
  /* The sixth place is empty. */
  int x, y;
  fus_channel_layout_cell (&layout, 5, &x, &y);
  g_assert_cmpint (fus_channel_layout_at (&layout, x + 1, y + 1), ==, -1);
}

static void
test_enlarged (void)
{
  FusFeatures features = make_features (1, 2);
  const FusChannelGrid grid
      = { .features = &features, .low = 0, .high = 3, .colormap = FUS_COLORMAP_VIRIDIS };
  g_autoptr (FusPicture) picture = fus_channel_grid_render (&grid, 40, 40, white);

  /* Hard edges: each quarter is one colour to its last pixel. */
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 40; x++)
      g_assert_true (is_color (pixel (picture, x, y), (x / 20 + y / 20 * 2) / 3.0));
  clear_features (&features);
}

static void
test_reduced (void)
{
  FusFeatures features = make_features (1, 8);
  const FusChannelGrid grid = { .features = &features, .low = 0, .high = 63 };
  g_autoptr (FusPicture) picture = fus_channel_render (&grid, 0, 2);

  /* Means of 4 x 4 values: (1.5, 5.5) along both, times (1, 8). */
  g_assert_true (is_color (pixel (picture, 0, 0), (1.5 + 8 * 1.5) / 63));
  g_assert_true (is_color (pixel (picture, 1, 0), (5.5 + 8 * 1.5) / 63));
  g_assert_true (is_color (pixel (picture, 1, 1), (5.5 + 8 * 5.5) / 63));
  clear_features (&features);
}

static void
test_scale_and_order (void)
{
  FusFeatures features = make_features (4, 1);
  const guint order[] = { 2, 0, 3, 1 };
  FusChannelGrid grid = { .features = &features, .order = order, .low = 0, .high = 3 };
  FusChannelLayout layout;

  fus_channel_layout (&layout, 4, 80, 80);
  for (int own = 0; own < 2; own++)
    {
      grid.own_scale = own;
      g_autoptr (FusPicture) picture = fus_channel_grid_render (&grid, 80, 80, white);
      for (guint i = 0; i < 4; i++)
        {
          int x, y;
          const guint unit = fus_channel_grid_unit (&grid, i);
          g_assert_cmpuint (unit, ==, order[i]);
          g_assert_cmpuint (fus_channel_grid_position (&grid, unit), ==, i);
          fus_channel_layout_cell (&layout, i, &x, &y);
          /* On its own scale every channel reaches its top, but the one that is silent. */
          g_assert_true (is_color (pixel (picture, x + 3, y + 3), own ? unit > 0 : unit / 3.0));
        }
    }
  clear_features (&features);
}

static void
test_draw (void)
{
  FusFeatures features = make_features (9, 2);
  const FusChannelGrid grid = { .features = &features, .low = 0, .high = 35 };
  g_autoptr (FusPicture) picture = fus_channel_grid_render (&grid, 120, 120, white);
  cairo_t *cr = canvas_new (140, 140, (FusColor){ 1, 0, 0 });
  const double used = fus_channel_grid_draw (cr, &grid, 10, 10, 120, 120, white);

  /* At one pixel per unit the drawing is the picture. */
  g_assert_cmpfloat (used, >, 110);
  g_assert_cmpfloat (used, <=, 120);
  for (int y = 0; y < (int) used; y++)
    for (int x = 0; x < 120; x++)
      {
        const guint8 *rgb = pixel (picture, x, y + (120 - (int) used) / 2);
        g_assert_cmphex (canvas_pixel (cr, x + 10, y + 10), ==,
                         (guint32) rgb[0] << 16 | (guint32) rgb[1] << 8 | rgb[2]);
      }
  g_assert_cmphex (canvas_pixel (cr, 5, 5), ==, 0xff0000);
  cairo_destroy (cr);
  clear_features (&features);
}

static void
test_size (void)
{
  int width, height;
  FusChannelLayout layout;

  for (guint n = 1; n < 600; n += 37)
    {
      fus_channel_layout_size (n, 32, &width, &height);
      fus_channel_layout (&layout, n, width, height);
      g_assert_cmpint (layout.cell, >=, 32);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/channel-grid/layout", test_layout);
  g_test_add_func ("/figures/channel-grid/outside", test_outside);
  g_test_add_func ("/figures/channel-grid/enlarged", test_enlarged);
  g_test_add_func ("/figures/channel-grid/reduced", test_reduced);
  g_test_add_func ("/figures/channel-grid/scale-and-order", test_scale_and_order);
  g_test_add_func ("/figures/channel-grid/draw", test_draw);
  g_test_add_func ("/figures/channel-grid/size", test_size);
  return g_test_run ();
}
