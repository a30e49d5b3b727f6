/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas.h"
#include "curves.h"

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
  plot = plot_of (NULL, 0);
  g_assert_cmpuint (draw_and_count (&plot, ink), >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curves/line-shows", test_line_shows);
  g_test_add_func ("/curves/gap-breaks-line", test_gap_breaks_line);
  g_test_add_func ("/curves/one-point-shows", test_one_point_shows);
  g_test_add_func ("/curves/nothing-to-draw", test_nothing_to_draw);
  return g_test_run ();
}
