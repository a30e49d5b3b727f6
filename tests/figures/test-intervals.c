/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/intervals.h"
#include "tests/figures/canvas.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define WIDTH 1200
#define HEIGHT 600
/* Large enough that a line fills some rows of pixels. */
#define SIZE 20

static const FusColor paper = { 1, 1, 1 }, ink = { 0, 0, 0 };
static const FusColor red = { 1, 0, 0 }, green = { 0, 0.6, 0 };

static const FusInterval plain[] = { { 0.5, 0.25, 0.75, 40 }, { NAN, NAN, NAN, 0 } };
static const FusInterval faint[] = { { -0.5, -0.75, -0.25, 30, TRUE }, { 0.25, NAN, NAN, 30 } };

static FusIntervalChart
make_chart (const FusIntervalSeries *series, FusIntervalColumn *columns)
{
  static const char *const rows[] = { "first", "second, \"quoted\"" };

  columns[0] = (FusIntervalColumn){ "One", 0, series, 1 };
  columns[1] = (FusIntervalColumn){ "Two", 0, series + 1, 1 };
  return (FusIntervalChart){ "Title", rows, 2, columns, 2, "A note" };
}

static const FusIntervalSeries series[]
    = { { "red", { 1, 0, 0 }, 0.3, plain }, { "green", { 0, 0.6, 0 }, NAN, faint } };

/* Rightmost and leftmost pixel of a colour between two heights; FALSE where there is none. */
static gboolean
extent (cairo_t *cr, FusColor color, int y0, int y1, int *left, int *right)
{
  *left = *right = -1;
  for (int x = 0; x < WIDTH; x++)
    if (canvas_count (cr, color, x, y0, x + 1, y1) > 0)
      {
        *left = *left < 0 ? x : *left;
        *right = x;
      }
  return *left >= 0;
}

/* The row of pixels that has most of a colour: that of the line. */
static int
line_of (cairo_t *cr, FusColor color)
{
  int best = 0;
  guint most = 0;

  for (int y = 0; y < HEIGHT / 2; y++)
    {
      const guint n = canvas_count (cr, color, 0, y, WIDTH, y + 1);

      if (n > most)
        {
          most = n;
          best = y;
        }
    }
  return best;
}

static void
test_draw (void)
{
  FusIntervalColumn columns[2];
  const FusIntervalChart chart = make_chart (series, columns);
  cairo_t *cr = canvas_new (WIDTH, HEIGHT, paper);
  const FusColor pale = fus_color_mix (paper, green, 0.45);
  int left, right, y;

  fus_interval_chart_draw (cr, &chart, WIDTH, HEIGHT, ink, paper, SIZE);
  /* An axis from 0 to 1: the line is half of it, and lies in the first column. */
  y = line_of (cr, red);
  g_assert_true (extent (cr, red, y, y + 1, &left, &right));
  g_assert_cmpint (right - left, >, WIDTH / 10);
  g_assert_cmpint (right, <, WIDTH * 2 / 3);
  /* What is faint is not drawn in the full colour anywhere but in its key, and is hollow. */
  y = line_of (cr, pale);
  g_assert_true (extent (cr, pale, y, y + 1, &left, &right));
  g_assert_cmpint (left, >, WIDTH / 3);
  g_assert_cmpuint (canvas_count (cr, green, 0, y - 2, WIDTH, y + 3), ==, 0);
  g_assert_cmpuint (canvas_count (cr, paper, (left + right) / 2, y, (left + right) / 2 + 1, y + 1),
                    ==, 1);
  cairo_destroy (cr);
}

static void
test_csv (void)
{
  FusIntervalColumn columns[2];
  const FusIntervalChart chart = make_chart (series, columns);
  g_autofree char *csv = fus_interval_chart_csv (&chart);

  g_assert_cmpstr (csv, ==,
                   "column,row,series,value,low,high,n,faint,expected\n"
                   "One,first,red,0.5,0.25,0.75,40,0,0.3\n"
                   "One,\"second, \"\"quoted\"\"\",red,,,,0,0,0.3\n"
                   "Two,first,green,-0.5,-0.75,-0.25,30,1,\n"
                   "Two,\"second, \"\"quoted\"\"\",green,0.25,,,30,0,\n");
}

/* However little there is, and however little room. */
static void
test_small_and_empty (void)
{
  const FusIntervalChart none = { .title = "" };
  FusIntervalColumn columns[2];
  const FusIntervalChart chart = make_chart (series, columns);
  cairo_t *cr = canvas_new (WIDTH, HEIGHT, paper);

  fus_interval_chart_draw (cr, &none, WIDTH, HEIGHT, ink, paper, SIZE);
  fus_interval_chart_draw (cr, &chart, 20, 20, ink, paper, 10);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "de_DE.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intervals/draw", test_draw);
  g_test_add_func ("/intervals/csv", test_csv);
  g_test_add_func ("/intervals/small-and-empty", test_small_and_empty);
  return g_test_run ();
}
