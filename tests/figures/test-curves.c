/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/figures/canvas.h"
#include "figures/curve-grid.h"

#include <math.h>

static const FusColor ink = { 0.1, 0.1, 0.1 };

/* Pixels of about the given colour within a part of the canvas. */
static guint
draw_and_count (const FusCurvePlot *plot, FusColor color)
{
  cairo_t *cr = canvas_new (400, 240, (FusColor){ 1, 1, 1 });
  fus_curve_plot_draw (cr, plot, 400, 240, ink, 11);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  guint n = canvas_count (cr, color, 0, 0, 400, 240);
  cairo_destroy (cr);
  return n;
}

/* Pixels of the fullest row of the canvas. */
static guint
longest_line (const FusCurvePlot *plot)
{
  const FusColor white = { 1, 1, 1 };
  cairo_t *cr = canvas_new (400, 240, white);
  guint longest = 0;

  fus_curve_plot_draw (cr, plot, 400, 240, ink, 11);
  for (int y = 0; y < 240; y++)
    longest = MAX (longest, 400 - canvas_count (cr, white, 0, y, 400, y + 1));
  cairo_destroy (cr);
  return longest;
}

static FusCurvePlot
plot_of (const FusCurve *curves, guint n)
{
  return (
      FusCurvePlot){ "Title", "Epoch", "Loss", curves, n, 1, 10, NAN, NAN, NAN, "Chance", FALSE };
}

static void
test_line_shows (void)
{
  const double x[] = { 1, 5, 10 }, y[] = { 3, 1, 0.5 };
  FusCurve curve = { "Identity", x, y, 3, fus_color_task[FUS_TASK_IDENTITY], FALSE };
  FusCurvePlot plot = plot_of (&curve, 1);
  guint solid = draw_and_count (&plot, curve.color);
  g_assert_cmpuint (solid, >, 200);
  curve.dashed = TRUE;
  g_assert_cmpuint (draw_and_count (&plot, curve.color), <, solid * 3 / 4);
}

static void
test_gap_breaks_line (void)
{
  const double x[] = { 1, 4, 5, 7, 10 };
  const double whole[] = { 1, 1, 1, 1, 1 }, broken[] = { 1, 1, NAN, 1, 1 };
  FusCurve curve = { NULL, x, whole, 5, fus_color_task[FUS_TASK_EXPRESSION], FALSE };
  FusCurvePlot plot = plot_of (&curve, 1);
  guint all = draw_and_count (&plot, curve.color);
  curve.y = broken;
  guint rest = draw_and_count (&plot, curve.color);
  /* From 4 to 7 of 1 … 10: a third of the line. */
  g_assert_cmpuint (rest, >, all / 2);
  g_assert_cmpuint (rest, <, all * 3 / 4);
}

static void
test_one_point_shows (void)
{
  const double x[] = { 1 }, y[] = { 2 };
  FusCurve curve = { "Identity", x, y, 1, fus_color_task[FUS_TASK_IDENTITY], FALSE };
  FusCurvePlot plot = plot_of (&curve, 1);
  g_assert_cmpuint (draw_and_count (&plot, curve.color), >, 10);
}

static void
test_nothing_to_draw (void)
{
  const double x[] = { NAN, INFINITY }, y[] = { INFINITY, NAN };
  FusCurve curve = { "Identity", x, y, 2, fus_color_task[FUS_TASK_IDENTITY], FALSE };
  FusCurvePlot plot = plot_of (&curve, 1);
  g_assert_cmpuint (draw_and_count (&plot, curve.color), ==, 0);
  /* Its axis stands: longer than any letters, of whatever font, are side by side. */
  plot = plot_of (NULL, 0);
  g_assert_cmpuint (longest_line (&plot), >, 200);
}

static void
test_band (void)
{
  const double x[] = { 0, 1, 2, 3 }, y[] = { 0.5, 0.5, 0.5, 0.5 };
  const double low[] = { 0.2, 0.2, 0.2, 0.2 }, high[] = { 0.8, 0.8, 0.8, 0.8 };
  const double broken[] = { 0.2, 0.2, NAN, 0.2 };
  const FusColor color = fus_color_task[FUS_TASK_IDENTITY];
  const FusColor white = { 1, 1, 1 };
  const FusColor light = fus_color_mix (white, color, FUS_CURVE_BAND_ALPHA);
  FusCurve curve = { .x = x, .y = y, .n = 4, .color = color, .low = low, .high = high };
  FusCurvePlot plot = plot_of (&curve, 1);
  plot.x_min = 0;
  plot.x_max = 3;
  plot.y_min = 0;
  plot.y_max = 1;
  guint band = draw_and_count (&plot, light);
  g_assert_cmpuint (draw_and_count (&plot, color), >, 200);
  /* Six tenths of the plot's area. */
  g_assert_cmpuint (band, >, 10000);
  /* Of three stretches one is left. */
  curve.low = broken;
  g_assert_cmpuint (draw_and_count (&plot, light), <, band / 2);
  g_assert_cmpuint (draw_and_count (&plot, light), >, band / 5);
  curve.band_only = TRUE;
  g_assert_cmpuint (draw_and_count (&plot, color), ==, 0);
}

static void
test_grid (void)
{
  const double x[] = { 0, 1, 2 }, y[] = { 0.5, NAN, 0.25 }, low[] = { 0.25, 0.125, 0 };
  const char *const names[] = { "conv1", "conv2", "fc2" };
  FusCurve curve = { .name = "identity, all",
                     .x = x,
                     .y = y,
                     .n = 3,
                     .low = low,
                     .high = y,
                     .color = fus_color_task[FUS_TASK_IDENTITY] };
  FusCurvePlot plots[2] = { plot_of (&curve, 1), plot_of (&curve, 1) };
  const FusCurveKey key = { "Expression", fus_color_task[FUS_TASK_EXPRESSION], FALSE, FALSE };
  for (guint i = 0; i < 2; i++)
    {
      plots[i].x_min = 0;
      plots[i].x_max = 2;
      plots[i].x_names = names;
    }
  FusCurveGrid grid
      = { .plots = plots, .n_plots = 2, .n_columns = 2, .keys = &key, .n_keys = 1, .note = "Note" };
  g_autofree char *csv = fus_curve_grid_csv (&grid);
  g_assert_true (g_str_has_prefix (csv, "plot,curve,x,value,low,high\n"
                                        "Title,\"identity, all\",conv1,0.5,0.25,0.5\n"
                                        "Title,\"identity, all\",conv2,,0.125,\n"));

  cairo_t *cr = canvas_new (400, 240, (FusColor){ 1, 1, 1 });
  fus_curve_grid_draw (cr, &grid, 400, 240, ink, 11);
  /* A plot in each half, the key at the bottom. */
  g_assert_cmpuint (canvas_count (cr, curve.color, 0, 0, 200, 200), >, 0);
  g_assert_cmpuint (canvas_count (cr, curve.color, 200, 0, 400, 200), >, 0);
  g_assert_cmpuint (canvas_count (cr, key.color, 0, 190, 400, 240), >, 20);
  g_assert_cmpuint (canvas_count (cr, key.color, 0, 0, 400, 190), ==, 0);
  cairo_destroy (cr);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curves/line-shows", test_line_shows);
  g_test_add_func ("/curves/gap-breaks-line", test_gap_breaks_line);
  g_test_add_func ("/curves/one-point-shows", test_one_point_shows);
  g_test_add_func ("/curves/nothing-to-draw", test_nothing_to_draw);
  g_test_add_func ("/curves/band", test_band);
  g_test_add_func ("/curves/grid", test_grid);
  return g_test_run ();
}
