/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/figure-marks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A matrix of more classes than this is not read out cell by cell. */
#define MOST_READ_CLASSES 10

gboolean
fus_figure_has_marks (FusStudyFigure *figure)
{
  return fus_study_figure_chart (figure) != NULL
         || fus_study_figure_confusion_plot (figure) != NULL;
}

gboolean
fus_figure_pick_mark (FusStudyFigure *figure, double width, double height, double font_size,
                      double x, double y, FusFigureMark *mark)
{
  const FusBarChart *chart = fus_study_figure_chart (figure);
  const FusConfusionPlot *plot = fus_study_figure_confusion_plot (figure);

  if (chart != NULL)
    return fus_bar_chart_pick (chart, width, height, font_size, x, y, &mark->row, &mark->column);
  return plot != NULL
         && fus_confusion_plot_pick (plot, width, height, font_size, x, y, &mark->row,
                                     &mark->column);
}

void
fus_figure_place_mark (FusStudyFigure *figure, double width, double height, double font_size,
                       const FusFigureMark *mark, graphene_rect_t *place)
{
  const FusBarChart *chart = fus_study_figure_chart (figure);
  cairo_rectangle_t at = { 0 };

  if (chart != NULL)
    fus_bar_chart_place (chart, width, height, font_size, mark->row, mark->column, &at);
  else
    fus_confusion_plot_place (fus_study_figure_confusion_plot (figure), width, height, font_size,
                              mark->row, mark->column, &at);
  graphene_rect_init (place, at.x, at.y, at.width, at.height);
}

static gboolean
step_bar (const FusBarChart *chart, FusFigureMark *mark, int step)
{
  FusFigureMark to = *mark;

  if (step > 0 && to.column + 1 < chart->groups[to.row].n_bars)
    to.column++;
  else if (step < 0 && to.column > 0)
    to.column--;
  else
    {
      do
        to.row += step; /* wraps below 0 */
      while (to.row < chart->n_groups && chart->groups[to.row].n_bars == 0);
      if (to.row >= chart->n_groups)
        return FALSE;
      to.column = step > 0 ? 0 : chart->groups[to.row].n_bars - 1;
    }
  *mark = to;
  return TRUE;
}

gboolean
fus_figure_step_mark (FusStudyFigure *figure, FusFigureMark *mark, int rows, int columns)
{
  const FusBarChart *chart = fus_study_figure_chart (figure);
  const FusConfusionPlot *plot = fus_study_figure_confusion_plot (figure);

  if (chart != NULL)
    return columns != 0 && step_bar (chart, mark, columns);
  if (plot == NULL || mark->row + rows >= plot->k || mark->column + columns >= plot->k)
    return FALSE;
  mark->row += rows;
  mark->column += columns;
  return TRUE;
}

static char *
describe_bar (const FusBarChart *chart, const FusFigureMark *mark)
{
  const FusBarGroup *group = &chart->groups[mark->row];
  const FusBar *bar = &group->bars[mark->column];
  const double scale = chart->percent ? 100 : 1;
  /* Where colours alone tell bars apart, a person who points at one is told more. */
  const char *label = *bar->label == '\0' && bar->name != NULL ? bar->name : bar->label;
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, bar->n);

  if (isnan (bar->low) || isnan (bar->high))
    /* Translators: network, task, value, number of frames. */
    return g_strdup_printf (chart->percent ? _ ("%s, %s: %.1f %% (n = %s)")
                                           : _ ("%s, %s: %.3g (n = %s)"),
                            label, group->label, bar->value * scale, n);
  /* Translators: network, task, value, the interval's ends, number of frames. */
  return g_strdup_printf (chart->percent ? _ ("%s, %s: %.1f %% (interval %.1f–%.1f %%, n = %s)")
                                         : _ ("%s, %s: %.3g (interval %.3g–%.3g, n = %s)"),
                          label, group->label, bar->value * scale, bar->low * scale,
                          bar->high * scale, n);
}

static char *
describe_cell (const FusConfusionPlot *plot, const FusFigureMark *mark)
{
  const guint32 *row = &plot->counts[(gsize) mark->row * plot->k];
  const guint32 count = row[mark->column];
  guint64 sum = 0;

  for (guint i = 0; i < plot->k; i++)
    sum += row[i];
  g_autofree char *of = g_strdup_printf (
      ngettext ("%u of %u frame", "%u of %u frames", (gulong) sum), count, (guint) sum);
  /* Translators: true class, predicted class, "5 of 70 frames", per cent of them. */
  return g_strdup_printf (_ ("True: %s, predicted: %s: %s (%.0f %%)"), plot->class_names[mark->row],
                          plot->class_names[mark->column], of,
                          sum > 0 ? 100.0 * count / (double) sum : 0.0);
}

char *
fus_figure_describe_mark (FusStudyFigure *figure, const FusFigureMark *mark)
{
  const FusBarChart *chart = fus_study_figure_chart (figure);

  return chart != NULL ? describe_bar (chart, mark)
                       : describe_cell (fus_study_figure_confusion_plot (figure), mark);
}

static void
append_mark (GString *text, FusStudyFigure *figure, guint row, guint column)
{
  g_autofree char *line
      = fus_figure_describe_mark (figure, &(FusFigureMark){ .row = row, .column = column });

  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

char *
fus_figure_describe (FusStudyFigure *figure)
{
  const FusBarChart *chart = fus_study_figure_chart (figure);
  const FusConfusionPlot *plot = fus_study_figure_confusion_plot (figure);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint group = 0; chart != NULL && group < chart->n_groups; group++)
    for (guint bar = 0; bar < chart->groups[group].n_bars; bar++)
      append_mark (text, figure, group, bar);
  if (plot != NULL && plot->k <= MOST_READ_CLASSES)
    for (guint row = 0; row < plot->k; row++)
      for (guint column = 0; column < plot->k; column++)
        if (plot->counts[(gsize) row * plot->k + column] > 0)
          append_mark (text, figure, row, column);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
