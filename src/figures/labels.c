/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/labels.h"

#include <math.h>

void
fus_labels_spread (double *y, guint n, double gap, double top, double bottom)
{
  /* With i x gap taken off, "at least gap apart" becomes "not falling": isotonic regression. */
  g_autofree double *sum = g_new (double, MAX (n, 1));
  g_autofree guint *count = g_new (guint, MAX (n, 1));
  guint n_runs = 0;
  for (guint i = 0; i < n; i++)
    {
      sum[n_runs] = y[i] - i * gap;
      count[n_runs++] = 1;
      while (n_runs > 1
             && sum[n_runs - 2] / count[n_runs - 2] > sum[n_runs - 1] / count[n_runs - 1])
        {
          n_runs--;
          sum[n_runs - 1] += sum[n_runs];
          count[n_runs - 1] += count[n_runs];
        }
    }
  double last = bottom - (n > 0 ? n - 1 : 0) * gap;
  for (guint run = 0, i = 0; run < n_runs; run++)
    for (guint k = 0; k < count[run]; k++, i++)
      y[i] = MAX (top, MIN (last, sum[run] / count[run])) + i * gap;
}

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  double y = ((const FusLabel *) a)->y, other = ((const FusLabel *) b)->y;
  return (y > other) - (y < other);
}

void
fus_labels_draw (cairo_t *cr, FusLabel *labels, guint n, double x, double top, double bottom,
                 double font_size, FusColor ink)
{
  if (n == 0)
    return;
  qsort (labels, n, sizeof *labels, compare_labels);
  g_autofree double *y = g_new (double, n);
  for (guint i = 0; i < n; i++)
    y[i] = labels[i].y;
  fus_labels_spread (y, n, font_size * 1.25, top, bottom);

  FusTextStyle style = { .size = font_size, .y_align = 0.5 };
  for (guint i = 0; i < n; i++)
    {
      FusColor color = labels[i].color;
      double gap = font_size * 0.3;
      gboolean is_moved = fabs (y[i] - labels[i].y) > font_size * 0.2;
      cairo_set_source_rgba (cr, color.red, color.green, color.blue, 0.6);
      cairo_set_line_width (cr, font_size / 16);
      cairo_move_to (cr, MIN (labels[i].x, x) + gap, labels[i].y);
      if (labels[i].x < x - font_size)
        cairo_line_to (cr, x + gap, labels[i].y);
      else
        cairo_move_to (cr, x + gap, labels[i].y);
      if (is_moved)
        cairo_line_to (cr, x + font_size * 0.85, y[i]);
      cairo_stroke (cr);
      /* Towards the ink: a thin letter needs more contrast than a line. */
      fus_text_draw (cr, labels[i].text, x + font_size, y[i], &style,
                     fus_color_mix (color, ink, 0.3));
    }
}
