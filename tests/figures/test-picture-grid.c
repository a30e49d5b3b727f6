/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/figures/canvas.h"
#include "figures/picture-grid.h"

#include <math.h>
#include <string.h>

#define WIDTH 400
#define FONT 10

static const FusColor white = { 1, 1, 1 }, black = { 0, 0, 0 };
static const FusColor red = { 1, 0, 0 }, green = { 0, 1, 0 };

static FusPicture *
plain (FusColor color)
{
  FusPicture *picture = fus_picture_new (4, 4);

  for (int i = 0; i < 16; i++)
    {
      picture->pixels[3 * i] = (guint8) (255 * color.red);
      picture->pixels[3 * i + 1] = (guint8) (255 * color.green);
      picture->pixels[3 * i + 2] = (guint8) (255 * color.blue);
    }
  return picture;
}

/* Two rows, two columns, three pictures in each cell, two of them side by side: the pictures fill
 * the width, are square, and lie where they should. */
static void
test_places (void)
{
  g_autoptr (FusPicture) first = plain (red);
  g_autoptr (FusPicture) other = plain (green);
  const char *rows[] = { "one", "two" }, *columns[] = { "a", "b" };
  FusGridPicture pictures[12];
  FusPictureGrid grid = { rows, 2, columns, 2, pictures, 3, 2, NULL };
  double height;
  guint n_red, n_green, n_left;
  cairo_t *cr;

  for (guint i = 0; i < 12; i++)
    pictures[i] = (FusGridPicture){ i < 3 ? first : other, NULL, FALSE };
  height = fus_picture_grid_height (&grid, WIDTH, FONT);
  cr = canvas_new (WIDTH, (int) ceil (height), white);
  fus_picture_grid_draw (cr, &grid, WIDTH, height, black, FONT);
  n_red = canvas_count (cr, red, 0, 0, WIDTH, (int) height);
  n_green = canvas_count (cr, green, 0, 0, WIDTH, (int) height);
  /* Three of twelve; a pixel at each edge may be mixed with the ground. */
  g_assert_cmpfloat (fabs (n_green / (double) n_red - 3), <, 0.1);
  /* Four pictures across, less the room for titles and gaps, as squares. */
  g_assert_cmpfloat (sqrt (n_red / 3.0), >, WIDTH * 0.85 / 4);
  g_assert_cmpfloat (sqrt (n_red / 3.0), <, WIDTH / 4.0);
  /* The first cell is the upper left one. */
  n_left = canvas_count (cr, red, 0, 0, WIDTH / 2 + FONT, (int) (height / 2));
  g_assert_cmpuint (n_left, ==, n_red);
  /* Nothing is drawn below what it said it needs, and titles are there. */
  g_assert_cmpuint (canvas_count (cr, black, 0, 0, WIDTH, (int) height), >, 10);
  cairo_destroy (cr);
}

/* A pale picture is mixed with the ground; captions and a note take room. */
static void
test_pale (void)
{
  g_autoptr (FusPicture) picture = plain (red);
  const char *rows[] = { "one" }, *columns[] = { "a" };
  FusGridPicture pictures[] = { { picture, NULL, TRUE }, { picture, NULL, FALSE } };
  FusPictureGrid grid = { rows, 1, columns, 1, pictures, 2, 2, NULL };
  const double height = fus_picture_grid_height (&grid, WIDTH, FONT);
  const FusColor pale = fus_color_mix (white, red, 0.35);
  cairo_t *cr = canvas_new (WIDTH, (int) ceil (height), white);
  double captioned;

  fus_picture_grid_draw (cr, &grid, WIDTH, height, black, FONT);
  g_assert_cmpuint (canvas_count (cr, pale, 0, 0, WIDTH, (int) height), >, 20000);
  g_assert_cmpuint (canvas_count (cr, red, 0, 0, WIDTH, (int) height), >, 20000);
  cairo_destroy (cr);
  pictures[0].caption = "7";
  captioned = fus_picture_grid_height (&grid, WIDTH, FONT);
  g_assert_cmpfloat (captioned, >, height);
  grid.note = "Note";
  g_assert_cmpfloat (fus_picture_grid_height (&grid, WIDTH, FONT), >, captioned);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-grid/places", test_places);
  g_test_add_func ("/picture-grid/pale", test_pale);
  return g_test_run ();
}
