/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/curves.h"

#include "figures/axis.h"
#include "figures/labels.h"
#include <math.h>

typedef struct
{
  cairo_t *cr;
  const FusCurvePlot *plot;
  FusColor ink;
  double font_size;
  FusAxis x, y;
} Drawing;

static void
fit_range (const FusCurvePlot *plot, double *low, double *high, gboolean *integral)
{
  *low = INFINITY;
  *high = -INFINITY;
  *integral = TRUE;
  for (guint c = 0; c < plot->n_curves; c++)
    for (guint i = 0; i < plot->curves[c].n; i++)
      {
        const FusCurve *curve = &plot->curves[c];
        const double values[]
            = { curve->y[i], curve->low ? curve->low[i] : NAN, curve->high ? curve->high[i] : NAN };
        *integral = *integral && curve->x[i] == floor (curve->x[i]);
        for (guint v = 0; v < G_N_ELEMENTS (values); v++)
          if (isfinite (values[v]))
            {
              *low = MIN (*low, values[v]);
              *high = MAX (*high, values[v]);
            }
      }
  if (isfinite (plot->reference))
    {
      *low = MIN (*low, plot->reference);
      *high = MAX (*high, plot->reference);
    }
}

/* Index of the last point with a value, or -1. */
static int
last_point (const FusCurve *curve)
{
  int i = (int) curve->n - 1;
  while (i >= 0 && !isfinite (curve->y[i]))
    i--;
  return i;
}

static guint
collect_labels (const Drawing *d, FusLabel *labels)
{
  guint n = 0;
  for (guint c = 0; c < d->plot->n_curves; c++)
    {
      const FusCurve *curve = &d->plot->curves[c];
      int last = last_point (curve);
      if (curve->label == NULL || last < 0)
        continue;
      double x = CLAMP (fus_axis_position (&d->x, curve->x[last]), d->x.start, d->x.end);
      double y = CLAMP (fus_axis_position (&d->y, curve->y[last]), d->y.end, d->y.start);
      labels[n++] = (FusLabel){ curve->label, curve->color, x, y };
    }
  if (isfinite (d->plot->reference) && d->plot->reference_label)
    labels[n++] = (FusLabel){ d->plot->reference_label, d->ink, d->x.end,
                              fus_axis_position (&d->y, d->plot->reference) };
  return n;
}

static double
label_width (const Drawing *d)
{
  double widest = 0;
  FusTextStyle style = { .size = d->font_size };
  for (guint c = 0; c <= d->plot->n_curves; c++)
    {
      const char *text
          = c < d->plot->n_curves ? d->plot->curves[c].label : d->plot->reference_label;
      double width = 0, height;
      if (text)
        fus_text_measure (d->cr, text, &style, &width, &height);
      widest = MAX (widest, width);
    }
  return widest > 0 ? widest + 1.4 * d->font_size : 0.8 * d->font_size;
}

/* Divides the target into axes and margins. */
static void
lay_out (Drawing *d, double width, double height)
{
  const FusCurvePlot *plot = d->plot;
  double em = d->font_size;
  double low, high;
  gboolean integral;
  fit_range (plot, &low, &high, &integral);

  d->y.start = height - em * (plot->x_label ? 3.4 : 2);
  d->y.end = em * (plot->title ? 2.3 : 0.8);
  d->y.percent = plot->percent;
  guint ticks = (guint) CLAMP ((d->y.start - d->y.end) / (2.6 * em), 3, 7);
  gboolean fixed_low = isfinite (plot->y_min), fixed_high = isfinite (plot->y_max);
  fus_axis_fit (&d->y, fixed_low ? plot->y_min : low, fixed_high ? plot->y_max : high, fixed_low,
                fixed_high, FALSE, ticks);

  d->x.percent = FALSE;
  d->x.start = em * (plot->y_label ? 2.2 : 0.6) + fus_axis_labels_width (&d->y, d->cr, em);
  d->x.end = MAX (width - label_width (d), d->x.start + 2 * em);
  ticks = (guint) CLAMP ((d->x.end - d->x.start) / (4 * em), 4, 10);
  fus_axis_fit (&d->x, plot->x_min, plot->x_max, TRUE, TRUE, integral, ticks);
  if (plot->x_names)
    d->x.n_ticks = 0;
}

/* Every name, or as many as there is room for, the first always. */
static void
draw_x_names (const Drawing *d)
{
  double em = d->font_size, widest = 0;
  guint n = (guint) d->plot->x_max + 1;
  FusTextStyle style = { .size = em, .x_align = 0.5 };
  for (guint i = 0; i < n; i++)
    {
      double width, height;
      fus_text_measure (d->cr, d->plot->x_names[i], &style, &width, &height);
      widest = MAX (widest, width);
    }
  double distance = (d->x.end - d->x.start) / MAX (n - 1, 1);
  guint stride = (guint) MAX (ceil ((widest + 0.4 * em) / distance), 1);
  for (guint i = 0; i < n; i++)
    {
      double x = fus_axis_position (&d->x, i);
      cairo_set_source_rgba (d->cr, d->ink.red, d->ink.green, d->ink.blue, 0.6);
      cairo_set_line_width (d->cr, em / 14);
      cairo_move_to (d->cr, x, d->y.start);
      cairo_line_to (d->cr, x, d->y.start + em * 0.3);
      cairo_stroke (d->cr);
      if (i % stride == 0)
        fus_text_draw (d->cr, d->plot->x_names[i], x, d->y.start + em * 0.4, &style, d->ink);
    }
}

static void
draw_axes (const Drawing *d, double height)
{
  double em = d->font_size;
  fus_axis_draw_vertical (&d->y, d->cr, d->x.start, d->x.end, em, d->ink);
  fus_axis_draw_horizontal (&d->x, d->cr, d->y.start, em, d->ink);
  if (d->plot->x_names)
    draw_x_names (d);
  fus_axis_draw_titles (&d->y, d->cr, d->plot->title, d->plot->y_label, d->x.start, em, d->ink);
  if (d->plot->x_label)
    {
      FusTextStyle style = { .size = em, .x_align = 0.5, .y_align = 1 };
      fus_text_draw (d->cr, d->plot->x_label, (d->x.start + d->x.end) / 2, height - 0.3 * em,
                     &style, d->ink);
    }
}

/* What stands for a line of one point, as after the first epoch. */
static void
draw_dot (cairo_t *cr, double x, double y, double radius, FusColor color)
{
  cairo_path_t *path = cairo_copy_path (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, color.red, color.green, color.blue);
  cairo_fill (cr);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
}

static void
draw_curve (const Drawing *d, const FusCurve *curve)
{
  cairo_t *cr = d->cr;
  double dashes[] = { d->font_size * 0.35, d->font_size * 0.35 };
  gboolean is_open = FALSE;
  for (guint i = 0; i < curve->n; i++)
    {
      if (!isfinite (curve->x[i]) || !isfinite (curve->y[i]))
        {
          is_open = FALSE;
          continue;
        }
      double x = fus_axis_position (&d->x, curve->x[i]);
      double y = fus_axis_position (&d->y, curve->y[i]);
      gboolean is_last = i + 1 == curve->n || !isfinite (curve->y[i + 1]);
      if (is_open)
        cairo_line_to (cr, x, y);
      else
        cairo_move_to (cr, x, y);
      if (!is_open && is_last)
        draw_dot (cr, x, y, d->font_size * 0.22, curve->color);
      is_open = TRUE;
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, d->font_size * (curve->dashed ? 0.12 : 0.17));
  cairo_set_dash (cr, dashes, curve->dashed ? 2 : 0, 0);
  cairo_set_source_rgb (cr, curve->color.red, curve->color.green, curve->color.blue);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Whether both ends of the band are known there. */
static gboolean
is_banded (const FusCurve *curve, guint i)
{
  return isfinite (curve->x[i]) && isfinite (curve->low[i]) && isfinite (curve->high[i]);
}

static void
draw_band (const Drawing *d, const FusCurve *curve)
{
  if (curve->low == NULL || curve->high == NULL)
    return;
  cairo_set_source_rgba (d->cr, curve->color.red, curve->color.green, curve->color.blue,
                         FUS_CURVE_BAND_ALPHA);
  for (guint first = 0; first < curve->n; first++)
    {
      guint end = first;
      while (end < curve->n && is_banded (curve, end))
        end++;
      for (guint i = first; i < end; i++)
        cairo_line_to (d->cr, fus_axis_position (&d->x, curve->x[i]),
                       fus_axis_position (&d->y, curve->low[i]));
      for (guint i = end; i-- > first;)
        cairo_line_to (d->cr, fus_axis_position (&d->x, curve->x[i]),
                       fus_axis_position (&d->y, curve->high[i]));
      cairo_close_path (d->cr);
      cairo_fill (d->cr);
      first = end;
    }
}

void
fus_curve_plot_draw (cairo_t *cr, const FusCurvePlot *plot, double width, double height,
                     FusColor ink, double font_size)
{
  Drawing d = { .cr = cr, .plot = plot, .ink = ink, .font_size = font_size };
  cairo_save (cr);
  lay_out (&d, width, height);
  draw_axes (&d, height);
  cairo_save (cr);
  /* What lies on the frame, lines and dots, stays whole. */
  double slack = font_size * 0.25;
  cairo_rectangle (cr, d.x.start - slack, d.y.end - slack, d.x.end - d.x.start + 2 * slack,
                   d.y.start - d.y.end + 2 * slack);
  cairo_clip (cr);
  if (isfinite (plot->reference))
    fus_axis_draw_reference (cr, d.x.start, d.x.end, fus_axis_position (&d.y, plot->reference),
                             font_size, ink);
  for (guint c = 0; c < plot->n_curves; c++)
    draw_band (&d, &plot->curves[c]);
  for (guint c = 0; c < plot->n_curves; c++)
    if (!plot->curves[c].band_only)
      draw_curve (&d, &plot->curves[c]);
  cairo_restore (cr);

  g_autofree FusLabel *labels = g_new (FusLabel, plot->n_curves + 1);
  guint n = collect_labels (&d, labels);
  fus_labels_draw (cr, labels, n, d.x.end, d.y.end, d.y.start, font_size, ink);
  cairo_restore (cr);
}
