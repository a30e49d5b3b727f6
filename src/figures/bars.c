/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures/bars.h"

#include "figures/axis.h"
#include "faces/csv.h"
#include <glib/gi18n-lib.h>
#include <math.h>

/* Distance between groups and share of its column that a bar fills, in columns. */
#define GROUP_GAP 0.6
#define BAR_SHARE 0.72

typedef struct
{
  cairo_t *cr;
  const FusBarChart *chart;
  FusColor ink;
  double em;
  FusAxis y;
  double left, column;
  double label_size;  /* in em */
  gboolean is_turned; /* labels too long for their columns */
  double labels_height, groups_height;
  gboolean has_values; /* over the bars: where there is room for all of them */
} Drawing;

static FusTextStyle
label_style (const Drawing *d)
{
  return d->is_turned
             ? (FusTextStyle){ .size = d->em * d->label_size,
                               .x_align = 1,
                               .y_align = 0.5,
                               .turned = TRUE }
             : (FusTextStyle){ .size = d->em * d->label_size, .x_align = 0.5, .width = d->column };
}

static FusTextStyle
group_style (const Drawing *d, guint group)
{
  return (FusTextStyle){
    .size = d->em, .x_align = 0.5, .bold = TRUE, .width = d->column * d->chart->groups[group].n_bars
  };
}

static FusTextStyle
note_style (const Drawing *d, double width)
{
  return (FusTextStyle){ .size = d->em * 0.85, .width = width - d->left };
}

static double
column_left (const Drawing *d, guint group, guint bar)
{
  double x = d->left + GROUP_GAP / 2 * d->column;
  for (guint g = 0; g < group; g++)
    x += (d->chart->groups[g].n_bars + GROUP_GAP) * d->column;
  return x + bar * d->column;
}

static double
n_columns (const FusBarChart *chart)
{
  double n = GROUP_GAP * chart->n_groups;
  for (guint g = 0; g < chart->n_groups; g++)
    n += chart->groups[g].n_bars;
  return MAX (n, 1);
}

static double
largest (const FusBarChart *chart)
{
  double high = 0;
  for (guint g = 0; g < chart->n_groups; g++)
    {
      const FusBarGroup *group = &chart->groups[g];
      for (guint b = 0; b < group->n_bars; b++)
        high = fmax (high, fmax (group->bars[b].value, group->bars[b].high));
      high = fmax (high, group->chance);
    }
  return high > 0 ? high : 1;
}

/* 0 where nothing lies below. */
static double
smallest (const FusBarChart *chart)
{
  double low = 0;
  for (guint g = 0; g < chart->n_groups; g++)
    for (guint b = 0; b < chart->groups[g].n_bars; b++)
      low = fmin (low, fmin (chart->groups[g].bars[b].value, chart->groups[g].bars[b].low));
  return low;
}

/* "chance 14.3 %" in a line below the group's name. */
static char *
group_text (const Drawing *d, guint g)
{
  const FusBarGroup *group = &d->chart->groups[g];
  char number[FUS_AXIS_LABEL_SIZE];
  if (isnan (group->chance) || d->chart->plain_references)
    return g_strdup (group->label);
  g_ascii_formatd (number, sizeof number, d->chart->percent ? "%.1f" : "%.3g",
                   group->chance * (d->chart->percent ? 100 : 1));
  g_autofree char *chance
      = g_strdup_printf (d->chart->percent ? _ ("chance %s\u00a0%%") : _ ("chance %s"), number);
  return g_strdup_printf ("%s\n\u00b7\u00b7\u00b7 %s", group->label, chance);
}

static double
text_height (const Drawing *d, const char *text, FusTextStyle style)
{
  double width, height;
  fus_text_measure (d->cr, text, &style, &width, &height);
  return style.turned ? width : height;
}

static double
widest_word (const Drawing *d)
{
  double widest = 0;
  FusTextStyle style = { .size = d->em };
  for (guint g = 0; g < d->chart->n_groups; g++)
    for (guint b = 0; b < d->chart->groups[g].n_bars; b++)
      {
        g_auto (GStrv) words = g_strsplit (d->chart->groups[g].bars[b].label, " ", -1);
        for (guint w = 0; words[w]; w++)
          {
            double width, height;
            fus_text_measure (d->cr, words[w], &style, &width, &height);
            widest = MAX (widest, width);
          }
      }
  return widest;
}

/* Labels are made a little smaller where that lets them stand under their bars, or else turned. */
static void
fit_labels (Drawing *d)
{
  double fitting = d->column / MAX (widest_word (d), 1e-9);
  d->is_turned = fitting < 0.75;
  d->label_size = d->is_turned ? 0.9 : MIN (fitting, 0.9);
}

static void
lay_out (Drawing *d, double width, double height)
{
  const FusBarChart *chart = d->chart;
  double em = d->em;
  d->y.percent = chart->percent;
  gboolean is_fixed = isfinite (chart->y_max);
  double low = smallest (chart);
  fus_axis_fit (&d->y, low, is_fixed ? chart->y_max : largest (chart), low == 0, is_fixed, FALSE,
                6);
  d->left = em * (chart->y_label ? 2.2 : 0.6) + fus_axis_labels_width (&d->y, d->cr, em);
  d->column = (width - d->left - 0.4 * em) / n_columns (chart);
  fit_labels (d);
  for (guint g = 0; g < chart->n_groups; g++)
    {
      for (guint b = 0; b < chart->groups[g].n_bars; b++)
        d->labels_height = MAX (d->labels_height,
                                text_height (d, chart->groups[g].bars[b].label, label_style (d)));
      g_autofree char *text = group_text (d, g);
      d->groups_height = MAX (d->groups_height, text_height (d, text, group_style (d, g)));
    }
  double note = chart->note ? text_height (d, chart->note, note_style (d, width)) + 0.6 * em : 0;
  d->y.end = em * (chart->title ? 2.6 : 1.1);
  d->y.start = MAX (height - note - d->groups_height - d->labels_height - 1.4 * em, d->y.end + em);
}

static FusTextStyle
value_style (const Drawing *d)
{
  return (FusTextStyle){ .size = d->em * 0.85, .x_align = 0.5, .y_align = 1 };
}

static const char *
value_text (const Drawing *d, const FusBar *bar, char text[FUS_AXIS_LABEL_SIZE])
{
  gboolean is_small = fabs (bar->value) < 1 && bar->value != 0;
  return g_ascii_formatd (text, FUS_AXIS_LABEL_SIZE,
                          d->chart->percent ? "%.1f"
                          : is_small        ? "%.2f"
                                            : "%.3g",
                          bar->value * (d->chart->percent ? 100 : 1));
}

static gboolean
values_fit (const Drawing *d)
{
  FusTextStyle style = value_style (d);
  for (guint g = 0; g < d->chart->n_groups; g++)
    for (guint b = 0; b < d->chart->groups[g].n_bars; b++)
      {
        const FusBar *bar = &d->chart->groups[g].bars[b];
        char text[FUS_AXIS_LABEL_SIZE];
        double width, height;
        if (!isfinite (bar->value))
          continue;
        fus_text_measure (d->cr, value_text (d, bar, text), &style, &width, &height);
        if (width > d->column)
          return FALSE;
      }
  return TRUE;
}

static void
draw_value (const Drawing *d, const FusBar *bar, double x)
{
  char text[FUS_AXIS_LABEL_SIZE];
  FusTextStyle style = value_style (d);
  double top = fus_axis_position (&d->y, fmax (fmax (bar->value, bar->high), 0));
  fus_text_draw (d->cr, value_text (d, bar, text), x, MAX (top, d->y.end) - 0.1 * d->em, &style,
                 d->ink);
}

static void
draw_bar (const Drawing *d, guint group, guint index)
{
  const FusBar *bar = &d->chart->groups[group].bars[index];
  double x = column_left (d, group, index), middle = x + d->column / 2;
  FusTextStyle style = label_style (d);
  fus_text_draw (d->cr, bar->label, middle, d->y.start + 0.4 * d->em, &style, d->ink);
  if (!isfinite (bar->value))
    return;
  double end = fus_axis_position (&d->y, MIN (bar->value, d->y.max));
  double zero = fus_axis_position (&d->y, 0);
  fus_mark_rectangle (d->cr, x + (1 - BAR_SHARE) / 2 * d->column, MIN (end, zero),
                      BAR_SHARE * d->column, fabs (zero - end), bar->color, bar->fill, d->em);
  if (isfinite (bar->low) && isfinite (bar->high))
    fus_mark_interval (d->cr, middle, fus_axis_position (&d->y, bar->low),
                       fus_axis_position (&d->y, MIN (bar->high, d->y.max)),
                       BAR_SHARE * d->column * 0.35, d->ink, d->em);
  if (d->has_values)
    draw_value (d, bar, middle);
}

static void
draw_group (const Drawing *d, guint g)
{
  const FusBarGroup *group = &d->chart->groups[g];
  double left = column_left (d, g, 0), right = column_left (d, g, group->n_bars);
  for (guint b = 0; b < group->n_bars; b++)
    draw_bar (d, g, b);
  if (isfinite (group->chance))
    fus_axis_draw_reference (d->cr, left, right, fus_axis_position (&d->y, group->chance), d->em,
                             d->ink);
  g_autofree char *text = group_text (d, g);
  FusTextStyle style = group_style (d, g);
  fus_text_draw (d->cr, text, (left + right) / 2, d->y.start + d->labels_height + 0.8 * d->em,
                 &style, d->ink);
}

void
fus_bar_chart_draw (cairo_t *cr, const FusBarChart *chart, double width, double height,
                    FusColor ink, double font_size)
{
  Drawing d = { .cr = cr, .chart = chart, .ink = ink, .em = font_size };
  cairo_save (cr);
  lay_out (&d, width, height);
  double right = d.left + d.column * n_columns (chart);
  d.has_values = values_fit (&d);
  fus_axis_draw_vertical (&d.y, cr, d.left, right, font_size, ink);
  fus_axis_draw_titles (&d.y, cr, chart->title, chart->y_label, d.left, font_size, ink);
  for (guint g = 0; g < chart->n_groups; g++)
    draw_group (&d, g);
  cairo_move_to (cr, d.left, fus_axis_position (&d.y, 0));
  cairo_line_to (cr, right, fus_axis_position (&d.y, 0));
  cairo_set_line_width (cr, font_size / 12);
  cairo_set_source_rgb (cr, ink.red, ink.green, ink.blue);
  cairo_stroke (cr);
  if (chart->note)
    {
      FusTextStyle style = note_style (&d, width);
      style.y_align = 1;
      fus_text_draw (cr, chart->note, d.left, height - 0.1 * font_size, &style, ink);
    }
  cairo_restore (cr);
}

/* Lays out without drawing, for fus_bar_chart_pick() and fus_bar_chart_place(). */
static Drawing
lay_out_unseen (const FusBarChart *chart, double width, double height, double font_size)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  Drawing d = { .cr = cr, .chart = chart, .em = font_size };

  lay_out (&d, width, height);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  d.cr = NULL;
  return d;
}

static double
columns_end (const Drawing *d)
{
  return d->y.start + d->labels_height + 0.6 * d->em;
}

gboolean
fus_bar_chart_pick (const FusBarChart *chart, double width, double height, double font_size,
                    double x, double y, guint *group, guint *bar)
{
  Drawing d = lay_out_unseen (chart, width, height, font_size);

  if (y < d.y.end || y > columns_end (&d))
    return FALSE;
  for (guint g = 0; g < chart->n_groups; g++)
    for (guint b = 0; b < chart->groups[g].n_bars; b++)
      if (x >= column_left (&d, g, b) && x < column_left (&d, g, b + 1))
        {
          *group = g;
          *bar = b;
          return TRUE;
        }
  return FALSE;
}

void
fus_bar_chart_place (const FusBarChart *chart, double width, double height, double font_size,
                     guint group, guint bar, cairo_rectangle_t *place)
{
  Drawing d = lay_out_unseen (chart, width, height, font_size);

  *place = (cairo_rectangle_t){ .x = column_left (&d, group, bar),
                                .y = d.y.end,
                                .width = d.column,
                                .height = columns_end (&d) - d.y.end };
}

char *
fus_bar_chart_csv (const FusBarChart *chart)
{
  static const char *const heading[] = { "group", "bar", "value", "low", "high", "n", "chance" };
  GString *table = g_string_new (NULL);
  fus_csv_append_row (table, heading, G_N_ELEMENTS (heading));
  for (guint g = 0; g < chart->n_groups; g++)
    for (guint b = 0; b < chart->groups[g].n_bars; b++)
      {
        const FusBar *bar = &chart->groups[g].bars[b];
        const double numbers[]
            = { bar->value, bar->low, bar->high, (double) bar->n, chart->groups[g].chance };
        char text[G_N_ELEMENTS (numbers)][FUS_AXIS_LABEL_SIZE];
        const char *fields[G_N_ELEMENTS (heading)]
            = { chart->groups[g].label, bar->name != NULL ? bar->name : bar->label };
        for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
          {
            fus_number_format (numbers[i], text[i]);
            fields[2 + i] = text[i];
          }
        fus_csv_append_row (table, fields, G_N_ELEMENTS (fields));
      }
  return g_string_free (table, FALSE);
}
