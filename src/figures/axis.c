/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/axis.h"

#include <math.h>

static double
nice_step (double range, guint max_ticks)
{
  double rough = range / (max_ticks - 1);
  double power = pow (10, floor (log10 (rough)));
  /* 1e-9: a range of 0.3 over 3 parts is 0.0999… or 0.1000…1 and means 0.1 either way. */
  for (guint i = 0; i < 3; i++)
    {
      double step = power * (const double[]){ 1, 2, 5 }[i];
      if (step >= rough * (1 - 1e-9))
        return step;
    }
  return power * 10;
}

void
fus_axis_fit (FusAxis *axis, double low, double high, gboolean fixed_low, gboolean fixed_high,
              gboolean integral, guint max_ticks)
{
  g_assert (max_ticks >= 2);
  if (!isfinite (low) || !isfinite (high))
    {
      low = isfinite (low) ? low : isfinite (high) ? high - 1 : 0;
      high = low + 1;
    }
  if (!(high > low))
    {
      double middle = low;
      double half = integral || middle == 0 ? 0.5 : fabs (middle) * 0.1;
      low = fixed_low ? middle : middle - half;
      high = fixed_low ? middle + 2 * half : middle + half;
    }
  double step = nice_step (high - low, max_ticks);
  if (integral)
    step = MAX (1, step);
  axis->min = fixed_low ? low : floor (low / step + 1e-9) * step;
  axis->max = fixed_high ? high : ceil (high / step - 1e-9) * step;
  axis->step = step;
  double first = ceil (axis->min / step - 1e-9), last = floor (axis->max / step + 1e-9);
  axis->first = first * step;
  axis->n_ticks = last >= first ? (guint) (last - first) + 1 : 0;
}

double
fus_axis_position (const FusAxis *axis, double value)
{
  return axis->start + (value - axis->min) / (axis->max - axis->min) * (axis->end - axis->start);
}

double
fus_axis_tick (const FusAxis *axis, guint index)
{
  return (round (axis->first / axis->step) + index) * axis->step;
}

void
fus_axis_label (const FusAxis *axis, double value, char label[FUS_AXIS_LABEL_SIZE])
{
  double scale = axis->percent ? 100 : 1;
  double step = axis->step * scale;
  value *= scale;
  double digits = -floor (log10 (step) + 1e-9);
  if (digits > 5 || fabs (value) >= 1e6)
    g_ascii_formatd (label, FUS_AXIS_LABEL_SIZE, "%.3g", value);
  else
    {
      g_autofree char *format = g_strdup_printf ("%%.%df", (int) MAX (digits, 0));
      g_ascii_formatd (label, FUS_AXIS_LABEL_SIZE - 4, format, value == 0 ? 0 : value);
    }
  if (axis->percent)
    g_strlcat (label, "\u00a0%", FUS_AXIS_LABEL_SIZE);
}

double
fus_axis_labels_width (const FusAxis *axis, cairo_t *cr, double font_size)
{
  double widest = 0;
  FusTextStyle style = { .size = font_size };
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      char label[FUS_AXIS_LABEL_SIZE];
      double width, height;
      fus_axis_label (axis, fus_axis_tick (axis, i), label);
      fus_text_measure (cr, label, &style, &width, &height);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
line (cairo_t *cr, double x0, double y0, double x1, double y1, FusColor ink, double alpha)
{
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, alpha);
  cairo_stroke (cr);
}

void
fus_axis_draw_horizontal (const FusAxis *axis, cairo_t *cr, double y, double font_size,
                          FusColor ink)
{
  FusTextStyle style = { .size = font_size, .x_align = 0.5 };
  cairo_set_line_width (cr, font_size / 14);
  line (cr, axis->start, y, axis->end, y, ink, 0.6);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      char label[FUS_AXIS_LABEL_SIZE];
      double x = fus_axis_position (axis, fus_axis_tick (axis, i));
      line (cr, x, y, x, y + font_size * 0.3, ink, 0.6);
      fus_axis_label (axis, fus_axis_tick (axis, i), label);
      fus_text_draw (cr, label, x, y + font_size * 0.4, &style, ink);
    }
}

void
fus_axis_draw_vertical (const FusAxis *axis, cairo_t *cr, double x, double grid_end,
                        double font_size, FusColor ink)
{
  FusTextStyle style = { .size = font_size, .x_align = 1, .y_align = 0.5 };
  cairo_set_line_width (cr, font_size / 14);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      char label[FUS_AXIS_LABEL_SIZE];
      double y = fus_axis_position (axis, fus_axis_tick (axis, i));
      line (cr, x, y, grid_end, y, ink, 0.13);
      fus_axis_label (axis, fus_axis_tick (axis, i), label);
      fus_text_draw (cr, label, x - font_size * 0.4, y, &style, ink);
    }
}

void
fus_axis_draw_titles (const FusAxis *y, cairo_t *cr, const char *title, const char *y_label,
                      double x, double font_size, FusColor ink)
{
  if (title)
    {
      FusTextStyle style = { .size = font_size * 1.1, .bold = TRUE };
      fus_text_draw (cr, title, x, 0.2 * font_size, &style, ink);
    }
  if (y_label)
    {
      FusTextStyle style = { .size = font_size, .x_align = 0.5, .turned = TRUE };
      fus_text_draw (cr, y_label, 0.1 * font_size, (y->start + y->end) / 2, &style, ink);
    }
}

void
fus_axis_draw_reference (cairo_t *cr, double x0, double x1, double y, double font_size,
                         FusColor ink)
{
  double dots[] = { 0, font_size / 3 };
  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dots, 2, 0);
  cairo_set_line_width (cr, font_size / 8);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.8);
  cairo_move_to (cr, x0, y);
  cairo_line_to (cr, x1, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
fus_number_format (double value, char text[FUS_AXIS_LABEL_SIZE])
{
  if (isnan (value))
    text[0] = 0;
  else
    g_ascii_formatd (text, FUS_AXIS_LABEL_SIZE, "%.10g", value);
}
