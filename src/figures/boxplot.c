/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/boxplot.h"

#include "figures/axis.h"
#include "faces/csv.h"
#include <math.h>

#define BOX_SHARE 0.55
/* Height of one level of brackets. */
#define LEVEL_EM 1.5

typedef struct
{
  cairo_t *cr;
  const FusBoxPlot *plot;
  FusColor ink;
  double em;
  FusAxis y;
  double left, column;
  double brackets_top;
  double labels_height;
} Drawing;

/* @out: (nullable): how many columns each text sticks out on either side of its bracket. */
static gboolean
overlaps (const FusBracket *brackets, const double *out, guint i, guint j)
{
  const FusBracket *a = &brackets[i], *b = &brackets[j];
  double room = out ? out[i] + out[j] : 0;
  return MIN (a->from, a->to) < MAX (b->from, b->to) + room
         && MIN (b->from, b->to) < MAX (a->from, a->to) + room;
}

static guint
span (const FusBracket *bracket)
{
  return MAX (bracket->from, bracket->to) - MIN (bracket->from, bracket->to);
}

static guint
stack (const FusBracket *brackets, const double *out, guint n, guint *level)
{
  guint n_levels = 0;
  for (guint i = 0; i < n; i++)
    level[i] = G_MAXUINT;
  for (guint round = 0; round < n; round++)
    {
      guint next = 0;
      while (level[next] != G_MAXUINT)
        next++;
      for (guint i = next; i < n; i++)
        if (level[i] == G_MAXUINT && span (&brackets[i]) < span (&brackets[next]))
          next = i;
      guint lowest = 0;
      for (guint i = 0; i < n; i++)
        if (level[i] != G_MAXUINT && overlaps (brackets, out, i, next))
          lowest = MAX (lowest, level[i] + 1);
      level[next] = lowest;
      n_levels = MAX (n_levels, lowest + 1);
    }
  return n_levels;
}

guint
fus_brackets_stack (const FusBracket *brackets, guint n, guint *level)
{
  return stack (brackets, NULL, n, level);
}

static FusTextStyle
label_style (const Drawing *d)
{
  return (FusTextStyle){ .size = d->em * 0.9, .x_align = 0.5, .width = d->column };
}

static FusTextStyle
note_style (const Drawing *d, double width)
{
  return (FusTextStyle){ .size = d->em * 0.85, .width = width - d->left };
}

static void
lay_out (Drawing *d, double width, double height, guint n_levels)
{
  const FusBoxPlot *plot = d->plot;
  double em = d->em, low = NAN, high = NAN, text_width, text_height;
  for (guint i = 0; i < plot->n_boxes; i++)
    {
      low = fmin (low, plot->boxes[i].statistics.low_whisker);
      high = fmax (high, plot->boxes[i].statistics.high_whisker);
    }
  /* What is never negative is shown from 0 on. */
  gboolean from_zero = low >= 0;
  fus_axis_fit (&d->y, from_zero ? 0 : low, high, from_zero, FALSE, FALSE, 6);
  d->left = em * (plot->y_label ? 2.2 : 0.6) + fus_axis_labels_width (&d->y, d->cr, em);
  d->column = (width - d->left - 0.4 * em) / MAX (plot->n_boxes, 1);
  for (guint i = 0; i < plot->n_boxes; i++)
    {
      FusTextStyle style = label_style (d);
      fus_text_measure (d->cr, plot->boxes[i].label, &style, &text_width, &text_height);
      d->labels_height = MAX (d->labels_height, text_height);
    }
  double note = 0;
  if (plot->note)
    {
      FusTextStyle style = note_style (d, width);
      fus_text_measure (d->cr, plot->note, &style, &text_width, &note);
      note += 0.6 * em;
    }
  d->brackets_top = em * (plot->title ? 2 : 0.4);
  d->y.end = d->brackets_top + n_levels * LEVEL_EM * em + 0.8 * em;
  d->y.start = MAX (height - note - d->labels_height - 0.8 * em, d->y.end + em);
}

static double
middle_of (const Drawing *d, guint box)
{
  return d->left + (box + 0.5) * d->column;
}

static void
draw_box (const Drawing *d, guint index)
{
  const FusBox *box = &d->plot->boxes[index];
  const FusBoxStatistics *s = &box->statistics;
  double x = middle_of (d, index), width = BOX_SHARE * d->column;
  FusTextStyle style = label_style (d);
  fus_text_draw (d->cr, box->label, x, d->y.start + 0.4 * d->em, &style, d->ink);
  if (s->n == 0)
    return;
  double low = fus_axis_position (&d->y, s->low_quartile);
  double high = fus_axis_position (&d->y, s->high_quartile);
  double median = fus_axis_position (&d->y, s->median);
  fus_mark_interval (d->cr, x, fus_axis_position (&d->y, s->low_whisker), low, 0, d->ink, d->em);
  fus_mark_interval (d->cr, x, high, fus_axis_position (&d->y, s->high_whisker), 0, d->ink, d->em);
  fus_mark_rectangle (d->cr, x - width / 2, high, width, low - high, box->color, box->fill, d->em);
  cairo_move_to (d->cr, x - width / 2, median);
  cairo_line_to (d->cr, x + width / 2, median);
  cairo_set_line_width (d->cr, d->em * 0.2);
  cairo_set_source_rgb (d->cr, d->ink.red, d->ink.green, d->ink.blue);
  cairo_stroke (d->cr);
}

#define BRACKET_TEXT_EM 0.8
/* Neighbours on one level must not touch: each ends short of its boxes' middles. */
#define SHORT_OF 0.06

/* Levels on which neither brackets nor their texts touch, in columns as wide as they are. */
static guint
stack_texts (const Drawing *d, guint *level)
{
  const FusBoxPlot *plot = d->plot;
  g_autofree double *out = g_new0 (double, MAX (plot->n_brackets, 1));
  for (guint i = 0; i < plot->n_brackets; i++)
    {
      FusTextStyle style = { .size = d->em * BRACKET_TEXT_EM };
      double text_width, text_height;
      fus_text_measure (d->cr, plot->brackets[i].text, &style, &text_width, &text_height);
      out[i] = fmax (0, ((text_width + d->em) / d->column - span (&plot->brackets[i])) / 2);
    }
  return stack (plot->brackets, out, plot->n_brackets, level);
}

static void
draw_bracket (const Drawing *d, const FusBracket *bracket, guint level, guint n_levels)
{
  double short_of = SHORT_OF * d->column;
  double x0 = middle_of (d, MIN (bracket->from, bracket->to)) + short_of;
  double x1 = middle_of (d, MAX (bracket->from, bracket->to)) - short_of;
  double y = d->brackets_top + (n_levels - level) * LEVEL_EM * d->em;
  cairo_move_to (d->cr, x0, y + 0.3 * d->em);
  cairo_line_to (d->cr, x0, y);
  cairo_line_to (d->cr, x1, y);
  cairo_line_to (d->cr, x1, y + 0.3 * d->em);
  cairo_set_line_width (d->cr, d->em / 14);
  cairo_set_source_rgba (d->cr, d->ink.red, d->ink.green, d->ink.blue, 0.7);
  cairo_stroke (d->cr);
  FusTextStyle style = { .size = d->em * BRACKET_TEXT_EM, .x_align = 0.5, .y_align = 1 };
  fus_text_draw (d->cr, bracket->text, (x0 + x1) / 2, y - 0.02 * d->em, &style, d->ink);
}

void
fus_box_plot_draw (cairo_t *cr, const FusBoxPlot *plot, double width, double height, FusColor ink,
                   double font_size)
{
  Drawing d = { .cr = cr, .plot = plot, .ink = ink, .em = font_size };
  g_autofree guint *level = g_new (guint, MAX (plot->n_brackets, 1));
  cairo_save (cr);
  /* Columns first: they tell how many levels the brackets need. */
  lay_out (&d, width, height, 0);
  guint n_levels = stack_texts (&d, level);
  lay_out (&d, width, height, n_levels);
  fus_axis_draw_vertical (&d.y, cr, d.left, width - 0.4 * font_size, font_size, ink);
  fus_axis_draw_titles (&d.y, cr, plot->title, plot->y_label, d.left, font_size, ink);
  for (guint i = 0; i < plot->n_boxes; i++)
    draw_box (&d, i);
  for (guint i = 0; i < plot->n_brackets; i++)
    draw_bracket (&d, &plot->brackets[i], level[i], n_levels);
  if (plot->note)
    {
      FusTextStyle style = note_style (&d, width);
      style.y_align = 1;
      fus_text_draw (cr, plot->note, d.left, height - 0.1 * font_size, &style, ink);
    }
  cairo_restore (cr);
}

char *
fus_box_plot_csv (const FusBoxPlot *plot)
{
  static const char *const heading[]
      = { "box",           "n",           "median",       "low_quartile",
          "high_quartile", "low_whisker", "high_whisker", "mean" };
  GString *table = g_string_new (NULL);
  fus_csv_append_row (table, heading, G_N_ELEMENTS (heading));
  for (guint b = 0; b < plot->n_boxes; b++)
    {
      const FusBoxStatistics *s = &plot->boxes[b].statistics;
      const double numbers[] = { (double) s->n,  s->median,       s->low_quartile, s->high_quartile,
                                 s->low_whisker, s->high_whisker, s->mean };
      char text[G_N_ELEMENTS (numbers)][FUS_AXIS_LABEL_SIZE];
      const char *fields[G_N_ELEMENTS (heading)] = { plot->boxes[b].label };
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        {
          fus_number_format (numbers[i], text[i]);
          fields[1 + i] = text[i];
        }
      fus_csv_append_row (table, fields, G_N_ELEMENTS (fields));
    }
  return g_string_free (table, FALSE);
}
