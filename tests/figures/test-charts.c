/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/bars.h"
#include "figures/boxplot.h"
#include "tests/figures/canvas.h"
#include "figures/confusion.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static const FusColor paper = { 1, 1, 1 }, ink = { 0, 0, 0 };

static FusBar first[] = {
  { "expression", 0.452, 0.412, 0.498, 490, { 1, 0, 0 }, FUS_FILL_SOLID },
  { "joint, \"new\"", 0.5, NAN, NAN, 490, { 0, 1, 0 }, FUS_FILL_SOLID },
};
static FusBar second[] = {
  { "identity", 1, 0.9, 1, 490, { 0, 0, 1 }, FUS_FILL_SOLID },
  { "none", NAN, NAN, NAN, 0, { 0, 1, 1 }, FUS_FILL_SOLID },
};

static FusBarChart
bar_chart (const FusBarGroup *groups)
{
  return (FusBarChart){ "Title", "Accuracy", groups, 2, 1, TRUE, "n = 490" };
}

static const FusBarGroup groups[]
    = { { "Expression", first, 2, 1 / 7.0 }, { "Identity", second, 2, NAN } };

/* Height in pixels of a colour in the column x. */
static int
height_at (cairo_t *cr, FusColor color, int x, int height)
{
  return (int) canvas_count (cr, color, x, 0, x + 1, height);
}

static void
test_bars_heights (void)
{
  FusBarChart chart = bar_chart (groups);
  cairo_t *cr = canvas_new (400, 300, paper);
  fus_bar_chart_draw (cr, &chart, 400, 300, ink, 10);
  guint group, bar;
  int heights[2][2] = { { 0 } };
  for (int x = 0; x < 400; x++)
    if (fus_bar_chart_pick (&chart, 400, 300, 10, x + 0.5, 120, &group, &bar))
      {
        const FusBar *found = &chart.groups[group].bars[bar];
        heights[group][bar] = MAX (heights[group][bar], height_at (cr, found->color, x, 300));
      }
  g_assert_cmpint (heights[1][0], >, 100);
  /* Each bar as high as its value, against the bar of 1. */
  double full = heights[1][0];
  g_assert_cmpfloat_with_epsilon (heights[0][0] / full, 0.452, 0.03);
  g_assert_cmpfloat_with_epsilon (heights[0][1] / full, 0.5, 0.03);
  g_assert_cmpint (heights[1][1], ==, 0);
  cairo_destroy (cr);
}

/* Bars below 0 hang from the line of 0, which then is not the chart's lower edge. */
static void
test_bars_below (void)
{
  static FusBar bars[] = {
    { "", 0.5, NAN, NAN, 9, { 1, 0, 0 }, FUS_FILL_SOLID, "up" },
    { "", -0.25, -0.4, -0.1, 9, { 0, 1, 0 }, FUS_FILL_SOLID, "down" },
  };
  const FusBarGroup group = { "Scores", bars, 2, NAN };
  FusBarChart chart = { "Title", "Score", &group, 1, NAN };
  cairo_t *cr = canvas_new (400, 300, paper);
  fus_bar_chart_draw (cr, &chart, 400, 300, ink, 10);
  int heights[2] = { 0 }, lowest = -1, highest = -1;
  for (int x = 0; x < 400; x++)
    for (guint b = 0; b < 2; b++)
      heights[b] = MAX (heights[b], height_at (cr, bars[b].color, x, 300));
  for (int y = 0; y < 300; y++)
    {
      if (canvas_count (cr, bars[0].color, 0, y, 400, y + 1) > 0)
        lowest = y;
      if (highest < 0 && canvas_count (cr, bars[1].color, 0, y, 400, y + 1) > 0)
        highest = y;
    }
  g_assert_cmpint (heights[0], >, 50);
  g_assert_cmpfloat_with_epsilon ((double) heights[1] / heights[0], 0.5, 0.05);
  g_assert_cmpint (lowest, <=, highest);
  g_autofree char *csv = fus_bar_chart_csv (&chart);
  g_assert_nonnull (strstr (csv, "Scores,down,-0.25,-0.4,-0.1,9,\n"));
  cairo_destroy (cr);
}

static void
test_bars_pick (void)
{
  FusBarChart chart = bar_chart (groups);
  guint group = 9, bar = 9;
  g_assert_false (fus_bar_chart_pick (&chart, 400, 300, 10, 2, 150, &group, &bar));
  g_assert_false (fus_bar_chart_pick (&chart, 400, 300, 10, 200, 2, &group, &bar));
  g_assert_cmpuint (group, ==, 9);
  guint last = 0, changes = 0;
  for (int x = 0; x < 400; x++)
    if (fus_bar_chart_pick (&chart, 400, 300, 10, x, 150, &group, &bar))
      {
        guint index = 1 + 2 * group + bar;
        g_assert_cmpuint (index, >=, last);
        changes += index != last;
        last = index;
      }
  g_assert_cmpuint (changes, ==, 4);
}

static void
test_bars_place (void)
{
  FusBarChart chart = bar_chart (groups);
  for (guint g = 0; g < chart.n_groups; g++)
    for (guint b = 0; b < chart.groups[g].n_bars; b++)
      {
        cairo_rectangle_t place;
        guint group = 9, bar = 9;
        fus_bar_chart_place (&chart, 400, 300, 10, g, b, &place);
        g_assert_true (fus_bar_chart_pick (&chart, 400, 300, 10, place.x + 1,
                                           place.y + place.height - 1, &group, &bar));
        g_assert_cmpuint (group, ==, g);
        g_assert_cmpuint (bar, ==, b);
        g_assert_true (fus_bar_chart_pick (&chart, 400, 300, 10, place.x + place.width - 1,
                                           place.y + 1, &group, &bar));
        g_assert_cmpuint (bar, ==, b);
      }
}

static void
test_bars_csv (void)
{
  FusBarChart chart = bar_chart (groups);
  g_autofree char *csv = fus_bar_chart_csv (&chart);
  g_assert_cmpstr (csv, ==,
                   "group,bar,value,low,high,n,chance\n"
                   "Expression,expression,0.452,0.412,0.498,490,0.1428571429\n"
                   "Expression,\"joint, \"\"new\"\"\",0.5,,,490,0.1428571429\n"
                   "Identity,identity,1,0.9,1,490,\n"
                   "Identity,none,,,,0,\n");
}

static void
test_bars_small_and_empty (void)
{
  FusBarChart chart = bar_chart (groups);
  cairo_t *cr = canvas_new (400, 300, paper);
  fus_bar_chart_draw (cr, &chart, 40, 20, ink, 10);
  chart.n_groups = 0;
  fus_bar_chart_draw (cr, &chart, 400, 300, ink, 10);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
}

static void
test_brackets_stack (void)
{
  const FusBracket brackets[]
      = { { 0, 3, "" }, { 0, 1, "" }, { 2, 1, "" }, { 2, 3, "" }, { 0, 2, "" }, { 1, 3, "" } };
  guint level[6];
  g_assert_cmpuint (fus_brackets_stack (brackets, 6, level), ==, 4);
  const guint expected[] = { 3, 0, 0, 0, 1, 2 };
  for (int i = 0; i < 6; i++)
    g_assert_cmpuint (level[i], ==, expected[i]);
  g_assert_cmpuint (fus_brackets_stack (NULL, 0, level), ==, 0);
}

static void
test_box_plot (void)
{
  const double values[] = { 0, 1, 2, 3, 4 };
  FusBox boxes[] = {
    { "one", fus_box_statistics (values, 5), { 1, 0, 0 }, FUS_FILL_SOLID },
    { "empty", fus_box_statistics (NULL, 0), { 0, 0, 1 }, FUS_FILL_SOLID },
  };
  const FusBracket bracket = { 0, 1, "p < 1e-300" };
  FusBoxPlot plot = { "Title", "Value", boxes, 2, &bracket, 1, NULL };
  cairo_t *cr = canvas_new (300, 300, paper);
  fus_box_plot_draw (cr, &plot, 300, 300, ink, 10);
  /* Quartiles 1 and 3 of an axis from 0 to 4: the box is half the axis, which has some 220 px. */
  int tallest = 0;
  for (int x = 0; x < 300; x++)
    tallest = MAX (tallest, height_at (cr, boxes[0].color, x, 300));
  g_assert_cmpint (tallest, >, 80);
  g_assert_cmpint (tallest, <, 140);
  g_assert_cmpuint (canvas_count (cr, boxes[1].color, 0, 0, 300, 300), ==, 0);
  cairo_destroy (cr);

  g_autofree char *csv = fus_box_plot_csv (&plot);
  g_assert_cmpstr (csv, ==,
                   "box,n,median,low_quartile,high_quartile,low_whisker,high_whisker,mean\n"
                   "one,5,2,1,3,0,4,2\n"
                   "empty,0,,,,,,\n");
}

static const guint32 counts[] = { 3, 1, 0, 4 };
static const char *const names[] = { "yes", "no" };

static void
test_confusion (void)
{
  FusConfusionPlot plot = { "Title", names, counts, 2, FUS_TASK_EXPRESSION, "note" };
  cairo_t *cr = canvas_new (300, 300, paper);
  fus_confusion_plot_draw (cr, &plot, 300, 300, ink, paper, 10);
  guint seen[2][2] = { { 0 } };
  for (int y = 0; y < 300; y++)
    for (int x = 0; x < 300; x++)
      {
        guint row, column;
        if (!fus_confusion_plot_pick (&plot, 300, 300, 10, x + 0.5, y + 0.5, &row, &column))
          continue;
        double share = counts[row * 2 + column] / 4.0;
        FusColor color = fus_color_mix (paper, fus_color_task[FUS_TASK_EXPRESSION], share);
        seen[row][column] += canvas_count (cr, color, x, y, x + 1, y + 1);
      }
  for (int row = 0; row < 2; row++)
    for (int column = 0; column < 2; column++)
      {
        cairo_rectangle_t place;
        guint found_row = 9, found_column = 9;
        g_assert_cmpuint (seen[row][column], >, 5000);
        fus_confusion_plot_place (&plot, 300, 300, 10, row, column, &place);
        g_assert_true (fus_confusion_plot_pick (&plot, 300, 300, 10, place.x + 1,
                                                place.y + place.height - 1, &found_row,
                                                &found_column));
        g_assert_cmpuint (found_row, ==, row);
        g_assert_cmpuint (found_column, ==, column);
      }
  cairo_destroy (cr);

  g_autofree char *csv = fus_confusion_plot_csv (&plot);
  g_assert_cmpstr (csv, ==,
                   "true,predicted,count,share\n"
                   "yes,yes,3,0.75\nyes,no,1,0.25\nno,yes,0,0\nno,no,4,1\n");
}

static void
test_confusion_without_frames (void)
{
  const guint32 none[4] = { 0 };
  FusConfusionPlot plot = { NULL, names, none, 2, FUS_TASK_IDENTITY, NULL };
  cairo_t *cr = canvas_new (100, 100, paper);
  fus_confusion_plot_draw (cr, &plot, 100, 100, ink, paper, 10);
  g_assert_cmpuint (canvas_count (cr, fus_color_task[FUS_TASK_IDENTITY], 0, 0, 100, 100), ==, 0);
  cairo_destroy (cr);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "de_DE.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/bars/heights", test_bars_heights);
  g_test_add_func ("/charts/bars/below", test_bars_below);
  g_test_add_func ("/charts/bars/pick", test_bars_pick);
  g_test_add_func ("/charts/bars/place", test_bars_place);
  g_test_add_func ("/charts/bars/csv", test_bars_csv);
  g_test_add_func ("/charts/bars/small-and-empty", test_bars_small_and_empty);
  g_test_add_func ("/charts/brackets/stack", test_brackets_stack);
  g_test_add_func ("/charts/box-plot", test_box_plot);
  g_test_add_func ("/charts/confusion", test_confusion);
  g_test_add_func ("/charts/confusion/without-frames", test_confusion_without_frames);
  return g_test_run ();
}
