/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/mark.h"

static void
hatch (cairo_t *cr, double x, double y, double width, double height, double em)
{
  double step = em * 0.5;
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  for (double at = -height; at < width; at += step)
    {
      cairo_move_to (cr, x + at, y + height);
      cairo_line_to (cr, x + at + height, y);
    }
  cairo_set_line_width (cr, em * 0.13);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
fus_mark_rectangle (cairo_t *cr, double x, double y, double width, double height, FusColor color,
                    FusFill fill, double em)
{
  static const double opacity[]
      = { [FUS_FILL_SOLID] = 1, [FUS_FILL_HATCHED] = 0.15, [FUS_FILL_LIGHT] = 0.3 };
  cairo_rectangle (cr, x, y, width, height);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, opacity[fill]);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, color.red, color.green, color.blue);
  if (fill == FUS_FILL_HATCHED)
    hatch (cr, x, y, width, height, em);
  cairo_rectangle (cr, x, y, width, height);
  cairo_set_line_width (cr, em * 0.1);
  cairo_stroke (cr);
}

void
fus_mark_interval (cairo_t *cr, double x, double low, double high, double width, FusColor ink,
                   double em)
{
  cairo_move_to (cr, x, low);
  cairo_line_to (cr, x, high);
  for (int end = 0; end < 2; end++)
    {
      cairo_move_to (cr, x - width / 2, end ? high : low);
      cairo_line_to (cr, x + width / 2, end ? high : low);
    }
  cairo_set_line_width (cr, em * 0.1);
  cairo_set_source_rgb (cr, ink.red, ink.green, ink.blue);
  cairo_stroke (cr);
}
