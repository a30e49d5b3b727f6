/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/confusion.h"

#include "figures/axis.h"
#include "faces/csv.h"
#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  cairo_t *cr;
  const FusConfusionPlot *plot;
  FusColor ink, ground;
  double em;       /* of titles */
  double label_em; /* of class names, smaller where classes are many */
  double left, top, cell;
} Drawing;

static double
row_sum (const FusConfusionPlot *plot, guint row)
{
  double sum = 0;
  for (guint c = 0; c < plot->k; c++)
    sum += plot->counts[(gsize) row * plot->k + c];
  return sum;
}

static double
share (const FusConfusionPlot *plot, guint row, guint column)
{
  double sum = row_sum (plot, row);
  return sum > 0 ? plot->counts[(gsize) row * plot->k + column] / sum : 0;
}

static double
widest_name (const Drawing *d)
{
  double widest = 0;
  FusTextStyle style = { .size = d->label_em };
  for (guint i = 0; i < d->plot->k; i++)
    {
      double width, height;
      fus_text_measure (d->cr, d->plot->class_names[i], &style, &width, &height);
      widest = MAX (widest, width);
    }
  return widest;
}

static FusTextStyle
note_style (const Drawing *d, double width)
{
  return (FusTextStyle){ .size = d->em * 0.85, .width = width };
}

static void
lay_out (Drawing *d, double width, double height)
{
  double em = d->em, note = 0, text_width;
  if (d->plot->note)
    {
      FusTextStyle style = note_style (d, width);
      fus_text_measure (d->cr, d->plot->note, &style, &text_width, &note);
      note += 0.5 * em;
    }
  double above = em * (d->plot->title ? 2.2 : 0.4);
  /* Names shrink with the cells, and the cells with the names' room: two rounds settle it. */
  d->label_em = em;
  for (int round = 0; round < 2; round++)
    {
      double names = widest_name (d) + 0.5 * em;
      d->left = 1.6 * em + names;
      d->top = above + 1.4 * em + names;
      d->cell = MIN (width - d->left - 0.2 * em, height - note - d->top - 0.2 * em)
                / MAX (d->plot->k, 1);
      d->cell = MAX (d->cell, 1);
      d->label_em = MIN (em, d->cell * 0.85);
    }
}

static void
draw_names (const Drawing *d)
{
  double side = d->cell * d->plot->k;
  FusTextStyle row = { .size = d->label_em, .x_align = 1, .y_align = 0.5 };
  FusTextStyle column = { .size = d->label_em, .y_align = 0.5, .turned = TRUE };
  for (guint i = 0; i < d->plot->k; i++)
    {
      double middle = (i + 0.5) * d->cell;
      fus_text_draw (d->cr, d->plot->class_names[i], d->left - 0.4 * d->em, d->top + middle, &row,
                     d->ink);
      fus_text_draw (d->cr, d->plot->class_names[i], d->left + middle, d->top - 0.4 * d->em,
                     &column, d->ink);
    }
  FusTextStyle title = { .size = d->em, .bold = TRUE, .x_align = 0.5 };
  double above = d->em * (d->plot->title ? 2.2 : 0.4);
  fus_text_draw (d->cr, _ ("Predicted"), d->left + side / 2, above, &title, d->ink);
  title.turned = TRUE;
  fus_text_draw (d->cr, _ ("True"), 0, d->top + side / 2, &title, d->ink);
}

static void
draw_cell (const Drawing *d, guint row, guint column)
{
  double value = share (d->plot, row, column);
  double x = d->left + column * d->cell, y = d->top + row * d->cell;
  double gap = MIN (0.5, d->cell * 0.03);
  FusColor color = fus_color_mix (d->ground, fus_color_task[d->plot->task], value);
  cairo_rectangle (d->cr, x + gap, y + gap, d->cell - 2 * gap, d->cell - 2 * gap);
  cairo_set_source_rgb (d->cr, color.red, color.green, color.blue);
  cairo_fill (d->cr);

  double em = MIN (d->em * 0.9, d->cell * 0.38);
  if (em < d->em * 0.6 || d->plot->counts[(gsize) row * d->plot->k + column] == 0)
    return;
  char text[FUS_AXIS_LABEL_SIZE];
  g_ascii_formatd (text, sizeof text, "%.0f", value * 100);
  FusTextStyle style = { .size = em, .x_align = 0.5, .y_align = 0.5, .bold = row == column };
  FusColor ink
      = fus_color_luminance (color) > 0.18 ? (FusColor){ 0.08, 0.08, 0.08 } : (FusColor){ 1, 1, 1 };
  fus_text_draw (d->cr, text, x + d->cell / 2, y + d->cell / 2, &style, ink);
}

void
fus_confusion_plot_draw (cairo_t *cr, const FusConfusionPlot *plot, double width, double height,
                         FusColor ink, FusColor ground, double font_size)
{
  Drawing d = { .cr = cr, .plot = plot, .ink = ink, .ground = ground, .em = font_size };
  cairo_save (cr);
  lay_out (&d, width, height);
  if (plot->title)
    {
      FusTextStyle style = { .size = font_size * 1.1, .bold = TRUE };
      fus_text_draw (cr, plot->title, 0, 0.2 * font_size, &style, ink);
    }
  draw_names (&d);
  for (guint row = 0; row < plot->k; row++)
    for (guint column = 0; column < plot->k; column++)
      draw_cell (&d, row, column);
  cairo_rectangle (cr, d.left, d.top, d.cell * plot->k, d.cell * plot->k);
  cairo_set_line_width (cr, font_size / 14);
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.5);
  cairo_stroke (cr);
  if (plot->note)
    {
      FusTextStyle style = note_style (&d, width);
      style.y_align = 1;
      fus_text_draw (cr, plot->note, 0, height - 0.1 * font_size, &style, ink);
    }
  cairo_restore (cr);
}

/* Lays out without drawing, for fus_confusion_plot_pick() and fus_confusion_plot_place(). */
static Drawing
lay_out_unseen (const FusConfusionPlot *plot, double width, double height, double font_size)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  Drawing d = { .cr = cr, .plot = plot, .em = font_size };

  lay_out (&d, width, height);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  d.cr = NULL;
  return d;
}

gboolean
fus_confusion_plot_pick (const FusConfusionPlot *plot, double width, double height,
                         double font_size, double x, double y, guint *truth, guint *predicted)
{
  Drawing d = lay_out_unseen (plot, width, height, font_size);
  double row = floor ((y - d.top) / d.cell), column = floor ((x - d.left) / d.cell);

  if (row < 0 || column < 0 || row >= plot->k || column >= plot->k)
    return FALSE;
  *truth = (guint) row;
  *predicted = (guint) column;
  return TRUE;
}

void
fus_confusion_plot_place (const FusConfusionPlot *plot, double width, double height,
                          double font_size, guint truth, guint predicted, cairo_rectangle_t *place)
{
  Drawing d = lay_out_unseen (plot, width, height, font_size);

  *place = (cairo_rectangle_t){
    .x = d.left + predicted * d.cell, .y = d.top + truth * d.cell, .width = d.cell, .height = d.cell
  };
}

char *
fus_confusion_plot_csv (const FusConfusionPlot *plot)
{
  static const char *const heading[] = { "true", "predicted", "count", "share" };
  GString *table = g_string_new (NULL);
  fus_csv_append_row (table, heading, G_N_ELEMENTS (heading));
  for (guint row = 0; row < plot->k; row++)
    for (guint column = 0; column < plot->k; column++)
      {
        char count[FUS_AXIS_LABEL_SIZE], part[FUS_AXIS_LABEL_SIZE];
        fus_number_format (plot->counts[(gsize) row * plot->k + column], count);
        fus_number_format (share (plot, row, column), part);
        const char *fields[] = { plot->class_names[row], plot->class_names[column], count, part };
        fus_csv_append_row (table, fields, G_N_ELEMENTS (fields));
      }
  return g_string_free (table, FALSE);
}
