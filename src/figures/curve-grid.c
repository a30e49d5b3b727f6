/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/curve-grid.h"

#include "figures/axis.h"
#include "faces/csv.h"
#include <math.h>

/* In ems. */
#define KEY_LINE 2.2
#define KEY_GAP 1.6
#define ROW_HEIGHT 1.6

static double
key_width (cairo_t *cr, const FusCurveKey *key, double em)
{
  FusTextStyle style = { .size = em };
  double width, height;

  fus_text_measure (cr, key->label, &style, &width, &height);
  return (KEY_LINE + 0.5 + KEY_GAP) * em + width;
}

static void
draw_key (cairo_t *cr, const FusCurveKey *key, double x, double y, double em, FusColor ink)
{
  double dashes[] = { em * 0.35, em * 0.35 };
  FusTextStyle style = { .size = em, .y_align = 0.5 };

  cairo_set_source_rgba (cr, key->color.red, key->color.green, key->color.blue,
                         key->band ? FUS_CURVE_BAND_ALPHA : 1);
  if (key->band)
    {
      cairo_rectangle (cr, x, y - em * 0.4, KEY_LINE * em, em * 0.8);
      cairo_fill (cr);
    }
  else
    {
      cairo_set_line_width (cr, em * (key->dashed ? 0.12 : 0.17));
      cairo_set_dash (cr, dashes, key->dashed ? 2 : 0, 0);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + KEY_LINE * em, y);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  fus_text_draw (cr, key->label, x + (KEY_LINE + 0.5) * em, y, &style, ink);
}

/* Draws the keys below @y, or with @measure only tells how high they are. */
static double
lay_keys (cairo_t *cr, const FusCurveGrid *grid, double y, double width, double em, FusColor ink,
          gboolean measure)
{
  double x = em * 0.6;
  guint rows = grid->n_keys > 0;

  for (guint i = 0; i < grid->n_keys; i++)
    {
      double w = key_width (cr, &grid->keys[i], em);

      if (x + w - KEY_GAP * em > width && x > em)
        {
          x = em * 0.6;
          rows++;
        }
      if (!measure)
        draw_key (cr, &grid->keys[i], x, y + (rows - 0.5) * ROW_HEIGHT * em, em, ink);
      x += w;
    }
  return rows * ROW_HEIGHT * em;
}

void
fus_curve_grid_draw (cairo_t *cr, const FusCurveGrid *grid, double width, double height,
                     FusColor ink, double font_size)
{
  double em = font_size;
  FusTextStyle note_style = { .size = 0.9 * em, .width = width - em };
  double note_width, note_height = 0;
  double keys = lay_keys (cr, grid, 0, width, em, ink, TRUE);
  guint rows = (grid->n_plots + grid->n_columns - 1) / grid->n_columns;
  double cell_width, cell_height, bottom;

  if (grid->note != NULL)
    fus_text_measure (cr, grid->note, &note_style, &note_width, &note_height);
  bottom = keys + (grid->note != NULL ? note_height + 0.8 * em : 0);
  cell_width = width / grid->n_columns;
  cell_height = (height - bottom) / rows;
  for (guint i = 0; i < grid->n_plots; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, i % grid->n_columns * cell_width, i / grid->n_columns * cell_height);
      fus_curve_plot_draw (cr, &grid->plots[i], cell_width, cell_height - 0.4 * em, ink, em);
      cairo_restore (cr);
    }
  lay_keys (cr, grid, height - bottom, width, em, ink, FALSE);
  if (grid->note != NULL)
    fus_text_draw (cr, grid->note, 0.6 * em, height - note_height - 0.2 * em, &note_style, ink);
}

static const char *
x_text (const FusCurvePlot *plot, double x, char text[FUS_AXIS_LABEL_SIZE])
{
  if (plot->x_names != NULL)
    return plot->x_names[(guint) x];
  fus_number_format (x, text);
  return text;
}

static void
add_curve (GString *csv, const FusCurvePlot *plot, const FusCurve *curve)
{
  for (guint i = 0; i < curve->n; i++)
    {
      char x[FUS_AXIS_LABEL_SIZE], y[FUS_AXIS_LABEL_SIZE], low[FUS_AXIS_LABEL_SIZE],
          high[FUS_AXIS_LABEL_SIZE];
      const char *fields[] = { plot->title != NULL ? plot->title : "",
                               curve->name != NULL ? curve->name : curve->label,
                               x_text (plot, curve->x[i], x),
                               y,
                               low,
                               high };

      fus_number_format (curve->y[i], y);
      fus_number_format (curve->low != NULL ? curve->low[i] : NAN, low);
      fus_number_format (curve->high != NULL ? curve->high[i] : NAN, high);
      fus_csv_append_row (csv, fields, G_N_ELEMENTS (fields));
    }
}

char *
fus_curve_grid_csv (const FusCurveGrid *grid)
{
  GString *csv = g_string_new ("plot,curve,x,value,low,high\n");

  for (guint i = 0; i < grid->n_plots; i++)
    for (guint c = 0; c < grid->plots[i].n_curves; c++)
      add_curve (csv, &grid->plots[i], &grid->plots[i].curves[c]);
  return g_string_free (csv, FALSE);
}
