/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/figures/canvas.h"
#include "faces/pictures/picture-file.h"
#include "figures/difference.h"
#include "figures/figure.h"
#include "figures/panels.h"

#include <glib/gstdio.h>
#include <string.h>

static const FusColor paper = { 1, 1, 1 }, ink = { 0, 0, 0 };

/* A red field that fills the figure, in which its size in points can be read off. */
static void
draw_field (cairo_t *cr, double width, double height, FusColor drawn_ink, FusColor ground,
            double font_size, gpointer data)
{
  double *size = data;
  size[0] = width;
  size[1] = height;
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
}

static FusFigure
figure_of (double *size)
{
  return (FusFigure){ "figure-1b", "Decoding", FUS_FIGURE_NARROW, 60,
                      draw_field,  size,       "a,b\n1,2\n",      "{}" };
}

static guint32
big_endian (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static void
assert_begins (const char *folder, const char *name, const char *start)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *contents = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpuint (length, >=, strlen (start));
  g_assert_cmpmem (contents, strlen (start), start, strlen (start));
  g_unlink (path);
}

static void
test_write (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("fusiform-figure-XXXXXX", NULL);
  double size[2];
  FusFigure figure = figure_of (size);
  g_assert_true (fus_figure_write (&figure, folder, &error));
  g_assert_no_error (error);
  /* 89 mm and 60 mm are 252.3 and 170.1 points, of which 2 on each side stay free. */
  g_assert_cmpfloat_with_epsilon (size[0], 89 * 72 / 25.4 - 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (size[1], 60 * 72 / 25.4 - 4, 1e-9);
  assert_begins (folder, "figure-1b.svg", "<?xml");
  assert_begins (folder, "figure-1b.pdf", "%PDF-1.");
  assert_begins (folder, "figure-1b.png", "\x89PNG");
  assert_begins (folder, "figure-1b.csv", "a,b\n1,2\n");
  assert_begins (folder, "figure-1b.json", "{}");
  /* Nothing else was left behind. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  g_assert_false (fus_figure_write (&figure, folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "figure-1b"));
}

static void
test_png (void)
{
  double size[2];
  FusFigure figure = figure_of (size);
  g_autoptr (GBytes) png = fus_figure_png (&figure, 300, ink, paper);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (png, &length);
  g_assert_cmpuint (big_endian (bytes + 16), ==, 1052); /* 89 mm at 300 per inch, rounded up */
  g_assert_cmpuint (big_endian (bytes + 20), ==, 709);
  const guint8 *physical = memmem (bytes, length, "pHYs", 4);
  g_assert_nonnull (physical);
  g_assert_cmpuint (big_endian (physical + 4), ==, 11811); /* 300 / 0.0254 per metre */

  g_autoptr (GError) error = NULL;
  g_autoptr (FusPicture) picture = fus_picture_load_bytes (bytes, length, "figure", 0, &error);
  g_assert_no_error (error);
  const guint8 *corner = picture->pixels;
  const guint8 *middle = picture->pixels + 3 * (300 * (gsize) picture->width + 500);
  g_assert_cmpmem (corner, 3, "\xff\xff\xff", 3);
  g_assert_cmpmem (middle, 3, "\xff\0\0", 3);
}

static FusPicture *
grey_picture (void)
{
  FusPicture *picture = fus_picture_new (50, 50);
  memset (picture->pixels, 128, 50 * 50 * 3);
  return picture;
}

static void
test_difference (void)
{
  const float map[] = { 1, 1, 0, 0, -1, -1, 1, 1, 0, 0, -1, -1, 1, 1, 0, 0, -1, -1,
                        1, 1, 0, 0, -1, -1, 1, 1, 0, 0, -1, -1, 1, 1, 0, 0, -1, -1 };
  g_autoptr (FusPicture) picture = grey_picture ();
  g_autoptr (FusPicture) result
      = fus_difference_render (picture, map, 6, &fus_crop_whole, 1, 60, 60);
  const guint8 more[] = { 0x76, 0x2a, 0x83 }, less[] = { 0x1b, 0x78, 0x37 };
  const guint8 *row = result->pixels + 3 * 30 * 60;
  for (int c = 0; c < 3; c++)
    {
      g_assert_cmpint (ABS (row[3 * 2 + c] - more[c]), <=, 1);
      g_assert_cmpint (ABS (row[3 * 57 + c] - less[c]), <=, 1);
      g_assert_cmpint (ABS (row[3 * 30 + c] - 128), <=, 8);
    }
}

/* One scale for all panels: what is half as strong in one is half as strong on the page. */
static void
test_panels_share_scale (void)
{
  float strong[16], weak[16];
  for (int i = 0; i < 16; i++)
    {
      strong[i] = 0.4f;
      weak[i] = 0.2f;
    }
  g_autoptr (FusPicture) picture = grey_picture ();
  const FusPanel panels[] = { { NULL, NULL, { strong, NULL } }, { NULL, NULL, { weak, NULL } } };
  FusPanels all = { picture, { 0, 0, 1, 1 }, 4, panels, 2, 0, FUS_COLORMAP_TASK, 1 };
  cairo_t *cr = canvas_new (207, 200, paper);
  fus_panels_draw (cr, &all, 207, 200, ink, 10);
  FusColor blue = fus_color_task[FUS_TASK_IDENTITY];
  FusColor half = fus_color_mix ((FusColor){ 128 / 255.0, 128 / 255.0, 128 / 255.0 }, blue, 0.5);
  g_assert_cmpuint (canvas_count (cr, blue, 10, 10, 90, 90), ==, 80 * 80);
  g_assert_cmpuint (canvas_count (cr, half, 117, 10, 197, 90), ==, 80 * 80);
  cairo_destroy (cr);
  g_assert_cmpfloat (fus_panels_height (&all, 207, 10), >, 100);
  g_assert_cmpfloat (fus_panels_height (&all, 207, 10), <, 200);
}

static void
test_panels_csv (void)
{
  const float map[] = { 0, 0.25f, 0.5f, 1 }, difference[] = { -1, 0, 0, 0.5f };
  g_autoptr (FusPicture) picture = grey_picture ();
  const FusPanel panels[]
      = { { "joint", NULL, { NULL, map } }, { "joint - own", NULL, { NULL }, difference } };
  FusPanels all = { picture, { 0, 0, 1, 1 }, 2, panels, 2, 0, FUS_COLORMAP_TASK, 1 };
  g_autofree char *csv = fus_panels_csv (&all);
  g_assert_cmpstr (csv, ==,
                   "panel,map,row,column,value\n"
                   "joint,expression,0,0,0\njoint,expression,0,1,0.25\n"
                   "joint,expression,1,0,0.5\njoint,expression,1,1,1\n"
                   "joint - own,difference,0,0,-1\njoint - own,difference,0,1,0\n"
                   "joint - own,difference,1,0,0\njoint - own,difference,1,1,0.5\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figure/write", test_write);
  g_test_add_func ("/figure/png", test_png);
  g_test_add_func ("/figure/difference", test_difference);
  g_test_add_func ("/figure/panels/share-scale", test_panels_share_scale);
  g_test_add_func ("/figure/panels/csv", test_panels_csv);
  return g_test_run ();
}
