/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/intervals.h"

#include "faces/csv.h"
#include "figures/axis.h"

#include <math.h>

/* Share of a column's width between it and the next. */
#define GAP 0.2
/* How much of its colour shows of what is faint. */
#define FAINT 0.45
#define TEXT_SIZE 0.9
#define AXIS_SIZE 0.8

typedef struct
{
  cairo_t *cr;
  const FusIntervalChart *chart;
  FusColor ink, ground;
  double em;
  double left, column; /* of a column, its gap included */
  double top, bottom;  /* of the rows */
} Drawing;

static void
set_color (const Drawing *d, FusColor color, double share)
{
  const FusColor mixed = fus_color_mix (d->ground, color, share);

  cairo_set_source_rgb (d->cr, mixed.red, mixed.green, mixed.blue);
}

static double
text_height (const Drawing *d, const char *text, const FusTextStyle *style)
{
  double width, height;

  fus_text_measure (d->cr, text, style, &width, &height);
  return height;
}

static FusTextStyle
title_style (const Drawing *d)
{
  return (FusTextStyle){
    .size = TEXT_SIZE * d->em, .y_align = 1, .bold = TRUE, .width = d->column * (1 - GAP / 2)
  };
}

static FusTextStyle
note_style (const Drawing *d, double width)
{
  return (FusTextStyle){ .size = 0.85 * d->em, .y_align = 1, .width = width };
}

static double
rows_width (const Drawing *d)
{
  const FusTextStyle style = { .size = TEXT_SIZE * d->em };
  double widest = 0;

  for (guint r = 0; r < d->chart->n_rows; r++)
    {
      double width, height;

      fus_text_measure (d->cr, d->chart->rows[r], &style, &width, &height);
      widest = MAX (widest, width);
    }
  return widest;
}

/* Keys */

/* Whether an earlier series has the same name. */
static gboolean
is_told (const FusIntervalChart *chart, guint column, guint series)
{
  for (guint c = 0; c <= column; c++)
    for (guint s = 0; s < (c < column ? chart->columns[c].n_series : series); s++)
      if (g_str_equal (chart->columns[c].series[s].name,
                       chart->columns[column].series[series].name))
        return TRUE;
  return FALSE;
}

static void
dot (const Drawing *d, double x, double y, FusColor color, gboolean is_faint)
{
  cairo_new_path (d->cr);
  cairo_arc (d->cr, x, y, 0.3 * d->em, 0, 2 * G_PI);
  set_color (d, is_faint ? d->ground : color, 1);
  cairo_fill_preserve (d->cr);
  set_color (d, color, is_faint ? FAINT : 1);
  cairo_set_line_width (d->cr, d->em / 9);
  cairo_stroke (d->cr);
}

/* One after another from the left, in as many lines as they need. Returns: their height */
static double
draw_keys (const Drawing *d, double top, double width, gboolean is_drawn)
{
  const FusIntervalChart *chart = d->chart;
  const FusTextStyle style = { .size = TEXT_SIZE * d->em, .y_align = 0.5 };
  const double line = 1.5 * d->em;
  double x = 0, y = top + line / 2;

  for (guint c = 0; c < chart->n_columns; c++)
    for (guint s = 0; s < chart->columns[c].n_series; s++)
      {
        const FusIntervalSeries *series = &chart->columns[c].series[s];
        double text, height;

        if (is_told (chart, c, s))
          continue;
        fus_text_measure (d->cr, series->name, &style, &text, &height);
        if (x > 0 && x + text + 2.5 * d->em > width)
          {
            x = 0;
            y += line;
          }
        if (is_drawn)
          {
            dot (d, x + 0.5 * d->em, y, series->color, FALSE);
            fus_text_draw (d->cr, series->name, x + 1.2 * d->em, y, &style, d->ink);
          }
        x += text + 2.5 * d->em;
      }
  return y + line / 2 - top;
}

/* Columns */

static void
extend (double value, double *low, double *high)
{
  if (isnan (value))
    return;
  *low = fmin (*low, value);
  *high = fmax (*high, value);
}

static FusAxis
fit_axis (const Drawing *d, guint c)
{
  const FusIntervalColumn *column = &d->chart->columns[c];
  double low = column->reference, high = column->reference;
  FusAxis axis = { 0 };

  for (guint s = 0; s < column->n_series; s++)
    {
      extend (column->series[s].expected, &low, &high);
      for (guint r = 0; r < d->chart->n_rows; r++)
        {
          const FusInterval *interval = &column->series[s].intervals[r];

          extend (interval->value, &low, &high);
          extend (interval->low, &low, &high);
          extend (interval->high, &low, &high);
        }
    }
  fus_axis_fit (&axis, low, high, FALSE, FALSE, FALSE, 4);
  axis.start = d->left + c * d->column;
  axis.end = axis.start + d->column * (1 - GAP);
  return axis;
}

static void
upright (const Drawing *d, double x, const double *dashes, double line, FusColor color)
{
  cairo_save (d->cr);
  cairo_set_dash (d->cr, dashes, 2, 0);
  cairo_set_line_width (d->cr, line);
  set_color (d, color, 0.8);
  cairo_move_to (d->cr, x, d->top);
  cairo_line_to (d->cr, x, d->bottom);
  cairo_stroke (d->cr);
  cairo_restore (d->cr);
}

static void
draw_interval (const Drawing *d, const FusAxis *axis, const FusInterval *interval, FusColor color,
               double y)
{
  if (isnan (interval->value))
    return;
  if (!isnan (interval->low) && !isnan (interval->high))
    {
      cairo_move_to (d->cr, fus_axis_position (axis, interval->low), y);
      cairo_line_to (d->cr, fus_axis_position (axis, interval->high), y);
      cairo_set_line_width (d->cr, d->em / 6);
      set_color (d, color, interval->is_faint ? FAINT : 1);
      cairo_stroke (d->cr);
    }
  dot (d, fus_axis_position (axis, interval->value), y, color, interval->is_faint);
}

static void
draw_column (const Drawing *d, guint c)
{
  const FusIntervalColumn *column = &d->chart->columns[c];
  const FusAxis axis = fit_axis (d, c);
  const FusTextStyle style = title_style (d);
  const double row = (d->bottom - d->top) / MAX (d->chart->n_rows, 1);
  const double dots[] = { d->em / 12, d->em / 4 }, dashes[] = { d->em / 2, d->em / 3 };

  fus_text_draw (d->cr, column->title, axis.start, d->top - 0.4 * d->em, &style, d->ink);
  fus_axis_draw_horizontal (&axis, d->cr, d->bottom, AXIS_SIZE * d->em, d->ink);
  upright (d, fus_axis_position (&axis, column->reference), dots, d->em / 8, d->ink);
  for (guint s = 0; s < column->n_series; s++)
    if (!isnan (column->series[s].expected))
      upright (d, fus_axis_position (&axis, column->series[s].expected), dashes, d->em / 12,
               column->series[s].color);
  for (guint s = 0; s < column->n_series; s++)
    for (guint r = 0; r < d->chart->n_rows; r++)
      draw_interval (d, &axis, &column->series[s].intervals[r], column->series[s].color,
                     d->top + row * (r + (s + 1.0) / (column->n_series + 1)));
}

static void
lay_out (Drawing *d, double width, double height)
{
  const FusIntervalChart *chart = d->chart;
  FusTextStyle style;
  double titles = 0;

  d->left = rows_width (d) + d->em;
  d->column = (width - d->left) / MAX (chart->n_columns, 1);
  style = title_style (d);
  for (guint c = 0; c < chart->n_columns; c++)
    titles = MAX (titles, text_height (d, chart->columns[c].title, &style));
  d->top = 2.2 * d->em + titles + 0.4 * d->em;
  style = note_style (d, width);
  d->bottom = height - (chart->note != NULL ? text_height (d, chart->note, &style) : 0)
              - draw_keys (d, 0, width, FALSE) - 2.4 * d->em;
  d->bottom = MAX (d->bottom, d->top + d->em);
}

void
fus_interval_chart_draw (cairo_t *cr, const FusIntervalChart *chart, double width, double height,
                         FusColor ink, FusColor ground, double font_size)
{
  Drawing d = { .cr = cr, .chart = chart, .ink = ink, .ground = ground, .em = font_size };
  FusTextStyle style = { .size = 1.1 * font_size, .bold = TRUE };

  cairo_save (cr);
  lay_out (&d, width, height);
  fus_text_draw (cr, chart->title, 0, 0.2 * font_size, &style, ink);
  style = (FusTextStyle){ .size = TEXT_SIZE * font_size, .y_align = 0.5 };
  for (guint r = 0; r < chart->n_rows; r++)
    fus_text_draw (cr, chart->rows[r], 0, d.top + (d.bottom - d.top) * (r + 0.5) / chart->n_rows,
                   &style, ink);
  for (guint c = 0; c < chart->n_columns; c++)
    draw_column (&d, c);
  draw_keys (&d, d.bottom + 1.8 * font_size, width, TRUE);
  if (chart->note != NULL)
    {
      style = note_style (&d, width);
      fus_text_draw (cr, chart->note, 0, height - 0.1 * font_size, &style, ink);
    }
  cairo_restore (cr);
}

char *
fus_interval_chart_csv (const FusIntervalChart *chart)
{
  static const char *const heading[]
      = { "column", "row", "series", "value", "low", "high", "n", "faint", "expected" };
  GString *table = g_string_new (NULL);

  fus_csv_append_row (table, heading, G_N_ELEMENTS (heading));
  for (guint c = 0; c < chart->n_columns; c++)
    for (guint s = 0; s < chart->columns[c].n_series; s++)
      for (guint r = 0; r < chart->n_rows; r++)
        {
          const FusIntervalSeries *series = &chart->columns[c].series[s];
          const FusInterval *interval = &series->intervals[r];
          const double numbers[] = { interval->value,      interval->low,        interval->high,
                                     (double) interval->n, !!interval->is_faint, series->expected };
          char text[G_N_ELEMENTS (numbers)][FUS_AXIS_LABEL_SIZE];
          const char *fields[G_N_ELEMENTS (heading)]
              = { chart->columns[c].title, chart->rows[r], series->name };

          for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
            {
              fus_number_format (numbers[i], text[i]);
              fields[3 + i] = text[i];
            }
          fus_csv_append_row (table, fields, G_N_ELEMENTS (fields));
        }
  return g_string_free (table, FALSE);
}
